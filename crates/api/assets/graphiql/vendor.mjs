// Makes the vendored files of this folder from npm packages. Usage, in an empty folder elsewhere:
//   npm install graphiql@3.9.0 graphql@16 react@18.3.1 react-dom@18.3.1 @babel/runtime@7 graphql-ws@5 \
//       @radix-ui/react-use-escape-keydown@1 && node vendor.mjs THIS_FOLDER
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const target = process.argv[2];
const from = (path) => join("node_modules", path);
const read = (path) => readFileSync(from(path), "utf8");
const withoutMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");
const write = (name, text) => writeFileSync(join(target, name), text);

for (const path of [
  "graphiql/graphiql.min.js",
  "react/umd/react.production.min.js",
  "react-dom/umd/react-dom.production.min.js",
]) {
  write(path.split("/").pop(), withoutMap(read(path)));
}
// Roboto and Fira Code make up nine tenths of the style sheet, and the latter is under the OFL.
write("graphiql.min.css", read("graphiql/graphiql.min.css").replace(/@font-face\s*\{[^}]*\}/g, ""));

// The source map names the packages that the bundle is made of; some are written `../../NAME/esm`.
const { sources } = JSON.parse(read("graphiql/graphiql.min.js.map"));
const names = new Set(["graphiql", "react", "react-dom", "scheduler", "@graphiql/react", "@graphiql/toolkit"]);
for (const source of sources) {
  const [, name] =
    source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//) ??
    source.match(/^\.\.\/\.\.\/((?!graphiql)[^/]+)\//) ?? [];
  if (name) names.add(name);
}

const missing = [...names].filter((name) => !existsSync(from(name)));
if (missing.length > 0) throw new Error(`in the bundle and not installed: ${missing.join(" ")}`);
// The texts alone: the bundle was made with other versions of some packages than are installed here.
const parts = [...names].sort().map((name) => {
  const { license } = JSON.parse(read(`${name}/package.json`));
  const file = readdirSync(from(name)).find((file) => /^licen[cs]e/i.test(file));
  const text = file ? read(`${name}/${file}`).trim() : `The package states "${license}" and holds no text.`;
  return `${name} (${license})\n\n${text}\n`;
});
write("LICENSES.txt", parts.join(`\n${"-".repeat(80)}\n\n`));

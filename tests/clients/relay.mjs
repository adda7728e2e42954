// Compiles the project in `relay` against a schema: `node relay.mjs SCHEMA`. Prints a JSON object: the
// text of each operation as Relay would send it, by name.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import compiler from "relay-compiler";

const folder = mkdtempSync(join(tmpdir(), "klaster-relay-"));
try {
  cpSync(fileURLToPath(new URL("relay", import.meta.url)), join(folder, "src"), { recursive: true });
  cpSync(process.argv[2], join(folder, "schema.graphql"));
  mkdirSync(join(folder, "artifacts"));
  const config = {
    src: "./src",
    schema: "./schema.graphql",
    artifactDirectory: "./artifacts",
    language: "javascript",
    eagerEsModules: false,
    customScalarTypes: { Date: "string", DateTime: "string", Decimal: "string", UUID: "string" },
  };
  writeFileSync(join(folder, "relay.config.json"), JSON.stringify(config));
  execFileSync(compiler, ["relay.config.json"], { cwd: folder, stdio: ["ignore", 2, 2] });

  const artifacts = join(folder, "artifacts");
  const read = createRequire(join(artifacts, "/"));
  const operations = readdirSync(artifacts).flatMap((file) => read(`./${file}`).params ?? []);
  const texts = Object.fromEntries(operations.map(({ name, text }) => [name, text]));
  console.log(JSON.stringify(texts));
} finally {
  rmSync(folder, { recursive: true });
}

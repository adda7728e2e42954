// Makes a program of `codegen/portal.ts`: `node codegen.mjs SCHEMA FOLDER`. Types and documents are
// generated from the schema and the operations in the program; then TypeScript checks and compiles
// it. FOLDER/portal.js is left there.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildSchema, parse } from "graphql";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [schemaPath, folder] = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });

const config = {
  documentMode: "string",
  enumType: "string-literal",
  importExtension: ".js",
  scalars: { Date: "string", DateTime: "string", Decimal: "string", UUID: "string", JSONWebKey: "Record<string, unknown>" },
  strictScalars: true,
  useTypeImports: true,
};

const sdl = readFileSync(schemaPath, "utf8");
const operations = readFileSync(here("codegen/operations.graphql"), "utf8");
const outputs = await preset.buildGeneratesSection({
  baseOutputDir: `${join(folder, "gql")}/`,
  schema: parse(sdl),
  schemaAst: buildSchema(sdl),
  documents: [
    { location: "operations.graphql", document: parse(operations), rawSDL: operations },
  ],
  config,
  presetConfig: { fragmentMasking: false },
  plugins: [],
  pluginMap: {},
  pluginContext: {},
});
for (const output of outputs) {
  mkdirSync(dirname(output.filename), { recursive: true });
  writeFileSync(output.filename, await codegen(output));
}

cpSync(here("codegen"), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
symlinkSync(here("node_modules"), join(folder, "node_modules"));
execFileSync(process.execPath, [here("node_modules/typescript/bin/tsc"), "--project", folder], {
  stdio: ["ignore", 2, 2],
});

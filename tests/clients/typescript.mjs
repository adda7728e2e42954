// Runs a program in TypeScript that comes on standard input, if it is right by the strict rules:
// `node typescript.mjs`, in the folder where it is to read and write.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(process.cwd(), "program.mts");
writeFileSync(source, readFileSync(0));
const options = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  typeRoots: [join(here, "node_modules/@types")],
  noEmitOnError: true,
};
const program = ts.createProgram([source], options);
const wrong = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
for (const { file, start, messageText } of wrong) {
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  console.error(`line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
if (wrong.length > 0) process.exit(1);
await import(pathToFileURL(join(process.cwd(), "program.mjs")));

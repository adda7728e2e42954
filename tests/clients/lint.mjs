// Lints a schema by the rules of `eslint.config.mjs`: `node lint.mjs SCHEMA`. Prints a JSON list: for
// each finding its rule, line and message.

import { dirname } from "node:path";
import { ESLint } from "eslint";
import { forSchema } from "./eslint.config.mjs";

const schema = process.argv[2];
const eslint = new ESLint({
  cwd: dirname(schema),
  overrideConfigFile: true,
  overrideConfig: forSchema(schema),
});
const findings = (await eslint.lintFiles([schema])).flatMap(({ messages }) => messages);
console.log(
  JSON.stringify(findings.map(({ ruleId, line, message }) => ({ rule: ruleId, line, message }))),
);

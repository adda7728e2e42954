// What graphql-js makes of documents: `node verdicts.mjs SCHEMA`, a JSON list of documents on
// standard input. Prints a JSON list: for each what is wrong with it, or null if nothing is.

import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";

const schema = buildSchema(readFileSync(process.argv[2], "utf8"));

const verdict = (document) => {
  try {
    return validate(schema, parse(document))[0]?.message ?? null;
  } catch (error) {
    return error.message;
  }
};

const documents = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(documents.map(verdict)));

// Composes a schema as a subgraph with another one: `node federation.mjs SCHEMA OTHER`. Prints JSON:
// errors of the composition, and what the supergraph shows of the schema in another way than it does.

import { readFileSync } from "node:fs";
import { composeServices } from "@theguild/federation-composition";
import { buildSchema, isSpecifiedScalarType, parse, printType } from "graphql";

const read = (path) => readFileSync(path, "utf8");
const [own, other] = process.argv.slice(2).map(read);
const { errors = [], publicSdl } = composeServices([
  { name: "klaster", url: "https://klaster.example/graphql", typeDefs: parse(own) },
  { name: "other", url: "https://other.example/graphql", typeDefs: parse(other) },
]);

const differences = () => {
  const composed = buildSchema(publicSdl);
  const lines = (type) =>
    type ? [`@oneOf: ${type.isOneOf ?? false}`, ...printType(type).split("\n")] : [];
  return Object.values(buildSchema(own).getTypeMap())
    .filter((type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type))
    .flatMap((type) => {
      const shown = new Set(lines(composed.getType(type.name)));
      const missing = lines(type).filter((line) => !shown.has(line));
      return missing.map((line) => `${type.name}: ${line.trim()}`);
    });
};

console.log(
  JSON.stringify({
    errors: errors.map(({ message }) => message),
    differences: errors.length > 0 ? [] : differences(),
    queries: errors.length > 0 ? [] : Object.keys(buildSchema(publicSdl).getQueryType().getFields()),
  }),
);

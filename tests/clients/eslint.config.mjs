// What a schema is linted for: the recommended rules of graphql-eslint, its rules for Relay, and those
// beyond that are conventions of ours.

import graphqlEslint from "@graphql-eslint/eslint-plugin";

const { parser, configs } = graphqlEslint;

/** `@deprecated(reason: "Use X. Removal 2027-06-01.")`: what to use instead, and until when it works. */
const requireRemovalDate = {
  meta: { type: "problem", schema: [] },
  create: (context) => ({
    "Directive[name.value=deprecated]"(node) {
      const reason = node.arguments.find(({ name }) => name.value === "reason")?.value.value ?? "";
      if (!/^Use \S.*\. Removal \d{4}-\d{2}-\d{2}\.$/su.test(reason)) {
        const message = `Say "Use X. Removal 2027-06-01.", not "${reason}"`;
        context.report({ node, message });
      }
    },
  }),
};

const everything = {
  types: true,
  rootField: true,
  DirectiveDefinition: true,
  EnumValueDefinition: true,
  FieldDefinition: true,
  InputValueDefinition: true,
};

/** The configuration for one schema, by its path. */
export const forSchema = (schema) => [
  {
    files: ["**/*.graphql"],
    plugins: {
      "@graphql-eslint": graphqlEslint,
      klaster: { rules: { "require-removal-date": requireRemovalDate } },
    },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema } } },
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      "@graphql-eslint/input-name": ["error", { caseSensitiveInputType: false }],
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",
      "@graphql-eslint/require-description": ["error", everything],
      "@graphql-eslint/require-nullable-fields-with-oneof": "error",
      "klaster/require-removal-date": "error",
      // Lists hold values too (translations, facets, errors), and a connection has `nodes` beside its
      // edges. What is in a history happened to an object and is none.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
      // What implements `Node` has an id; values, pages and payloads have none.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];

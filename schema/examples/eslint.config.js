// The rules for the schema and for the operations. Run from `schema/`: `npm run lint` does.
import graphql from '@graphql-eslint/eslint-plugin';

const plugin = { '@graphql-eslint': graphql };
const recommended = (name) => graphql.configs[`flat/${name}`].rules;
const parsing = {
  parser: graphql.parser,
  parserOptions: { graphQLConfig: { schema: 'catalogue.graphql', documents: 'operations/*.graphql' } },
};

export default [
  {
    files: ['catalogue.graphql'],
    plugins: plugin,
    languageOptions: parsing,
    rules: {
      ...recommended('schema-recommended'),
      ...recommended('schema-relay'),
      // Everything is described, not only types and root fields.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],
      // The operations that clients send ask a facet for its `facet` and a criterion for its `criterion`.
      '@graphql-eslint/no-typename-prefix': 'off',
      // A part of a fact (a volume, a provision) has no life of its own, so no id. Nor is every connection's item a
      // Node, and short lists that cannot grow are plain lists.
      '@graphql-eslint/strict-id-in-types': 'off',
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
  {
    files: ['operations/*.graphql'],
    plugins: plugin,
    languageOptions: parsing,
    rules: {
      ...recommended('operations-recommended'),
      // A picture of a whole linkage goes deep, and whoever needs no cache needs no id.
      '@graphql-eslint/selection-set-depth': 'off',
      '@graphql-eslint/require-selections': 'off',
    },
  },
];

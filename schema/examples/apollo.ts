// The catalogue through Apollo Client. In React the same document goes to `useQuery(OperatorsDocument, { variables })`.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperatorsDocument } from './generated/operations.js';
import possible from './generated/possible-types.js';

const client = new ApolloClient({
  link: new HttpLink({ uri: process.env['TSUNAGU_URL'] ?? 'http://127.0.0.1:8080/graphql' }),
  cache: new InMemoryCache({
    // Global ids are unique and end in `id`, so the cache needs no key fields; it only has to know the interfaces.
    possibleTypes: possible.possibleTypes,
    // Lists are Relay connections: `fetchMore` with `after: endCursor` appends the next page.
    typePolicies: { Query: { fields: { operators: relayStylePagination() } } },
  }),
});

try {
  const { data } = await client.query({ query: OperatorsDocument, variables: { first: 10 } });
  for (const operator of data?.operators?.nodes ?? []) {
    console.log(operator.code, operator.nameJa, operator.certifications.map((each) => each.kind).join(', '));
    console.log('  approvals:', operator.approvals.totalCount, 'institutions:', operator.institutions.totalCount);
  }
} catch (error) {
  if (CombinedGraphQLErrors.is(error)) for (const each of error.errors) console.error(each.extensions?.['code'], each.message);
  throw error;
}

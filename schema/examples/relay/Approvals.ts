// What Relay asks of a schema: a connection that pages, and a fragment that refetches itself through `node(id:)`.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query ApprovalsQuery($id: ID!) {
    ...Approvals_list
    node(id: $id) {
      ...Approvals_operator @alias(as: "operator")
    }
  }
`;

export const list = graphql`
  fragment Approvals_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ApprovalsPageQuery") {
    approvals(first: $count, after: $cursor) @connection(key: "Approvals_approvals") {
      totalCount
      edges {
        node {
          id
          titleJa
          approvedOn
        }
      }
    }
  }
`;

export const operator = graphql`
  fragment Approvals_operator on Operator @refetchable(queryName: "ApprovalsOperatorQuery") {
    nameJa
    approvals(last: 5) {
      totalCount
    }
  }
`;

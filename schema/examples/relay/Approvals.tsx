// The catalogue through Relay: a list that pages, a thing that fetches itself again by its id, and the past beside the present.
import { graphql, useLazyLoadQuery, usePaginationFragment, useRefetchableFragment } from 'react-relay';
import type { ApprovalsQuery } from './__generated__/ApprovalsQuery.graphql';
import type { Approvals_list$key } from './__generated__/Approvals_list.graphql';
import type { Approvals_operator$key } from './__generated__/Approvals_operator.graphql';

export function Approvals(variables: ApprovalsQuery['variables']) {
  const data = useLazyLoadQuery<ApprovalsQuery>(
    graphql`
      query ApprovalsQuery($id: ID!, $document: String!, $revision: Int!) {
        ...Approvals_list
        node(id: $id) {
          ...Approvals_operator @alias(as: "operator")
        }
        document(code: $document) {
          title
        }
        asOf(revision: $revision) {
          document(code: $document) {
            title
          }
        }
      }
    `,
    variables,
  );
  return (
    <>
      <List approvals={data} />
      {data.node?.operator && <Operator operator={data.node.operator} />}
      <p id="present">{data.document?.title}</p>
      <p id="past">{data.asOf?.document?.title}</p>
    </>
  );
}

function List({ approvals }: { approvals: Approvals_list$key }) {
  const { data, hasNext, loadNext } = usePaginationFragment(
    graphql`
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
    `,
    approvals,
  );
  return (
    <section>
      <ol>
        {data.approvals?.edges.map(({ node }) => (
          <li key={node.id} id={node.id}>
            {node.approvedOn} {node.titleJa}
          </li>
        ))}
      </ol>
      <p id="total">{data.approvals?.totalCount}</p>
      {hasNext && <button id="more" onClick={() => loadNext(20)}>More</button>}
    </section>
  );
}

function Operator({ operator }: { operator: Approvals_operator$key }) {
  const [data, refetch] = useRefetchableFragment(
    graphql`
      fragment Approvals_operator on Operator
      @argumentDefinitions(count: { type: "Int", defaultValue: 5 })
      @refetchable(queryName: "ApprovalsOperatorQuery") {
        nameJa
        approvals(last: $count) {
          nodes {
            number
          }
        }
      }
    `,
    operator,
  );
  return (
    <section>
      <h2>{data.nameJa}</h2>
      <p id="first">{data.approvals.nodes.map(({ number }) => number).join(' ')}</p>
      <button id="again" onClick={() => refetch({ count: 10 })}>Ten</button>
    </section>
  );
}

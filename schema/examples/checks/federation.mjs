// The catalogue as a subgraph beside another team's, which knows registries by their code: Apollo's composition accepts both.
import { execFileSync } from 'node:child_process';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const binary = process.env.TSUNAGU_BINARY;
if (!binary) {
  console.error('federation: set TSUNAGU_BINARY to the program: cargo build, then target/debug/tsunagu');
  process.exit(1);
}
const catalogue = execFileSync(binary, ['schema', '--federation'], { encoding: 'utf8' });
const ours = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { shortlist: [Registry!]! }
  type Registry @key(fields: "code") { code: String! ourNote: String }
  type Approval @key(fields: "operator { code } number") { operator: Operator! number: UseNumber! discussedAt: String }
  type Operator @key(fields: "code") { code: String! }
  scalar UseNumber
`;
const { errors, supergraphSdl } = composeServices([
  { name: 'catalogue', url: 'http://127.0.0.1:8080/graphql', typeDefs: parse(catalogue) },
  { name: 'ours', url: 'http://127.0.0.1:9090/graphql', typeDefs: parse(ours) },
]);
for (const error of errors ?? []) console.error(`federation: ${error.message}`);
const holds = ['ourNote', 'discussedAt', 'matchRegistries'].filter((field) => supergraphSdl?.includes(field));
console.log(`federation: ${errors?.length ?? 0} errors, ${holds.length} of 3 fields in the supergraph`);
process.exit(errors?.length || holds.length !== 3 ? 1 : 0);

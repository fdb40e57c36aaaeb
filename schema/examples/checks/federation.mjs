// The catalogue as one subgraph of three behind a gateway: another team knows registries by their code, a third one approvals by
// operator and number. Apollo composes the supergraph, GraphQL Tools answer over it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { execute, parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { binary, serve } from './server.mjs';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
const teams = {
  shortlist: {
    typeDefs: parse(`${LINK}
      type Query { shortlist: [Registry!]! }
      type Registry @key(fields: "code") { code: String! ourNote: String }`),
    resolvers: {
      Query: { shortlist: () => [{ code: 'remudy' }] },
      Registry: { ourNote: ({ code }) => `asked about ${code}` },
    },
  },
  meetings: {
    typeDefs: parse(`${LINK}
      type Query { discussed: [Approval!]! }
      type Approval @key(fields: "operator { code } number") { operator: Operator! number: UseNumber! discussedIn: String }
      type Operator @key(fields: "code") { code: String! }
      scalar UseNumber`),
    resolvers: {
      Query: { discussed: () => [{ operator: { code: 'ldi' }, number: 45 }] },
      Approval: { discussedIn: ({ operator, number }) => `${operator.code} no. ${number}, in May` },
    },
  },
};

const servers = [];
const listen = async (subgraph) => {
  const server = createServer(createHandler({ schema: buildSubgraphSchema([subgraph]) }));
  servers.push(server);
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  return `http://127.0.0.1:${server.address().port}/`;
};

const catalogue = await serve('--federation');
const services = [
  { name: 'catalogue', url: catalogue.url, typeDefs: parse(execFileSync(binary, ['schema', '--federation'], { encoding: 'utf8' })) },
];
for (const [name, team] of Object.entries(teams)) services.push({ name, url: await listen(team), typeDefs: team.typeDefs });
const { errors, supergraphSdl } = composeServices(services);
assert.deepEqual(errors?.map(({ message }) => message) ?? [], [], 'the subgraphs compose');
const schema = getStitchedSchemaFromSupergraphSdl({ supergraphSdl });

const questions = [
  ['a registry of ours with a field of theirs', '{ registry(code: "remudy") { nameEn ourNote } }',
    ({ registry }) => registry.ourNote === 'asked about remudy'],
  ['a registry of theirs with fields of ours', '{ shortlist { ourNote nameJa hosts { code } } }',
    ({ shortlist: [first] }) => first.nameJa.includes('Remudy') && first.hosts.length > 0],
  ['an approval of ours with a field of theirs', '{ approval(operator: "ldi", number: 45) { titleJa discussedIn } }',
    ({ approval }) => approval.discussedIn === 'ldi no. 45, in May'],
  ['an approval of theirs with fields of ours', '{ discussed { discussedIn titleJa approvedOn operator { code nameJa } } }',
    ({ discussed: [first] }) => first.approvedOn === '2024-11-12' && first.operator.nameJa.length > 0],
  ['both in a list of ours', '{ registries(first: 3, search: "筋ジストロフィー") { nodes { code ourNote } } }',
    ({ registries: { nodes } }) => nodes.length === 3 && nodes.every(({ code, ourNote }) => ourNote === `asked about ${code}`)],
];
let failed = 0;
for (const [what, question, holds] of questions) {
  const answer = await execute({ schema, document: parse(question) });
  if (!answer.errors && holds(answer.data)) continue;
  failed += 1;
  console.error(`federation: ${what}: ${JSON.stringify(answer)}`);
}
catalogue.stop();
for (const server of servers) server.close();
console.log(`federation: ${services.length} subgraphs compose; ${questions.length - failed} of ${questions.length} queries answered through the gateway`);
process.exit(failed ? 1 : 0);

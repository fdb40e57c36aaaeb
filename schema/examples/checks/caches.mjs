// A revision is published while a page is open: it hears of it, asks again, and what a normalised cache holds of the past stays the past.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { EventSource } from 'eventsource';

const { TSUNAGU_URL: url, TSUNAGU_BINARY: binary } = process.env;
if (!url || !binary) {
  console.error('caches: set TSUNAGU_URL to the address of a server and TSUNAGU_BINARY to the program');
  process.exit(1);
}
const site = new URL('/', url).href;
let passed = 0;
const failures = [];
const check = (what, holds) => (holds ? (passed += 1) : failures.push(what));

// Each revision once, as it is heard.
const heard = [];
const waiting = [];
const events = new EventSource(`${site}events`);
events.addEventListener('revision', (event) => {
  heard.push(JSON.parse(event.data).revision);
  waiting.splice(0).forEach((go) => go());
});
const hears = async (count) => {
  while (heard.length < count) await new Promise((go) => waiting.push(go));
  return heard[count - 1];
};

const document = 'yakuji-2019-12';
const PRESENT = gql`query Present($code: String!) { document(code: $code) { __typename id title } }`;
const PAST = gql`query Past($code: String!, $revision: Int!) { asOf(revision: $revision) { document(code: $code) { __typename id title } } }`;
const BOTH = gql`query Both($code: String!, $revision: Int!) {
  document(code: $code) { __typename id title }
  asOf(revision: $revision) { document(code: $code) { __typename id title } }
}`;

const apollo = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
const urql = new Client({ url, exchanges: [cacheExchange({ keys: { Snapshot: () => null } }), fetchExchange], preferGetMethod: false });
const caches = [
  ['Apollo', async (query, variables, fresh) =>
    (await apollo.query({ query, variables, fetchPolicy: fresh ? 'network-only' : 'cache-first' })).data],
  ['graphcache', async (query, variables, fresh) =>
    (await urql.query(query, variables, { requestPolicy: fresh ? 'network-only' : 'cache-first' }).toPromise()).data],
];

const first = await hears(1);
const before = {};
for (const [name, ask] of caches) before[name] = (await ask(PRESENT, { code: document }, true)).document.title;

const folder = mkdtempSync(join(tmpdir(), 'tsunagu-caches-'));
const table = join(folder, 'documents.csv');
writeFileSync(table, `id,title,text_quality\n${document},別の題名,SUMMARISED\n`);
execFileSync(binary, ['import', table], { stdio: 'ignore' });
rmSync(folder, { recursive: true });
check('the new revision is heard', (await hears(2)) === first + 1);

for (const [name, ask] of caches) {
  const variables = { code: document, revision: first };
  const present = (await ask(PRESENT, { code: document }, true)).document;
  check(`${name}: the present is new`, present.title === '別の題名');
  const past = (await ask(PAST, variables, true)).asOf.document;
  check(`${name}: the past is old`, past.title === before[name] && past.id !== present.id);
  const again = (await ask(PRESENT, { code: document }, false)).document;
  check(`${name}: the present is not overwritten`, again.title === '別の題名');
  const both = await ask(BOTH, variables, true);
  check(`${name}: both in one answer`, both.document.title === '別の題名' && both.asOf.document.title === before[name]);
  const kept = (await ask(PAST, variables, false)).asOf.document;
  check(`${name}: the past is kept`, kept.title === before[name]);
}
events.close();
for (const failure of failures) console.error(`caches: failed: ${failure}`);
console.log(`caches: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);

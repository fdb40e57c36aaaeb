// Runs every operation with each of its sets of variables, plainly, through urql and through Apollo Client, against a
// running server. All three must see the same answer: a cache that loses or mixes something shows here.
import { isDeepStrictEqual } from 'node:util';
import { readdir, readFile } from 'node:fs/promises';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { parse, print } from 'graphql';
import * as documents from '../build/generated/operations.js';
import possible from '../build/generated/possible-types.js';

const url = process.env.TSUNAGU_URL;
const folder = new URL('../../operations/', import.meta.url);
const variables = JSON.parse(await readFile(new URL('variables.json', folder), 'utf8'));

const urql = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: 'within-url-limit' });
const apollo = new ApolloClient({
  link: new HttpLink({ uri: url }),
  cache: new InMemoryCache({ possibleTypes: possible.possibleTypes }),
});
const clients = {
  async plain(document, variables) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  },
  async urql(document, variables) {
    const { data, error } = await urql.query(document, variables).toPromise();
    if (error) throw error;
    return data;
  },
  async apollo(document, variables) {
    return (await apollo.query({ query: document, variables })).data;
  },
};

/** Clients add `__typename` everywhere; whoever did not ask for it does not compare it. */
const bare = (value) => {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '__typename').map(([key, each]) => [key, bare(each)]));
};

let passed = 0;
let failed = 0;
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort()) {
  const text = await readFile(new URL(file, folder), 'utf8');
  const operations = parse(text).definitions.filter((definition) => definition.kind === 'OperationDefinition');
  for (const operation of operations) {
    const document = documents[`${operation.name.value}Document`];
    const roots = operation.selectionSet.selections.map((field) => (field.alias ?? field.name).value);
    for (const set of variables[file.replace('.graphql', '')] ?? [{}]) {
      let expected;
      for (const [client, run] of Object.entries(clients)) {
        try {
          const answer = bare(await run(document, set));
          const missing = roots.filter((root) => answer?.[root] == null);
          if (missing.length) throw new Error(`answers nothing for ${missing.join(', ')}`);
          expected ??= answer;
          if (!isDeepStrictEqual(answer, expected)) throw new Error('answers differently from the plain request');
          passed += 1;
        } catch (error) {
          failed += 1;
          console.error(`${client} ${operation.name.value} ${JSON.stringify(set)}: ${error.message}`);
        }
      }
    }
  }
}
console.log(`operations: ${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

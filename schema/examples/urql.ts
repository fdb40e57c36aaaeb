// The catalogue through urql. In React the same document goes to `useQuery({ query: DatabaseDocument, variables })`.
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { DatabaseDocument } from './generated/operations.js';

const client = new Client({
  url: process.env['TSUNAGU_URL'] ?? 'http://127.0.0.1:8080/graphql',
  exchanges: [cacheExchange, fetchExchange],
  // Short questions go as GET, so that HTTP caches and `If-None-Match` work.
  preferGetMethod: 'within-url-limit',
});

const { data, error } = await client.query(DatabaseDocument, { code: 'ndb' }).toPromise();
if (error) {
  for (const each of error.graphQLErrors) console.error(each.extensions['code'], each.path, each.message);
  throw error;
}

const database = data?.database;
if (!database) throw new Error('no such database');
console.log(database.nameJa, database.startedOn ?? '(start not published)');
for (const volume of database.volumes)
  console.log(volume.approximate ? 'about' : '', volume.quantity, volume.unit, 'as of', volume.asOf ?? 'unknown');
for (const statement of database.statements)
  console.log(statement.statedBy.code, '->', statement.about?.code, statement.form, statement.state);

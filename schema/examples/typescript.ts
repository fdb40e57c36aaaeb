// The catalogue without a client library: generated types, `fetch`, nothing else.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { LinkageDocument } from './generated/operations.js';

const url = process.env['TSUNAGU_URL'] ?? 'http://127.0.0.1:8080/graphql';

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (errors?.length) throw new Error(errors.map((error) => `${error.extensions?.code}: ${error.message}`).join('\n'));
  if (!data) throw new Error(`no data, status ${response.status}`);
  return data;
}

// May NDB and the certified operators' database be linked, and who says so?
const { linkage } = await ask(LinkageDocument, { databases: ['ndb', 'jisedai'], form: 'ANONYMISED' });
console.log(linkage?.state, linkage?.explanation);
for (const pair of linkage?.pairs ?? [])
  for (const evidence of pair.governing?.evidence ?? []) console.log(evidence.document?.title, '|', evidence.locator);

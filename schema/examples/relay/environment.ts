// Where Relay gets its answers from, and where it keeps them. Ids are global, and things of the past have ids of their own.
import { Environment, Network, RecordSource, Store, type FetchFunction } from 'relay-runtime';

const ask = (url: string): FetchFunction => async ({ name, text }, variables) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ operationName: name, query: text, variables }),
  });
  return response.json();
};

export const environment = (url: string) =>
  new Environment({ network: Network.create(ask(url)), store: new Store(new RecordSource()) });

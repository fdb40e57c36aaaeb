// Pages of other origins, in a browser: one that `--cors` names asks with the headers that clients send, and reads the answer; another
// one is refused, and so is everyone where nothing is said.
import { createServer } from 'node:http';
import { launch } from './pages/browser.mjs';
import { serve } from './server.mjs';

/** A site with one empty page, on a port of its own. */
const site = async () => {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>A front end</title>'));
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
};

/** Runs in the page. */
const ask = async ({ url, headers }) => {
  try {
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ databases { code } }"}' });
    const { data } = await response.json();
    return { count: data.databases.length, requestId: response.headers.get('x-request-id') };
  } catch (error) {
    return { refused: error.message };
  }
};
const JSON_ONLY = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const CLIENTS = {
  ...JSON_ONLY,
  authorization: 'Bearer of-another-service',
  'apollographql-client-name': 'a front end',
  'apollographql-client-version': '1.0',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

const [ours, others] = [await site(), await site()];
const [open, closed] = [await serve('--cors', ours.origin), await serve()];
const cases = [
  ['the allowed origin', ours, open, CLIENTS, true],
  ['the allowed origin with JSON alone', ours, open, JSON_ONLY, true],
  ['the allowed origin with a header of its own', ours, open, { ...JSON_ONLY, 'x-anything': '1' }, false],
  ['another origin', others, open, CLIENTS, false],
  ['an origin where none is allowed', ours, closed, JSON_ONLY, false],
];
let failed = 0;
const browser = await launch();
for (const [what, from, to, headers, isAllowed] of cases) {
  const page = await browser.newPage();
  await page.goto(from.origin);
  const answer = await page.evaluate(ask, { url: to.url, headers });
  const holds = isAllowed ? answer.count > 0 && answer.requestId : answer.refused === 'Failed to fetch';
  if (!holds) {
    failed += 1;
    console.error(`cors: ${what}: ${JSON.stringify(answer)}`);
  }
  await page.close();
}
await browser.close();
for (const each of [ours, others]) each.close();
for (const each of [open, closed]) each.stop();
console.log(`cors: ${cases.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

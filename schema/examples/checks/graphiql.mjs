// GraphiQL in the binary: everything that its page loads comes from the server itself and is whole by its integrity hash, the policy
// allows nothing else, and each of its tabs answers at a press on Run.
import { createHash } from 'node:crypto';
import { faultsOf, launch } from './pages/browser.mjs';

const url = new URL(process.env.TSUNAGU_URL);
const response = await fetch(url, { headers: { accept: 'text/html' } });
const html = await response.text();
const policy = response.headers.get('content-security-policy') ?? '';
const wrong = [];
if (/https?:/.test(policy) || !policy.includes("default-src 'none'")) wrong.push(`the policy allows other servers: ${policy}`);
if (/https?:\/\//.test(html.replaceAll('http://www.w3.org/', ''))) wrong.push('the page names another server');

const assets = [...html.matchAll(/(?:src|href)="(\/graphiql\/[^"]+)" integrity="sha384-([^"]+)"/g)];
if (assets.length !== 4) wrong.push(`the page loads ${assets.length} files, not 4: built without npm (touch crates/playground/build.rs)?`);
for (const [, path, integrity] of assets) {
  const file = await fetch(new URL(path, url));
  const bytes = Buffer.from(await file.arrayBuffer());
  const hash = createHash('sha384').update(bytes).digest('base64');
  if (file.status !== 200 || hash !== integrity) wrong.push(`${path}: status ${file.status}, ${bytes.length} bytes, not what the page expects`);
}

let answered = 0;
const browser = await launch();
/** Presses Run; the answer of the server, as it reaches the page. */
const run = async (page, name) => {
  const answering = page.waitForResponse((reply) => new RegExp(`^query ${name}\\b`, 'm').test(reply.request().postDataJSON()?.query));
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const { data, errors } = await (await answering).json();
  if (errors || !data || Object.values(data).includes(null)) wrong.push(`${name}: ${JSON.stringify(errors ?? data)}`);
  else answered += 1;
};
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(20_000);
  const faults = faultsOf(page, url);
  await page.goto(url.href);
  const tabs = page.getByRole('tab');
  await tabs.first().waitFor();
  const names = await tabs.allInnerTexts();
  if (names.length < 3) wrong.push(`only the tabs ${names}`);
  // In the order of a first visit, in which the first tab is never clicked.
  for (const [at, name] of names.entries()) {
    if (at > 0) await tabs.nth(at).click();
    await run(page, name);
  }
  if (process.env.TSUNAGU_SCREENSHOTS) await page.screenshot({ path: `${process.env.TSUNAGU_SCREENSHOTS}/graphiql.png` });
  // A second visit finds the tabs as they were left, and a link of the explorer opens one more.
  await page.waitForFunction((name) => {
    const [query, variables, state] = ['query', 'variables', 'tabState'].map((key) => localStorage.getItem(`graphiql:${key}`));
    const { tabs, activeTabIndex } = JSON.parse(state);
    const active = tabs[activeTabIndex];
    return active.title === name && active.query === query && active.variables === variables;
  }, names.at(-1));
  await page.reload();
  await tabs.first().waitFor();
  if ((await tabs.count()) !== names.length) wrong.push(`${await tabs.count()} tabs at the second visit`);
  const variables = '{"code": "ndb"}';
  await page.goto(`${url}?${new URLSearchParams({ query: 'query Linked($code: String!) { database(code: $code) { nameJa } }', variables })}`);
  await tabs.first().waitFor();
  await run(page, 'Linked');
  wrong.push(...faults);
  console.log(`graphiql: ${assets.length} files, all from ${url.host}; ${answered} of ${names.length + 1} tabs answer: ${names.join(', ')}`);
} finally {
  await browser.close();
}
for (const line of wrong) console.error(`graphiql: ${line}`);
process.exitCode = wrong.length ? 1 : 0;

// The page for browsers, of a server that was built with GraphiQL inside: everything that it loads comes from the server itself, is
// whole by its integrity hash, and the page's policy allows nothing else.
import { createHash } from 'node:crypto';

const url = new URL(process.env.TSUNAGU_URL);
const response = await fetch(url, { headers: { accept: 'text/html' } });
const page = await response.text();
const policy = response.headers.get('content-security-policy') ?? '';
const wrong = [];
if (/https?:/.test(policy) || !policy.includes("default-src 'none'")) wrong.push(`the policy allows other servers: ${policy}`);
if (/https?:\/\//.test(page.replaceAll('http://www.w3.org/', ''))) wrong.push('the page names another server');

const assets = [...page.matchAll(/(?:src|href)="(\/graphiql\/[^"]+)" integrity="sha384-([^"]+)"/g)];
if (assets.length !== 4) wrong.push(`the page loads ${assets.length} files, not 4`);
for (const [, path, integrity] of assets) {
  const file = await fetch(new URL(path, url));
  const bytes = Buffer.from(await file.arrayBuffer());
  const hash = createHash('sha384').update(bytes).digest('base64');
  if (file.status !== 200 || hash !== integrity) wrong.push(`${path}: status ${file.status}, ${bytes.length} bytes, not what the page expects`);
}
for (const line of wrong) console.error(line);
console.log(`graphiql: ${assets.length} files, all from ${url.host}`);
process.exitCode = wrong.length ? 1 : 0;

// The assistant's tools, resources and prompts through the official TypeScript client, over HTTP at a running server and over standard
// input and output. The client itself holds every answer against the schema that its tool declares.
import { readFile } from 'node:fs/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const MOST_BYTES = 8000;
const calls = JSON.parse(await readFile(new URL('../../operations/assistant/variables.json', import.meta.url), 'utf8'));
const { TSUNAGU_URL, TSUNAGU_BINARY, TSUNAGU_DATABASE } = process.env;
if (!TSUNAGU_BINARY) {
  console.error('assistant: set TSUNAGU_BINARY to the program (target/release/tsunagu) and TSUNAGU_DATABASE to the record that it reads');
  process.exit(1);
}

const transports = {
  http: () => new StreamableHTTPClientTransport(new URL('/mcp', TSUNAGU_URL)),
  stdio: () => new StdioClientTransport({ command: TSUNAGU_BINARY, args: ['mcp'], env: { TSUNAGU_DATABASE, TSUNAGU_LOG: 'warn' } }),
};

let passed = 0;
let failed = 0;
async function check(name, run) {
  try {
    await run();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`${name}: ${error.message}`);
  }
}
function hold(what, is) {
  if (!is) throw new Error(what);
}

async function pages(list, field) {
  const all = [];
  let cursor;
  do {
    const page = await list(cursor ? { cursor } : {});
    all.push(...page[field]);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

/** Follows the cursors of a tool; no row may come twice. */
async function toTheEnd(client, name, given) {
  const seen = new Set();
  let next = given;
  for (let page = 0; page < 30; page += 1) {
    const { structuredContent: answer } = await client.callTool({ name, arguments: next });
    for (const row of answer.rows) {
      const text = JSON.stringify(row);
      hold(`a row comes twice: ${text}`, !seen.has(text));
      seen.add(text);
    }
    if (!answer.more) return;
    hold('a page without rows goes on', answer.rows.length > 0);
    next = { ...given, [answer.more.argument]: answer.more.cursor };
  }
}

for (const [transport, connect] of Object.entries(transports)) {
  const client = new Client({ name: 'checks', version: '0' });
  await client.connect(connect());
  const { tools } = await client.listTools();
  await check(`${transport} tools`, () => {
    const known = tools.map((tool) => tool.name).sort();
    hold(`listed: ${known}`, known.join() === Object.keys(calls).sort().join());
    for (const { name, annotations, outputSchema } of tools) {
      hold(`${name} has no output schema`, outputSchema);
      hold(`${name} must be read-only and idempotent`, annotations.readOnlyHint && annotations.idempotentHint);
    }
  });
  for (const [name, sets] of Object.entries(calls))
    for (const given of sets)
      for (const language of ['ja', 'en'])
        await check(`${transport} ${name} ${JSON.stringify(given)} ${language}`, async () => {
          const asked = { ...given, language };
          const result = await client.callTool({ name, arguments: asked });
          hold(JSON.stringify(result.content), !result.isError);
          const bytes = Buffer.byteLength(JSON.stringify(result));
          hold(`${bytes} bytes`, bytes <= MOST_BYTES);
          const { summary, page, query } = result.structuredContent;
          hold('the summary is the text', result.content[0].text === summary);
          if (transport === 'http')
            for (const address of [page, query.address]) hold(`${address} does not answer`, (await fetch(address)).ok);
          await toTheEnd(client, name, asked);
        });
  await check(`${transport} mistakes`, async () => {
    for (const [name, given, offer] of [
      ['get_registry', { code: 'remudi' }, 'remudy'],
      ['may_link', { databases: ['nbd', 'jisedai'] }, 'ndb'],
      ['may_link', { databases: ['ndb', 'jisedai'], form: 'ANONYMIZED' }, 'ANONYMISED'],
      ['find_registries', { filter: { companyuse: ['YES'] } }, 'companyUse'],
    ]) {
      const result = await client.callTool({ name, arguments: given });
      hold(`${name} ${JSON.stringify(given)}: ${JSON.stringify(result)}`, result.isError && result.content[0].text.includes(offer));
    }
  });
  await check(`${transport} resources`, async () => {
    const resources = await pages((cursor) => client.listResources(cursor), 'resources');
    hold('every registry and database is listed', resources.length > 100);
    for (const { uri } of resources.filter((_, at) => at < 3 || at % 50 === 0)) {
      const { contents } = await client.readResource({ uri });
      hold(`${uri} is empty`, contents[0].text.length > 0);
    }
    const { resourceTemplates } = await client.listResourceTemplates();
    hold('templates', resourceTemplates.length === 2);
  });
  await check(`${transport} prompts`, async () => {
    const { prompts } = await client.listPrompts();
    hold('three prompts', prompts.length === 3);
    for (const { name, arguments: gaps } of prompts) {
      const given = Object.fromEntries(gaps.filter((gap) => gap.required).map((gap) => [gap.name, 'ndb,jisedai']));
      const { messages } = await client.getPrompt({ name, arguments: given });
      hold(`${name} says nothing`, messages[0].content.text.includes('ndb,jisedai'));
    }
    const complete = async (ref, name, value) => (await client.complete({ ref, argument: { name, value } })).completion.values;
    const prompt = { type: 'ref/prompt', name: 'may_these_be_linked' };
    hold('databases', (await complete(prompt, 'databases', 'ndb,jis')).includes('ndb,jisedai'));
    const registry = { type: 'ref/resource', uri: 'tsunagu://registries/{code}' };
    hold('codes', (await complete(registry, 'code', 'remu')).includes('remudy'));
    const trial = { type: 'ref/prompt', name: 'registries_for_a_trial' };
    hold('purposes', (await complete(trial, 'purpose', 'ext')).includes('EXTERNAL_CONTROL'));
  });
  await client.close();
}
console.log(`assistant: ${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

// The example for Relay in React, in a window without a browser, against a server that has published a second revision (`npm run caches`
// does): the list pages to its end, one thing fetches itself again by its id, present and past stand side by side in one store.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

/** What `babel-plugin-relay` does: each document is what the compiler made of it. */
const compiled = {
  name: 'relay',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/relay\/\w+\.tsx$/ }, async ({ path }) => {
      const imports = [];
      const text = (await readFile(path, 'utf8')).replace(/graphql`[^`]*?(?:query|fragment|mutation) (\w+)[^`]*`/g, (_, name) => {
        imports.push(`import $${name} from './__generated__/${name}.graphql';`);
        return `$${name}`;
      });
      return { contents: imports.join('') + text, loader: 'tsx' };
    }),
};
const here = (path) => new URL(`../${path}`, import.meta.url);
await build({
  stdin: { contents: "export * from './Approvals'; export * from './environment';", resolveDir: here('relay').pathname, loader: 'ts' },
  outfile: here('build/relay.js').pathname,
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  packages: 'external',
  plugins: [compiled],
  logLevel: 'error',
});

const { window } = new JSDOM('<!doctype html><main></main>', { url: 'http://127.0.0.1/' });
for (const [name, value] of Object.entries({ window, document: window.document, navigator: window.navigator }))
  Object.defineProperty(globalThis, name, { value, configurable: true });
const said = [];
for (const level of ['error', 'warn']) console[level] = (...words) => said.push(`console.${level}: ${words.join(' ')}`);
const { createElement, Suspense } = await import('react');
const { createRoot } = await import('react-dom/client');
const { RelayEnvironmentProvider } = await import('react-relay');
const { Approvals, environment } = await import('../build/relay.js');

const url = process.env.TSUNAGU_URL;
const plainly = async (query) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()).data;
};
const DOCUMENT = 'yakuji-2019-12';
const { catalogue, operator, approvals, document: present, asOf } = await plainly(`{
  catalogue { revision } operator(code: "ldi") { id approvals(last: 10) { nodes { number } } } approvals(first: 100) { nodes { id } }
  document(code: "${DOCUMENT}") { id title } asOf(revision: 1) { document(code: "${DOCUMENT}") { id title } }
}`);

let passed = 0;
const failures = [];
const check = (what, holds) => (holds ? (passed += 1) : failures.push(what));
check(`revision ${catalogue.revision} must have another title than revision 1: npm run caches`, present.title !== asOf.document.title);

const main = window.document.querySelector('main');
const text = (id) => main.querySelector(`#${id}`)?.textContent;
/** Until the page is so; it changes under our eyes, and only then is looked at again. */
const until = (what, holds) =>
  new Promise((go, fail) => {
    const late = setTimeout(() => fail(new Error(`${what}: ${main.textContent.slice(0, 300)} ${said.join('\n')}`)), 20_000);
    const look = () => {
      if (!holds()) return;
      clearTimeout(late);
      seen.disconnect();
      go();
    };
    const seen = new window.MutationObserver(look);
    seen.observe(main, { childList: true, subtree: true, characterData: true, attributes: true });
    look();
  });
const press = (id) => main.querySelector(`#${id}`).dispatchEvent(new window.MouseEvent('click', { bubbles: true }));
const rows = () => [...main.querySelectorAll('li')].map(({ id }) => id);

const relay = environment(url);
const root = createRoot(main);
const page = createElement(Approvals, { id: operator.id, document: DOCUMENT, revision: 1 });
root.render(createElement(RelayEnvironmentProvider, { environment: relay }, createElement(Suspense, { fallback: 'loading' }, page)));

await until('the first page', () => rows().length > 0);
check('a page has 20 rows', rows().length === 20);
for (let length = rows().length; main.querySelector('#more'); length = rows().length) {
  press('more');
  await until(`more than ${length} rows`, () => rows().length > length);
}
check('all pages are all rows, in order', rows().join() === approvals.nodes.map(({ id }) => id).join() && rows().length === Number(text('total')));

check('five of an operator', text('first').split(' ').length === 5);
press('again');
const ten = operator.approvals.nodes.map(({ number }) => number).join(' ');
await until('ten of it, by its id', () => text('first') === ten);
check('fetched again by its id', true);

check('the present is new', text('present') === present.title);
check('the past is old', text('past') === asOf.document.title);
const records = relay.getStore().getSource();
const titles = [present.id, asOf.document.id].map((id) => records.get(id)?.title);
check('one store holds both', titles[0] === present.title && titles[1] === asOf.document.title);
check(`nothing is warned of: ${said.join('\n')}`, said.length === 0);

root.unmount();
for (const failure of failures) process.stderr.write(`react: failed: ${failure}\n`);
process.stdout.write(`react: ${passed} passed, ${failures.length} failed\n`);
process.exit(failures.length ? 1 : 0);

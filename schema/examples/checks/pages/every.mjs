// Every kind of page in both languages, on a telephone and on a desk: for whom nothing may be in the way, and nothing secret.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOf } from './browser.mjs';
import { at, kinds } from './kinds.mjs';

const MAX_HTML_BYTES = 100_000;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const unfolded = () => document.querySelectorAll('details').forEach((each) => { each.open = true; });

/** How many pixels a page is wider than its window, and which elements are to blame. */
const tooWide = () => {
  const width = document.documentElement.clientWidth;
  const more = document.documentElement.scrollWidth - width;
  if (more <= 0) return undefined;
  const blamed = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > width + 0.5);
  const name = (each) => `${each.localName}${each.className ? `.${each.className}` : ''}`;
  return `${more} px wider than the window: ${blamed.slice(0, 4).map(name).join(', ')}`;
};

/** What axe finds, each rule with the first element that breaks it. */
const accessibility = async (page) => {
  // Evaluated by the debugger, which no policy of the page concerns.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `axe: ${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)}`);
};

const checkIn = async (browser, site, check, width, language) => {
  const pictures = process.env.TSUNAGU_SCREENSHOTS;
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language });
  for (const { name, address, status } of kinds) {
    const page = await context.newPage();
    const faults = faultsOf(page, site);
    const response = await page.goto(at(site, address, language), { waitUntil: 'load' });
    const bytes = (await response.body()).length;
    if (response.status() !== status) faults.push(`status ${response.status()}, not ${status}`);
    if (bytes >= MAX_HTML_BYTES) faults.push(`${bytes} bytes of HTML`);
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${language}-${width}.png`), fullPage: true });
    const asLoaded = await page.evaluate(tooWide);
    if (asLoaded) faults.push(asLoaded);
    await page.evaluate(unfolded);
    const whole = await page.evaluate(tooWide);
    if (whole && !asLoaded) faults.push(`unfolded, ${whole}`);
    faults.push(...(await accessibility(page)));
    check(`${name} ${language} ${width} px`, faults);
    await page.close();
  }
  await context.close();
};

export const checkEveryPage = (browser, site, check) =>
  Promise.all([360, 1280].flatMap((width) => ['ja', 'en'].map((language) => checkIn(browser, site, check, width, language))));

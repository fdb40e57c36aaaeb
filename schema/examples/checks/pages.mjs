// The explorer in a browser: every kind of page, then the ways of three users through it, with JavaScript and without.
// TSUNAGU_SCREENSHOTS names a folder for a picture of each page; CHROMIUM another browser than Debian's.
import { stripVTControlCharacters } from 'node:util';
import { launch } from './pages/browser.mjs';
import { checkEveryPage } from './pages/every.mjs';
import { checkJourneys } from './pages/journeys.mjs';

const url = process.env.TSUNAGU_URL;
if (!url) {
  console.error('pages: set TSUNAGU_URL to the address of a server');
  process.exit(1);
}
const site = new URL('/', url).href;
let passed = 0;
let failed = 0;
/** Something that was looked at, and what was wrong with it. */
const check = (what, faults) => {
  if (faults.length === 0) return void (passed += 1);
  failed += 1;
  for (const fault of faults) console.error(`pages: ${what}: ${stripVTControlCharacters(fault)}`);
};

const browser = await launch();
try {
  await checkJourneys(browser, site, check);
  await checkEveryPage(browser, site, check);
} finally {
  await browser.close();
}
console.log(`pages: ${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

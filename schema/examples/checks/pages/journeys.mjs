// Three users on their way from the first page to what they came for, with JavaScript and without; and a fourth who has no mouse.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { faultsOf } from './browser.mjs';
import { at } from './kinds.mjs';

const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();
const total = async (page) => Number(await page.locator('.total strong').innerText());
const search = (page) => page.locator('main input[type=search]');

/** A company looks for a registry that may serve as an external control for Duchenne. */
const company = async (page) => {
  await search(page).fill('デュシェンヌ');
  await page.getByRole('button', { name: '検索', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: /Remudy/ }).first().click();
  assert.match(await heading(page), /Remudy/);
  const way = page.getByRole('region', { name: '利用に向けて' });
  assert.match(await way.innerText(), /企業の利用[\s\S]*外部対照/);
  assert.equal(await way.getByRole('link', { name: /remudy\.jp/ }).count(), 1, 'where to ask');
  await way.getByText(/^出典/).first().click();
  assert.match(await way.innerText(), /該当箇所/);

  await page.getByRole('link', { name: /^Tsunagu/ }).click();
  await page.getByRole('link', { name: /外部対照/ }).click();
  const best = page.locator('section.match').first();
  assert.match(await best.innerText(), /Remudy[\s\S]*すべて満たす/);
};

/** May NDB and the operators' data be linked today, and what must a company do? */
const linkage = async (page) => {
  await page.getByLabel('NDB', { exact: true }).check();
  await page.getByLabel('次世代DB', { exact: true }).check();
  await page.getByRole('button', { name: '連結の可否を調べる' }).click();
  const verdict = page.locator('section.verdict');
  assert.match(await verdict.locator('.lead').innerText(), /次世代DBとNDB.*「連結可能」です。/);
  assert.ok((await verdict.locator('ol li').count()) > 2, 'the reasons');
  const plan = page.getByRole('region', { name: '利用に必要な手続' });
  await plan.getByRole('link', { name: '民間企業' }).click();
  assert.equal(await plan.locator('[aria-current=true]').innerText(), '民間企業');
  assert.match(await plan.innerText(), /倫理審査[\s\S]*申出・申請[\s\S]*手数料/);

  await page.getByRole('navigation').getByRole('link', { name: '連結' }).click();
  await page.getByRole('row', { name: /^NDB/ }).getByRole('link').last().click();
  assert.match(await heading(page), /NDB × MID-NET|MID-NET × NDB/);
};

/** An academic asks who used imaging data, and cites what was found. */
const academic = async (page, site) => {
  await page.getByRole('link', { name: /画像データ/ }).click();
  const imaging = await total(page);
  assert.ok(imaging > 1 && imaging < 62, `${imaging} uses of imaging data`);
  const sectors = page.locator('details.facet').filter({ hasText: '活用者区分' });
  await sectors.locator('summary').click();
  await sectors.getByRole('link', { name: /アカデミア/ }).click();
  const academia = await total(page);
  assert.ok(academia > 0 && academia < imaging, `${academia} of ${imaging} by academia`);

  await page.locator('.rows a[href^="/approvals/"]').first().click();
  const title = await heading(page);
  assert.match(await page.getByRole('main').innerText(), /データ項目[\s\S]*画像データ/);
  await page.locator('main > details.evidence > summary').click();
  assert.match(await page.locator('main > details.evidence').innerText(), /該当箇所/);

  await page.getByText('このページの引用').click();
  const citation = page.locator('footer details').first();
  assert.match(await citation.innerText(), new RegExp(title.slice(0, 12)));
  const saving = page.waitForEvent('download');
  await citation.getByRole('link', { name: 'BibTeX' }).click();
  assert.match(await readFile(await (await saving).path(), 'utf8'), /^@misc\{/);
  const fixed = await citation.getByRole('link', { name: /版を固定/ }).getAttribute('href');
  await page.goto(new URL(fixed, site).href);
  assert.equal(await heading(page), title, 'the cited address shows the same');
};

/** The other language shows the same place, with the same choices. */
const language = async (page, site) => {
  const { href } = new URL('/uses?dataItem=imaging&sector=ACADEMIA', site);
  await page.goto(href);
  const before = await total(page);
  await page.getByRole('link', { name: 'English' }).click();
  const address = new URL(page.url());
  assert.equal(`${address.pathname} ${address.searchParams.get('dataItem')} ${address.searchParams.get('sector')}`, '/uses imaging ACADEMIA');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await total(page), before);
  await page.getByRole('navigation').getByRole('link', { name: 'Registries' }).click();
  assert.equal(await heading(page), 'Registries', 'the next page is in English too');
};

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const { x, y, width } = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    what: element.id || element.className || element.textContent,
    isSeen: x >= 0 && y >= 0 && width > 0,
    isMarked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  };
});

/** Tab, Enter and letters alone lead past the menu to the search box, and on to what was searched. */
const keyboard = async (page) => {
  await page.keyboard.press('Tab');
  assert.deepEqual(await focused(page), { what: 'skip', isSeen: true, isMarked: true });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.deepEqual(await focused(page), { what: 'q', isSeen: true, isMarked: true });
  await page.keyboard.type('NDB');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?q=NDB/);
  assert.ok((await total(page)) > 0);
};

/** What only JavaScript adds is there with it, and leaves no gap without it. */
const enhancement = async (page, site, hasScript) => {
  await search(page).fill('レジストリ');
  if (hasScript) await page.locator('#suggestions option').first().waitFor({ state: 'attached' });
  await page.goto(at(site, '/linkage/matrix', 'ja'));
  const slider = page.locator('input[type=range]');
  assert.equal(await slider.isVisible(), hasScript);
  if (!hasScript) return;
  await slider.focus();
  await page.keyboard.press('Home');
  await page.waitForURL(/[?&]on=\d/);
};

const journeys = { company, linkage, academic, language, keyboard, enhancement };

export const checkJourneys = async (browser, site, check) => {
  for (const hasScript of [true, false]) {
    // Those without JavaScript hold a telephone.
    const viewport = hasScript ? { width: 1280, height: 900 } : { width: 360, height: 740 };
    for (const [name, journey] of Object.entries(journeys)) {
      const context = await browser.newContext({ javaScriptEnabled: hasScript, viewport, locale: 'ja' });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const faults = faultsOf(page, site);
      try {
        await page.goto(site);
        await journey(page, site, hasScript);
      } catch (error) {
        faults.push(`at ${page.url()}: ${error.message}`);
      }
      check(`${name} ${hasScript ? 'with' : 'without'} JavaScript`, faults);
      await context.close();
    }
  }
};

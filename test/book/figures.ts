/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Site } from '../../scripts/book/check/site';
import { everyCellRan } from './every-cell-ran';

const HAN = /\p{Script=Han}/u;

/** Figures in the language of the page: words above them, axes when they are live. */
export function figureTests(site: () => Site): void {
  const openFirst = async (language: string): Promise<Page> => {
    const [page] = await site().open(`${site().isolated}${language}/01-binary-classification.html`);
    return page;
  };
  const captions = (page: Page): Promise<string[]> =>
    page.locator('article > .cell figure figcaption').allInnerTexts();
  const words = (page: Page): Promise<string[]> =>
    page.locator('figure .plot').first().locator('.xtitle, .ytitle, .gtitle').allTextContents();

  it('has title and caption of a figure as text, and not once more within it', async () => {
    for (const language of ['en', 'zh']) {
      const page = await openFirst(language);
      const figure = page.locator('figure[data-plot]').first();
      const image = figure.locator('img');
      await image.scrollIntoViewIfNeeded();
      const [shown, whole] = await image.evaluate((element: HTMLImageElement) => [
        element.clientHeight / element.clientWidth,
        element.naturalHeight / element.naturalWidth,
      ]);
      assert.ok(shown < whole - 0.1, `${shown} of ${whole}`);
      const title = await figure.locator('figcaption strong').innerText();
      assert.equal(HAN.test(title), language === 'zh', title);
      await image.hover();
      await figure.locator('.plot .xtitle').waitFor({ timeout: 30_000 });
      const live = await figure.locator('.plot').evaluate((plot) => {
        const { width, height } = plot.getBoundingClientRect();
        return height / width;
      });
      assert.ok(Math.abs(live - shown) < 0.01, `${live} after ${shown}`);
      const axes =
        language === 'zh' ? ['得分 z（对数几率）', '概率 σ(z)'] : ['score z (log-odds)', 'probability σ(z)'];
      assert.deepEqual((await words(page)).sort(), axes.sort());
      await page.close();
    }
  });

  it('has the same words above a figure that a cell draws anew', async () => {
    for (const language of ['en', 'zh']) {
      const page = await openFirst(language);
      const committed = await captions(page);
      await page.locator('#run-all').click();
      await everyCellRan(page);
      assert.deepEqual(await captions(page), committed);
      await page.waitForFunction(
        (count) => document.querySelectorAll('article > .cell figure .plot').length === count,
        committed.length,
        { timeout: 30_000 },
      );
      await page.locator('#reset').click();
      assert.equal(await page.locator('article > .cell figure .plot').count(), 0);
      await page.locator('article > .cell figure img').first().hover();
      await page.locator('article > .cell figure .plot').first().waitFor({ timeout: 30_000 });
      await page.close();
    }
  });
}

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { build } from '../../scripts/lib/paths';
import { launchBrowser } from '../../scripts/render/browser';
import { allNotebooks, codeCells, readNotebook } from '../../scripts/rerun/notebook';
import { claimsOf, figureIds } from '../../scripts/rerun/outputs';
import { look, openNotebook, runAll, showWhole, startLab, touchFigures, type Lab } from './jupyter-lab';

const pictures = join(build, 'screenshots');

describe('JupyterLab in a browser', () => {
  let lab: Lab;
  let browser: Browser;
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    [lab, browser] = await Promise.all([startLab(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    lab?.stop();
  });

  for (const path of allNotebooks()) {
    it(`draws every committed figure and claim of ${basename(path)}`, async () => {
      const page = await openNotebook(browser, lab, basename(path));
      const notebook = readNotebook(path);
      const expected = { figures: figureIds(notebook).length, claims: claimsOf(notebook).length };
      await showWhole(page);
      await page.screenshot({ path: join(pictures, `${basename(path, '.ipynb')}.png`) });
      await touchFigures(page);
      const { figures, claims, blank, cutOff, errors, broken } = await look(page);
      assert.deepEqual(
        { figures, claims, blank, cutOff, errors, broken },
        { ...expected, blank: 0, cutOff: 0, errors: [], broken: 0 },
      );
      await page.close();
    });

    it(`cuts nothing of ${basename(path)} off in a window of 800 pixels, pictures and drawings alike`, async () => {
      const page = await openNotebook(browser, lab, basename(path), 800);
      await showWhole(page);
      assert.equal((await look(page)).cutOff, 0);
      await touchFigures(page);
      await showWhole(page);
      assert.equal((await look(page)).cutOff, 0);
      await page.close();
    });
  }

  it('runs all cells of the first notebook: every cell counted, figures drawn, claims held, no error', async () => {
    const path = allNotebooks()[0];
    const page = await openNotebook(browser, lab, basename(path));
    await runAll(page);
    await showWhole(page);
    const seen = await look(page);
    const notebook = readNotebook(path);
    const numbers = codeCells(notebook).map((_, i) => `[${i + 1}]:`);
    assert.deepEqual(seen.counts, numbers);
    assert.deepEqual([seen.errors, seen.broken, seen.blank], [[], 0, 0]);
    assert.equal(seen.figures, figureIds(notebook).length);
    assert.equal(seen.claims, claimsOf(notebook).length);
    await page.screenshot({ path: join(pictures, 'run-all.png') });
    await page.close();
  });
});

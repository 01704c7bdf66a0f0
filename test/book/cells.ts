/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import {
  fingerprint,
  lacksOf,
  readResults,
  runChapter,
  type ChapterResult,
} from '../../scripts/book/check/page-runs';
import { committedClaims } from '../../scripts/book/check/run-page';
import { allNotebooks, nameOf } from '../../scripts/rerun/notebook';
import { everyCellRan } from './every-cell-ran';
import { payloads } from './payloads';
import type { Site } from '../../scripts/book/check/site';

/** Chapters whose page runs within seconds: run here each time, the others by `npm run book -- --check`. */
const SHORT = '00 01 02 03 04 05 06 07 09 10 12 15 16 17 21 22 23 26 28'.split(' ');

/** In plain loops too, for a page that is not isolated. */
const SHORT_PLAIN = '00 01 04 12 15 16 17 21 22 23 26'.split(' ');

const pathOf = (number: string): string =>
  allNotebooks().find((path) => nameOf(path).startsWith(number)) as string;
const chapter = (number: string): string => nameOf(pathOf(number));

/** What becomes of cells that run in a page. */
export function cellTests(folder: string, site: () => Site): void {
  for (const [numbers, isolated] of [
    [SHORT, true],
    [SHORT_PLAIN, false],
  ] as const) {
    for (const number of numbers) {
      it(`runs ${number} ${isolated ? '' : 'not '}isolated: each cell that lacks nothing, each claim with the committed text`, async () => {
        const { problems, cells } = await runChapter(site(), pathOf(number), isolated);
        assert.deepEqual(problems, []);
        assert.ok(cells > 0);
      });
    }
  }

  it('has run all other pages as they are now, isolated and not, or says why not', () => {
    const results = readResults();
    for (const path of allNotebooks()) {
      const [name, number] = [nameOf(path), nameOf(path).slice(0, 2)];
      const result = results[name] as ChapterResult | undefined;
      const command = `npm run book -- --check ${number}`;
      assert.ok(result, `${name} was never run: ${command}`);
      if (SHORT.includes(number)) continue;
      assert.equal(
        result.fingerprint,
        fingerprint(path),
        `${name} or its kernel has changed since: ${command}`,
      );
      assert.deepEqual(result.lacks, lacksOf(path), `${name} lacks something else: ${command}`);
    }
  });

  it('asks for the kernel and the compiled cells before a first result, and for nothing else', async () => {
    const [page] = await site().open(`${site().isolated}en/${chapter('01')}.html`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url().slice(site().isolated.length)));
    await page.locator('.cell .run').first().click();
    await page.locator('.cell.ran').first().waitFor({ timeout: 60_000 });
    const files = asked.filter((path) => /\.\w+$/.test(path)); // a worker's own text has no name
    assert.deepEqual(files, [`chapters/${chapter('01')}.cells.js`, 'assets/kernel.js']);
    const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
    assert.ok(bytes < 450_000, `${bytes} bytes`);
    await page.close();
  });

  it('says of a cell that needs Python why it does not run, and shows the committed output', async () => {
    const [page] = await site().open(`${site().isolated}en/${chapter('12')}.html`);
    const cell = page.locator('article > .cell[data-elsewhere]').first();
    assert.match(
      await cell.locator('.not-here').innerText(),
      /^This cell runs Python, which a browser has not;/,
    );
    const before = await cell.locator('.outputs').innerText();
    await cell.locator('.run').click();
    await cell.locator('.failure').waitFor({ timeout: 60_000 });
    assert.match(await cell.locator('.failure').innerText(), /PythonError/);
    assert.ok((await cell.locator('.outputs').innerText()).startsWith(before.trimEnd()));
    await page.close();
  });

  it('is isolated by its own service worker where the host sends no headers, runs on, and is there offline', async () => {
    const context = await site().browser.newContext();
    const page = await context.newPage();
    const name = chapter('04');
    const expected = [...committedClaims(pathOf('04')).values()].flat();
    await page.goto(`${site().plain}en/${name}.html`);
    assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.locator('#run-all').click();
    await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 20_000 });
    await everyCellRan(page);
    assert.deepEqual(await page.locator('article > .cell .claim').allTextContents(), expected);
    await context.setOffline(true);
    await page.reload();
    assert.ok(await page.locator('h1').first().isVisible());
    await page.locator('.cell .run').first().click();
    await page.locator('.cell.ran').first().waitFor({ timeout: 30_000 });
    await context.close();
  });

  describe('A cell that is edited', () => {
    let page: Page;
    const first = () => page.locator('article > .cell').first();
    const write = async (source: string): Promise<void> => {
      await first()
        .locator('.code')
        .evaluate((code, text) => {
          code.textContent = text;
          code.dispatchEvent(new Event('input'));
        }, source);
      await first().locator('.run').click();
    };
    const ended = () =>
      page.waitForFunction(() => !document.body.matches('.busy'), undefined, { timeout: 60_000 });
    before(async () => {
      [page] = await site().open(`${site().isolated}en/01-binary-classification.html`);
    });
    after(() => page?.close());

    it('is compiled as the kernel compiles: types go, the last expression is shown', async () => {
      await write('const half = (x: number): number => x / 2;\nhalf(7)');
      await ended();
      assert.equal(await first().locator('.outputs').innerText(), '3.5');
    });

    it('says where it is wrong', async () => {
      await write('const a = 1;\nconst b = ;');
      await ended();
      assert.match(await first().locator('.failure').innerText(), /TypeScriptError: line 2, column 11/);
      await write('interface Point { x: number }\n\nconst point: Point | undefined = undefined;\npoint!.x');
      await ended();
      assert.match(await first().locator('.failure').innerText(), /TypeError: .*\n.*cell 1, line 4/);
    });

    it('can be stopped in a loop without end, and runs again', async () => {
      await write('for (;;) {}');
      await page.locator('#stop').click();
      await ended();
      await write('6 * 7');
      await ended();
      assert.equal(await first().locator('.outputs').innerText(), '42');
    });

    it('reaches nothing of the page by what it shows', async () => {
      await page.evaluate(() => {
        (globalThis as { reached?: string[] }).reached = [];
      });
      let asked = 0;
      const evil = createServer((_, response) => {
        asked++;
        response.end();
      });
      await new Promise<void>((done) => evil.listen(0, '127.0.0.1', done));
      const all = payloads(`http://127.0.0.1:${(evil.address() as AddressInfo).port}`);
      assert.ok(all.length >= 60);
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      const before = page.url();
      for (const payload of all) {
        const bundle = JSON.stringify({
          'text/html': payload,
          'text/plain': payload,
          'text/markdown': payload,
        });
        await write(`({ [Symbol.for('Jupyter.display')]: () => (${bundle}) })`);
        await ended();
      }
      await write(
        `import { show } from 'softmax-lab';\n${all.map((payload) => `show(${JSON.stringify(payload)}); show({ html: ${JSON.stringify(payload)} });`).join('\n')}`,
      );
      await ended();
      await page.waitForTimeout(500);
      assert.deepEqual(dialogs, []);
      assert.equal(page.url(), before);
      assert.deepEqual(await page.evaluate(() => (globalThis as { reached?: string[] }).reached), []);
      assert.equal(asked, 0);
      evil.close();
      assert.equal(
        await page.evaluate(
          () => document.querySelectorAll('main script, .outputs :not(iframe) script').length,
        ),
        0,
      );
    });
  });
}

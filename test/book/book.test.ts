/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { buildBook } from '../../scripts/book/build-book';
import { build } from '../../scripts/lib/paths';
import { launchBrowser } from '../../scripts/render/browser';
import { allNotebooks, nameOf, readNotebook, type Cell } from '../../scripts/rerun/notebook';
import { payloads } from './payloads';
import { serve, type Site } from './serve';

const book = join(build, 'book-test');
/** Chapters whose every cell runs in a page, within seconds. */
const WHOLE = ['01', '02', '04', '05', '06', '09'];

const pagesIn = (language: string): string[] =>
  readdirSync(join(book, language)).filter((name) => name.endsWith('.html'));
const chapter = (number: string): string =>
  allNotebooks().map(nameOf).find((name) => name.startsWith(number)) as string;
const claimsOf = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ outputs = [] }) =>
    outputs
      .filter(({ data }) => data?.['application/vnd.softmax-lab.claim+json'])
      .map(({ data }) => [data?.['text/plain']].flat().join('')),
  );

describe('The book', { timeout: 600_000 }, () => {
  let browser: Browser;
  let plain: Site;
  let isolated: Site;
  before(async () => {
    await buildBook(book, () => undefined);
    [browser, plain, isolated] = await Promise.all([launchBrowser(), serve(book), serve(book, { isolated: true })]);
  });
  after(async () => {
    await browser?.close();
    plain?.close();
    isolated?.close();
  });

  /** A page, and what its console said that no page should say. */
  async function open(address: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<[Page, string[]]> {
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    return [page, complaints];
  }

  it('has a page for each notebook in both languages, and links that lead somewhere', () => {
    const missing: string[] = [];
    for (const language of ['en', 'zh']) {
      const pages = pagesIn(language);
      allNotebooks().forEach((path) => assert.ok(pages.includes(`${nameOf(path)}.html`), nameOf(path)));
      for (const name of pages) {
        const file = join(book, language, name);
        const html = readFileSync(file, 'utf8');
        for (const [, link] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
          if (/^(?:https?:|data:|mailto:)/.test(link)) continue;
          const [path, id] = link.replaceAll('&amp;', '&').split('#');
          const target = path === '' ? file : resolve(dirname(file), decodeURIComponent(path));
          const where = `${language}/${name} → ${link}`;
          if (!existsSync(target)) missing.push(where);
          else if (id && target.endsWith('.html') && !readFileSync(target, 'utf8').includes(`id="${decodeURIComponent(id)}"`))
            missing.push(where);
        }
      }
    }
    assert.deepEqual(missing, []);
  });

  it('describes every picture, and reads formulas out as MathML', () => {
    for (const name of pagesIn('en')) {
      const html = readFileSync(join(book, 'en', name), 'utf8');
      const bare = [...html.matchAll(/<img(?![^>]*\balt=)[^>]*>/g)].map(([tag]) => tag);
      assert.deepEqual(bare, [], name);
      const drawn = html.match(/class="katex-html"/g)?.length ?? 0;
      assert.equal(html.match(/<math /g)?.length ?? 0, drawn, name);
    }
  });

  it('is light: what the first page asks for before its figures is below 300 kB', () => {
    const size = (path: string): number => gzipSync(readFileSync(join(book, path))).length;
    const html = 'en/01-binary-classification.html';
    const asked = [...readFileSync(join(book, html), 'utf8').matchAll(/(?:<script src|stylesheet" href)="\.\.\/([^"]+)"/g)];
    const fonts = readdirSync(join(book, 'assets/katex/fonts')).filter((name) => /Main-Regular|Math-Italic|Size[12]/.test(name));
    const sizes = [html, ...asked.map(([, path]) => path).filter((path) => !path.includes('plots')), ...fonts.map((name) => `assets/katex/fonts/${name}`)].map(size);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(total < 300_000, `${total} bytes`);
  });

  for (const [what, theme] of [
    ['a phone, light', 'light'],
    ['a phone, dark', 'dark'],
  ] as const) {
    it(`fits ${what}: no page is wider than 360 pixels, and none complains`, async () => {
      const wide: string[] = [];
      const [page, complaints] = await open(`${plain.address}en/index.html`, {
        viewport: { width: 360, height: 740 },
        colorScheme: theme,
      });
      for (const language of ['en', 'zh']) {
        for (const name of pagesIn(language)) {
          await page.goto(`${plain.address}${language}/${name}`);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          if (width > 360) wide.push(`${language}/${name}: ${width}`);
        }
      }
      assert.deepEqual(wide, []);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  it('has enough contrast in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const [page] = await open(`${plain.address}en/04-softmax-function.html`, { colorScheme });
      const low = await page.evaluate(() => {
        const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
        const luminance = (colour: string): number =>
          channels(colour)
            .slice(0, 3)
            .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
            .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = (element: Element): string => {
          for (let at: Element | null = element; at; at = at.parentElement) {
            const { backgroundColor } = getComputedStyle(at);
            if ((channels(backgroundColor)[3] ?? 1) > 0) return backgroundColor;
          }
          return 'rgb(255, 255, 255)';
        };
        const found = new Set<string>();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const element = node.parentElement as HTMLElement;
          if (!node.textContent?.trim() || !element.checkVisibility() || element.closest('.katex, svg')) continue;
          const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance);
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) found.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
        }
        return [...found];
      });
      assert.deepEqual(low, [], colorScheme);
      await page.close();
    }
  });

  it('opens from a disk, and reads without scripts', async () => {
    const [page, complaints] = await open(pathToFileURL(join(book, 'en/01-binary-classification.html')).href);
    assert.ok(await page.locator('h1').first().isVisible());
    assert.deepEqual(complaints, []);
    await page.locator('.cell .run').first().click();
    await page.locator('.cell.ran').first().waitFor({ timeout: 30_000 });
    await page.close();
    const [bare] = await open(`${plain.address}en/01-binary-classification.html`, { javaScriptEnabled: false });
    assert.ok(await bare.locator('.claim').first().isVisible());
    assert.ok(await bare.locator('noscript .note').first().isVisible());
    await bare.close();
  });

  it('finds passages of both languages', async () => {
    const [page] = await open(`${plain.address}en/index.html`);
    await page.keyboard.press('/');
    await page.keyboard.type('label smoothing');
    const first = page.locator('#found a').first();
    await first.waitFor();
    assert.match(String(await first.getAttribute('href')), /^\.\.\/en\/\d\d-/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/\d\d-/);
    await page.close();
  });

  /** Runs a page whole; returns its claims. */
  async function runAll(page: Page): Promise<string[]> {
    await page.locator('#run-all').click();
    await page.waitForFunction(
      () => {
        const cells = [...document.querySelectorAll('article > .cell')];
        return cells.every((cell) => cell.matches('.ran')) || cells.some((cell) => cell.matches('.failed'));
      },
      undefined,
      { timeout: 120_000, polling: 200 },
    );
    assert.deepEqual(await page.locator('.failure').allTextContents(), []);
    return page.locator('article > .cell .claim').allTextContents();
  }

  for (const number of WHOLE) {
    it(`runs chapter ${number} whole, isolated: every claim has the committed text`, async () => {
      const name = chapter(number);
      const [page, complaints] = await open(`${isolated.address}en/${name}.html`);
      const expected = claimsOf(readNotebook(allNotebooks().find((path) => nameOf(path) === name) as string).cells);
      assert.deepEqual(await runAll(page), expected);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  it('says of a cell that needs Python why it does not run, and shows the committed output', async () => {
    const [page] = await open(`${isolated.address}en/${chapter('12')}.html`);
    const committed = page.locator('article > .cell:has-text("python") .claim, article > .cell:has-text("python") .text');
    const before = await committed.allTextContents();
    await page.locator('#run-all').click();
    await page.locator('.failure').first().waitFor({ timeout: 60_000 });
    assert.match(await page.locator('.failure').first().innerText(), /PythonError/);
    assert.deepEqual(await committed.allTextContents(), before);
    await page.close();
  });

  it('is isolated by its own service worker where the host sends no headers, runs on, and is there offline', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const name = chapter('04');
    const expected = claimsOf(readNotebook(allNotebooks().find((path) => nameOf(path) === name) as string).cells);
    await page.goto(`${plain.address}en/${name}.html`);
    assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.locator('#run-all').click();
    await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 20_000 });
    await page.waitForFunction(() => document.querySelectorAll('article > .cell:not(.ran)').length === 0, undefined, {
      timeout: 120_000,
    });
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
    const ended = () => page.waitForFunction(() => !document.body.matches('.busy'), undefined, { timeout: 60_000 });
    before(async () => {
      [page] = await open(`${isolated.address}en/01-binary-classification.html`);
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
        const bundle = JSON.stringify({ 'text/html': payload, 'text/plain': payload, 'text/markdown': payload });
        await write(`({ [Symbol.for('Jupyter.display')]: () => (${bundle}) })`);
        await ended();
      }
      await write(`import { show } from 'softmax-lab';\n${all.map((payload) => `show(${JSON.stringify(payload)}); show({ html: ${JSON.stringify(payload)} });`).join('\n')}`);
      await ended();
      await page.waitForTimeout(500);
      assert.deepEqual(dialogs, []);
      assert.equal(page.url(), before);
      assert.deepEqual(await page.evaluate(() => (globalThis as { reached?: string[] }).reached), []);
      assert.equal(asked, 0);
      evil.close();
      assert.equal(await page.evaluate(() => document.querySelectorAll('main script, .outputs :not(iframe) script').length), 0);
    });
  });

  it('has a playground that its address sets', async () => {
    const [page, complaints] = await open(`${plain.address}en/playground.html#z=0,0,0&y=2&tau=1&eps=0&w=1&gamma=0`);
    assert.equal(await page.locator('#loss').innerText(), '1.099');
    await page.locator('#gamma').evaluate((field: HTMLInputElement) => {
      field.value = '2';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    assert.equal(await page.locator('#loss').innerText(), '0.4883');
    assert.match(page.url(), /gamma=2/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('is files, none larger than 12 MB', () => {
    const large = readdirSync(book, { recursive: true, encoding: 'utf8' })
      .map((name) => join(book, name))
      .filter((path) => statSync(path).size > 12e6)
      .map((path) => relative(book, path));
    assert.deepEqual(large, []);
  });
});

/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildBook } from '../../scripts/book/build-book';
import { build } from '../../scripts/lib/paths';
import { allNotebooks, nameOf } from '../../scripts/rerun/notebook';
import { cellTests } from './cells';
import { figureTests } from './figures';
import { openSite, type Site } from '../../scripts/book/check/site';

const book = join(build, 'book-test');
const pagesIn = (language: string): string[] =>
  readdirSync(join(book, language)).filter((name) => name.endsWith('.html'));
describe('The book', { timeout: 1_800_000 }, () => {
  let site: Site;
  before(async () => {
    await buildBook(book, () => undefined);
    site = await openSite(book);
  });
  after(() => site?.close());
  const open: Site['open'] = (...args) => site.open(...args);

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
          else if (
            id &&
            target.endsWith('.html') &&
            !readFileSync(target, 'utf8').includes(`id="${decodeURIComponent(id)}"`)
          )
            missing.push(where);
        }
      }
    }
    assert.deepEqual(missing, []);
  });

  it('lists the references in letters, not in TeX', () => {
    const html = readFileSync(join(book, 'en/references.html'), 'utf8').split('<main')[1];
    assert.deepEqual(html.match(/.{0,40}(?:[\\${}]|, others|--|<\/strong> :).{0,40}/g), null);
    assert.match(html, /François Chollet, et al\./);
    assert.match(html, /onto the simplex and the ℓ₁ ball/);
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

  for (const name of ['index', '01-binary-classification'])
    it(`is light: what ${name} asks for before its figures is below 300 kB`, () => {
      const size = (path: string): number => gzipSync(readFileSync(join(book, path))).length;
      for (const language of ['en', 'zh']) {
        const html = `${language}/${name}.html`;
        const asked = [
          ...readFileSync(join(book, html), 'utf8').matchAll(
            /(?:<script src|stylesheet" href)="\.\.\/([^"]+)"/g,
          ),
        ];
        const fonts = readdirSync(join(book, 'assets/katex/fonts')).filter((name) =>
          /Main-Regular|Math-Italic|Size[12]/.test(name),
        );
        const sizes = [
          html,
          ...asked.map(([, path]) => path).filter((path) => !path.includes('plots')),
          ...fonts.map((name) => `assets/katex/fonts/${name}`),
        ].map(size);
        const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
        assert.ok(total < 300_000, `${html}: ${total} bytes`);
      }
    });

  it('opens with the question and the picture of each chapter, in both languages', () => {
    for (const language of ['en', 'zh']) {
      const html = readFileSync(join(book, language, 'index.html'), 'utf8');
      const cards = html.match(
        /<li><a href="\d\d-[^"]+"><span class="thumbnail"><img [^>]+>.+?<span>.+?[?？。.]/g,
      );
      assert.equal(cards?.length, allNotebooks().length, language);
      assert.ok((html.match(/<h2>\d · [^u]/g) ?? []).length >= 9);
    }
  });

  for (const [what, theme] of [
    ['a phone, light', 'light'],
    ['a phone, dark', 'dark'],
  ] as const) {
    it(`fits ${what}: no page is wider than 360 pixels, and none complains`, async () => {
      const wide: string[] = [];
      const [page, complaints] = await open(`${site.plain}en/index.html`, {
        viewport: { width: 360, height: 740 },
        colorScheme: theme,
      });
      for (const language of ['en', 'zh']) {
        for (const name of pagesIn(language)) {
          await page.goto(`${site.plain}${language}/${name}`);
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
      const [page] = await open(`${site.plain}en/04-softmax-function.html`, { colorScheme });
      const low = await page.evaluate(() => {
        const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
        const luminance = (colour: string): number =>
          channels(colour)
            .slice(0, 3)
            .map((value) =>
              value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
            )
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
          if (!node.textContent?.trim() || !element.checkVisibility() || element.closest('.katex, svg'))
            continue;
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

  it('prints in light colours without buttons, and is as before afterwards', async () => {
    const [page] = await open(`${site.plain}en/01-binary-classification.html`, { colorScheme: 'dark' });
    const ink = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).color);
    const before = await ink();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    assert.notEqual(await ink(), before);
    assert.equal(await page.locator('button:visible, nav:visible').count(), 0);
    assert.ok(await page.locator('#solutions .claim').first().isVisible());
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await ink(), before);
    await page.close();
  });

  it('opens from a disk, and reads without scripts', async () => {
    const [page, complaints] = await open(pathToFileURL(join(book, 'en/01-binary-classification.html')).href);
    assert.ok(await page.locator('h1').first().isVisible());
    assert.deepEqual(complaints, []);
    await page.locator('.cell .run').first().click();
    await page.locator('.cell.ran').first().waitFor({ timeout: 30_000 });
    await page.close();
    const [bare] = await open(`${site.plain}en/01-binary-classification.html`, {
      javaScriptEnabled: false,
    });
    assert.ok(await bare.locator('.claim').first().isVisible());
    assert.ok(await bare.locator('noscript .note').first().isVisible());
    await bare.close();
  });

  it('finds passages of both languages', async () => {
    const [page] = await open(`${site.plain}en/index.html`, { viewport: { width: 360, height: 740 } });
    await page.keyboard.press('/');
    await page.keyboard.type('label smoothing');
    const first = page.locator('#found a').first();
    await first.waitFor();
    assert.match(String(await first.getAttribute('href')), /^\.\.\/en\/\d\d-/);
    const box = await page.locator('#found').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/\d\d-/);
    await page.close();
  });

  cellTests(book, () => site);
  figureTests(() => site);

  it('has a playground that its address sets', async () => {
    const [page, complaints] = await open(
      `${site.plain}en/playground.html#z=0,0,0&y=2&tau=1&eps=0&w=1&gamma=0`,
    );
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

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { PNG } from 'pngjs';
import { exportFigures } from '../scripts/render/export';
import { renderFigures, type Rendered, type Specification } from '../scripts/render/render';
import { SAMPLES } from './support/figure-samples';

const PLOTLY = 'application/vnd.plotly.v1+json';
const root = join(__dirname, '..');
const scale = 1.5;

const specification = (name: keyof typeof SAMPLES): Specification => {
  const { data, layout } = SAMPLES[name]();
  return JSON.parse(JSON.stringify({ data, layout })) as Specification;
};

/** How many colours a picture has, up to `enough`: a blank one has one or two. */
function coloursOf(png: PNG, enough = 50): number {
  const seen = new Set<number>();
  for (let i = 0; i < png.data.length && seen.size < enough; i += 4) seen.add(png.data.readUInt32BE(i));
  return seen.size;
}

/** The share of pixels in a part of the picture that are not the paper's. */
function inkIn(png: PNG, x: [number, number], y: [number, number]): number {
  const paper = png.data.readUInt32BE(0);
  let [ink, all] = [0, 0];
  for (let row = Math.floor(y[0] * png.height); row < Math.floor(y[1] * png.height); row++) {
    for (let column = Math.floor(x[0] * png.width); column < Math.floor(x[1] * png.width); column++) {
      all++;
      if (png.data.readUInt32BE(4 * (row * png.width + column)) !== paper) ink++;
    }
  }
  return ink / all;
}

describe('renderFigures', () => {
  const names = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
  const light = new Map<string, Rendered>();
  const again = new Map<string, Rendered>();
  const dark = new Map<string, Rendered>();

  before(async () => {
    const all = names.map(specification);
    const first = await renderFigures(all, { formats: ['png', 'svg', 'pdf'], scale });
    // In another order and another browser: nothing may leak from one figure into the next.
    const second = await renderFigures([...all].reverse(), { formats: ['svg', 'png'], scale });
    const night = await renderFigures(all, { formats: ['png'], scale, theme: 'dark' });
    names.forEach((name, i) => {
      light.set(name, first[i]);
      again.set(name, second[names.length - 1 - i]);
      dark.set(name, night[i]);
    });
  });

  for (const name of names) {
    it(`draws ${name}: not blank, right size, the same bytes twice, dark on request`, () => {
      const { png, svg, pdf } = light.get(name)!;
      const { width, height } = specification(name).layout as unknown as { width: number; height: number };
      const picture = PNG.sync.read(png);
      assert.ok(Math.abs(picture.width - width * scale) <= 1, `${picture.width} pixels for ${width}`);
      assert.ok(Math.abs(picture.height - height * scale) <= 1, `${picture.height} pixels for ${height}`);
      assert.ok(coloursOf(picture) >= 50, 'too few colours for a figure');
      assert.ok(inkIn(picture, [0.1, 0.9], [0.4, 0.95]) > 0.005, 'the plot is empty');
      assert.ok(inkIn(picture, [0, 1], [0, 8 / picture.height]) === 0, 'the headline touches the upper edge');
      assert.ok(png.equals(again.get(name)!.png), 'the PNG differs at the second run');
      assert.ok(svg.equals(again.get(name)!.svg), 'the SVG differs at the second run');

      const night = PNG.sync.read(dark.get(name)!.png);
      assert.ok(picture.data[0] > 240 && night.data[0] < 40, 'papers should be light and dark');
      assert.ok(coloursOf(night) >= 50);

      assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
      assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1);
    });
  }

  it('writes text as text: titles, Chinese labels, < and & of names, the alternative text', () => {
    const svg = String(light.get('curves')!.svg);
    assert.match(svg, /How is a wrong prediction priced/);
    assert.match(svg, /损失/);
    assert.match(svg, /role="img"><desc>Line chart of/);
    assert.match(svg, /Noto Sans SC/);
    assert.match(String(light.get('bars')!.svg), /<tspan[^>]*>breast &#60;cancer&#62; &amp;</);
  });

  it('has the glyphs: Greek, arrows, operators, subscripts and Chinese are no boxes', async () => {
    const glyphs = [...'σ∂∑√≤≥∞τℓᵢₖ−→∇损失函数化'];
    const plain = (text: string): Specification => ({
      data: [],
      layout: {
        width: 60,
        height: 60,
        margin: { l: 0, r: 0, t: 0, b: 0 },
        xaxis: { visible: false },
        yaxis: { visible: false },
        font: (specification('curves').layout.template as { layout: { font: unknown } }).layout.font,
        annotations: [
          { text, showarrow: false, x: 0.5, y: 0.5, xref: 'paper', yref: 'paper', font: { size: 30 } },
        ],
      },
    });
    // Of a character that no font has (a private one) the browser draws the box.
    const drawn = await renderFigures([...glyphs, '\u{10FFFD}'].map(plain), { formats: ['png'], scale: 1 });
    const pictures = drawn.map(({ png }) => png.toString('base64'));
    assert.equal(new Set(pictures).size, glyphs.length + 1, 'two characters look the same');
  });
});

describe('npm run figures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures of softmax-lab '));
  const notebook = join(folder, '03-made-by-hand.ipynb');
  const out = join(folder, 'out');
  const save = (...names: (keyof typeof SAMPLES)[]): void => {
    const outputs = names.map((name) => ({
      output_type: 'display_data',
      metadata: {},
      data: { [PLOTLY]: specification(name), 'text/plain': 'a figure' },
    }));
    const cell = { cell_type: 'code', id: 'a', metadata: {}, source: '', execution_count: 1, outputs };
    writeFileSync(notebook, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--require', 'ts-node/register', 'scripts/figures.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('exports what has changed, says what has not, and leaves nothing half-written', async () => {
    save('bars', 'histogram');
    const lines: string[] = [];
    const options = {
      formats: ['svg', 'png'] as const,
      scale: 1,
      out,
      log: (line: string) => line.startsWith('  …') || lines.push(line), // what takes long is told
    };
    const files = await exportFigures([notebook], options);
    const written = ['03-bars.svg', '03-bars.png', '03-histogram.svg', '03-histogram.png'];
    assert.deepEqual(
      files['03-made-by-hand'].map((file) => file.split('/').pop()),
      written,
    );
    assert.deepEqual(readdirSync(out).sort(), [...written, 'manifest.json'].sort());
    assert.deepEqual(lines, ['03-bars: svg, png  (1 of 2)', '03-histogram: svg, png  (2 of 2)']);

    const bytes = readFileSync(join(out, '03-bars.png'));
    save('bars', 'heatMap');
    writeFileSync(join(out, '03-bars.svg'), ''); // damaged
    lines.length = 0;
    await exportFigures([notebook], options);
    assert.deepEqual(lines, ['03-bars: svg  (1 of 2)', '03-heat-map: svg, png  (2 of 2)']);
    assert.ok(bytes.equals(readFileSync(join(out, '03-bars.png'))));

    lines.length = 0;
    await exportFigures([notebook], options);
    assert.deepEqual(lines, ['03-bars: unchanged', '03-heat-map: unchanged']);
  });

  it('keeps the dark files beside the light ones', async () => {
    save('heatMap');
    const both = join(folder, 'both');
    const lines: string[] = [];
    const options = {
      formats: ['png', 'html'] as const,
      scale: 1,
      out: both,
      log: (line: string) => lines.push(line),
    };
    await exportFigures([notebook], options);
    const light = readFileSync(join(both, '03-heat-map.png'));
    const files = await exportFigures([notebook], { ...options, theme: 'dark' });
    assert.deepEqual(
      files['03-made-by-hand'].map((file) => file.split('/').pop()),
      ['03-heat-map.dark.png', '03-made-by-hand.dark.html'],
    );
    assert.ok(light.equals(readFileSync(join(both, '03-heat-map.png'))));
    assert.ok(!light.equals(readFileSync(join(both, '03-heat-map.dark.png'))));
    lines.length = 0;
    await exportFigures([notebook], options);
    assert.deepEqual(lines, ['03-made-by-hand: html unchanged', '03-heat-map: unchanged'].reverse());
  });

  it('draws the samples of builders, those named, in a theme', () => {
    const out = join(folder, 'samples');
    const { status, stdout, stderr } = run(
      ...[
        '--samples',
        'bars',
        'heatMap',
        '--format',
        'png,html',
        '--scale',
        '1',
        '--theme',
        'dark',
        '--out',
        out,
      ],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^bars: .*bars\.dark\.png, .*bars\.dark\.html\nheatMap: .*\n$/);
    assert.deepEqual(readdirSync(out).sort(), ['bars', 'heatMap'].flatMap((name) => [`${name}.dark.html`, `${name}.dark.png`])); // prettier-ignore
    const picture = PNG.sync.read(readFileSync(join(out, 'bars.dark.png')));
    assert.ok(picture.data[0] < 40 && coloursOf(picture) >= 50);
  });

  it('makes one page a notebook, with plotly.js once and every figure described', () => {
    save('bars', 'heatMap', 'bars');
    const { status, stdout, stderr } = run(notebook, '--format', 'html', '--out', join(folder, 'page'));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /1 files in/);
    const file = join(folder, 'page', '03-made-by-hand.html');
    const page = readFileSync(file, 'utf8');
    assert.equal(page.match(/<figure id=/g)?.length, 3);
    assert.equal(page.match(/plotly\.js \(strict - minified\) v\d/g)?.length, 1);
    assert.equal(page.match(/tabindex="0"/g)?.length, 3);
    assert.match(
      page,
      /aria-describedby="text-0"[^]*<p id="text-0">Bar chart of softmax and one-vs-rest for/,
    );
    assert.match(page, /breast &lt;cancer&gt; &amp; co/);
    assert.doesNotMatch(page, /https?:\/\/(?!www\.w3\.org)[^"'\s]*"[^>]*src=|src="http/);
    assert.ok(statSync(file).size < 8_000_000);
  });

  it('ends with 2 and says what it takes when it is called wrongly', () => {
    const cases: [string[], RegExp][] = [
      [['100'], /there is no notebook '100'; there are/],
      [['3-100'], /there is no notebook '\d+'/],
      [['--samples', 'bar'], /there is no builder with a sample 'bar'; did you mean 'bars'\?/],
      [['--them', 'dark'], /there is no option '--them'; did you mean '--theme'\?/],
      [['--timeout', '-1'], /--timeout takes seconds, more than 0.*got '-1'/],
      [['--format', 'gif'], /--format takes png, svg, pdf, html.*'gif'/],
      [['--scale', '0'], /--scale takes a number from 0\.5 to 8/],
      [['--theme', 'blue'], /--theme takes light or dark/],
      [['--timeout', '0'], /--timeout takes seconds, more than 0/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, message);
    }
  });

  it('ends with 3 and names the remedy where there is no browser, with 1 at a damaged notebook', () => {
    save('bars');
    const args = [
      '--require',
      'ts-node/register',
      'scripts/figures.ts',
      notebook,
      '--out',
      join(folder, 'none'),
    ];
    const env = { ...process.env, CHROME_PATH: join(folder, 'no-such-browser') };
    const lacking = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
    assert.equal(lacking.status, 3);
    assert.match(
      lacking.stderr,
      /CHROME_PATH names .*no-such-browser, which does not exist\. Install Google Chrome/,
    );

    writeFileSync(notebook, '{"cells": [');
    const damaged = run(notebook, '--out', join(folder, 'none'));
    assert.equal(damaged.status, 1);
    assert.match(damaged.stderr, /03-made-by-hand\.ipynb is not a readable notebook/);
  });
});

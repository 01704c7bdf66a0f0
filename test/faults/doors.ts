import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../../scripts/render/browser';
import { htmlPage } from '../../scripts/render/html-page';
import { renderFigures, type Specification } from '../../scripts/render/render';
import type { Fault } from './fault';

/** What a server of this machine was asked for. */
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.end('{}');
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});

type Layout = Record<string, unknown>;
const trace = { type: 'scatter', x: [1, 2], y: [1, 3] };
const figure = (layout: Layout, ...data: Record<string, unknown>[]): Specification => ({
  data: data.length > 0 ? data : [trace],
  layout: { width: 300, height: 200, ...layout },
});
/** What a figure would run: the page is asked for it afterwards. */
const RUN = 'window.PWN=1';

/** Done at the first call; the others take its result. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}

interface Hostile {
  /** What a figure says, with the address that must not be asked. */
  fault: string;
  figure: (address: string) => Specification;
}

const said = `"></script><script>${RUN}</script><svg onload="${RUN}"><img src=x onerror="${RUN}">`;
const code: Hostile[] = [
  { fault: 'an id that is a script', figure: () => figure({ meta: { id: said } }) },
  { fault: 'an alternative text that is a script', figure: () => figure({ meta: { id: 'a', alt: said } }) },
  { fault: 'a title that is a script', figure: () => figure({ title: { text: said } }) },
  { fault: 'a name of a trace that is a script', figure: () => figure({}, { ...trace, name: said }, trace) },
  {
    fault: 'a label with a javascript: link',
    figure: () => figure({ title: { text: `<a href="javascript:${RUN}">x</a>` } }),
  },
  {
    fault: 'a label with a link spelt jAvA&#9;script:',
    figure: () => figure({ title: { text: `<a href="jAvA&#9;script:${RUN}">x</a>` } }),
  },
  {
    fault: 'a label whose style and target are scripts',
    figure: () =>
      figure({
        title: { text: `<a href="https://a.example" target="javascript:${RUN}" popup="${said}">x</a>` },
      }),
  },
  { fault: 'a font family that ends the attribute', figure: () => figure({ font: { family: said } }) },
  {
    fault: 'an image whose source is a script',
    figure: () => figure({ images: [{ source: `javascript:${RUN}`, x: 0, y: 1, sizex: 1, sizey: 1 }] }),
  },
  {
    fault: 'an image that is an SVG with a script',
    figure: () =>
      figure({
        images: [
          {
            source: `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`)}`,
            x: 0,
            y: 1,
            sizex: 1,
            sizey: 1,
          },
        ],
      }),
  },
  {
    fault: '__proto__ in the layout',
    figure: () =>
      JSON.parse(
        `{"data": [], "layout": {"width": 300, "height": 200, "__proto__": {"PWN": 1}, "constructor": {"prototype": {"PWN": 1}}}}`,
      ) as Specification,
  },
  {
    fault: 'ids that are variables of the page',
    figure: () => figure({ meta: { id: 'MathJax' }, title: { text: '$x$' } }),
  },
];

const places: Hostile[] = [
  {
    fault: 'an image by its address',
    figure: (at) => figure({ images: [{ source: at, x: 0, y: 1, sizex: 1, sizey: 1 }] }),
  },
  { fault: 'an image of a trace by its address', figure: (at) => figure({}, { type: 'image', source: at }) },
  { fault: 'an <img> in a label', figure: (at) => figure({ title: { text: `<img src="${at}">` } }) },
  {
    fault: 'an <img> in a text on hovering',
    figure: (at) => figure({}, { ...trace, hovertemplate: `<img src="${at}">` }),
  },
  {
    fault: 'a style of a label with a url()',
    figure: (at) =>
      figure({ title: { text: `<span style="background: url(${at}); fill: url(${at})">x</span>` } }),
  },
  { fault: 'a font family with a url()', figure: (at) => figure({ font: { family: `url(${at})` } }) },
  {
    fault: 'the style of a map',
    figure: (at) => figure({ map: { style: at } }, { type: 'scattermap', lon: [0], lat: [0] }),
  },
  {
    fault: 'the tiles of a map',
    figure: (at) =>
      figure(
        {
          map: {
            style: 'white-bg',
            layers: [{ sourcetype: 'raster', source: [`${at}/{z}`], sourceattribution: `<img src="${at}">` }],
          },
        },
        { type: 'scattermap', lon: [0], lat: [0] },
      ),
  },
  {
    fault: 'outlines of countries by their address',
    figure: (at) => figure({}, { type: 'choropleth', geojson: at, locations: ['a'], z: [1] }),
  },
];

const hostile = [...code, ...places];
const good = figure({ title: { text: 'good' } }, { ...trace, type: 'scattergl' });

/** A page of them all, opened as a reader would, in a browser that could reach the server; every link is clicked. */
const opened = once(async () => {
  const address = await listening;
  const folder = mkdtempSync(join(tmpdir(), 'doors '));
  const file = join(folder, 'page.html');
  const figures = hostile.map((one, i) => one.figure(`${address}/page/${i}/`));
  writeFileSync(file, htmlPage('hostile', [...figures, good]));
  const browser = await launchBrowser();
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(0);
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(
    (count) => document.querySelectorAll('.plot .main-svg, .plot:not(:empty)').length >= count,
    hostile.length,
  );
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.plot')].every((plot) => plot.textContent !== ''),
  );
  const drawn = await page.evaluate(() => {
    for (const link of document.querySelectorAll('svg a:not([target])'))
      link.dispatchEvent(new MouseEvent('click'));
    return [...document.querySelectorAll('.plot')].map(
      (plot) => plot.querySelector('svg') !== null && !plot.textContent?.includes('WebGL'),
    );
  });
  const ran = await page.evaluate(() => 'PWN' in window || 'PWN' in {});
  await browser.close();
  rmSync(folder, { recursive: true });
  return { drawn, ran };
});

/** All of them drawn for files, one after the other; the files are opened as a reader would. */
const drawn = once(async () => {
  const address = await listening;
  const figures = hostile.map((one, i) => one.figure(`${address}/file/${i}/`));
  const svgs: string[] = [];
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  await renderFigures([...figures, good], { formats: ['svg'], scale: 1, log }, (i, { svg }) => {
    svgs[i] = String(svg);
  }).catch((error: Error) => lines.push(...error.message.split('\n')));
  const folder = mkdtempSync(join(tmpdir(), 'doors '));
  const browser = await launchBrowser();
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const ran: boolean[] = [];
  for (const i of svgs.keys()) {
    const file = join(folder, `${i}.svg`);
    writeFileSync(file, svgs[i] ?? '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await page.goto(pathToFileURL(file).href);
    ran.push(await page.evaluate(() => 'PWN' in window));
  }
  await browser.close();
  rmSync(folder, { recursive: true });
  return { svgs, lines, ran };
});

const requests = (where: string): string => {
  const count = asked.filter((url) => url.startsWith(where)).length;
  return count === 0 ? 'nothing asked' : `ASKED ${count} times`;
};

export const faults: Fault[] = [
  ...hostile.map(({ fault }, i): Fault => ({
    fault: `a page with ${fault}`,
    inject: async () => {
      const { drawn, ran } = await opened();
      return `${ran ? 'CODE RAN' : 'nothing ran'}, ${requests(`/page/${i}/`)}, ${drawn[i] ? 'drawn' : 'refused'}`;
    },
    expected: /^nothing ran, nothing asked, (drawn|refused)$/,
  })),
  {
    fault: 'a good figure, by WebGL, after all these on the page',
    inject: async () => (await opened()).drawn[hostile.length],
    expected: true,
  },
  ...hostile.map(({ fault }, i): Fault => ({
    fault: `a file of a figure with ${fault}`,
    inject: async () => {
      const { ran, svgs } = await drawn();
      return `${ran[i] ? 'CODE RAN' : 'nothing ran'}, ${requests(`/file/${i}/`)}, ${svgs[i] === undefined ? 'refused' : 'drawn'}`;
    },
    expected: /^nothing ran, nothing asked, (drawn|refused)$/,
  })),
  {
    fault: 'the figures whose images are not fetched are named',
    inject: async () => (await drawn()).lines.filter((line) => line.includes('drawn without')).length,
    expected: 2,
  },
  {
    fault: 'a good figure after all these in a file',
    inject: async () => (await drawn()).svgs[hostile.length].includes('good'),
    expected: true,
  },
];

import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFigures } from '../../scripts/render/export';
import { htmlPage } from '../../scripts/render/html-page';
import { renderFigures, type Specification } from '../../scripts/render/render';
import { uniqueName } from '../../scripts/render/unique-name';
import type { Fault } from './fault';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'exports '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const figure = (id: unknown, ...data: object[]): Specification =>
  ({
    data: data.length > 0 ? data : [{ type: 'scatter', x: [1, 2], y: [1, 3] }],
    layout: { width: 200, height: 150, meta: { id } },
  }) as Specification;
/** A thousand million surfaces, of which none is seen. */
const endless = figure('endless', {
  type: 'isosurface',
  x: [0, 0, 0, 0, 1, 1, 1, 1],
  y: [0, 1, 0, 1, 0, 1, 0, 1],
  z: [1, 1, 0, 0, 1, 1, 0, 0],
  value: [1, 1, 1, 1, 1, 1, 1, 1],
  isomin: 2,
  isomax: 10,
  surface: { count: 1e9 },
});

function notebook(name: string, ...figures: unknown[]): string {
  const path = join(mkdtempSync(join(folder, 'in ')), `${name}.ipynb`);
  const outputs = figures.map((specification) => ({
    output_type: 'display_data',
    metadata: {},
    data: { 'application/vnd.plotly.v1+json': specification },
  }));
  const cell = { cell_type: 'code', id: 'a', metadata: {}, source: '', execution_count: 1, outputs };
  writeFileSync(path, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

/** The files that an export leaves, and what it says when it fails. */
async function exported(paths: string[], out = mkdtempSync(join(folder, 'out '))): Promise<string> {
  const said = await exportFigures(paths, { formats: ['html'], out, log: () => undefined }).then(
    () => '',
    (error: Error) =>
      `; ${error.name}: ${error.message.replaceAll(folder, '…').replace(/(in|out) \w{6}/g, '$1')}`,
  );
  const files = readdirSync(out).filter((name) => name !== 'manifest.json');
  return `${files.sort().join(', ')}${said}`;
}

const named = (...ids: unknown[]): string => {
  const used = new Set<string>();
  return ids.map((id, i) => uniqueName(id, `figure-${i + 1}`, used, '03-')).join(' ');
};

const names: Fault[] = [
  ['../../x', '03-x'],
  ['CON', '03-CON'],
  ['', '03-figure-1'],
  ['///', '03-figure-1'],
  ['a\0b\nc', '03-a-b-c'],
  ['损失 e\u0301', '03-损失-é'],
  [{ toString: 'x' }, '03-figure-1'],
].map(([id, expected]) => ({
  fault: `a figure whose id is ${JSON.stringify(id)}`,
  inject: () => named(id),
  expected: expected as string,
}));

const papers: Fault[] = [
  'red}</style><script>window.PWN=1</script>',
  'url(http://127.0.0.1/x)',
  'red; background: url(//127.0.0.1)',
  'expression(alert(1))',
  ['red'],
].map((value) => ({
  fault: `a page whose paper and text have the colour ${JSON.stringify(value)}`,
  inject: () => {
    const layout = { template: { layout: { paper_bgcolor: value, font: { color: value } } } };
    return /background: .*;/.exec(htmlPage('page', [{ data: [], layout }]))?.[0];
  },
  expected: 'background: #FFFFFF; color: #1B1F24;',
}));

const own = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === process.pid);

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

/** Draws three figures, and tells which, and what is said of the others. */
async function drawnOf(
  second: Specification,
  timeout: number,
  onFirst: () => void = () => undefined,
): Promise<string> {
  const drawn: string[] = [];
  const figures = [figure('first'), second, figure('third')];
  const said = await renderFigures(
    figures,
    { formats: ['svg'], scale: 1, timeout, log: () => undefined },
    (i) => {
      drawn.push(String(figures[i].layout.meta?.id));
      if (i === 0) onFirst();
    },
  ).then(
    () => '',
    (error: Error) => `; ${error.name}: ${error.message}`,
  );
  return drawn.join(', ') + said;
}

async function withBrowser(script: string, timeout: number): Promise<unknown> {
  const path = join(mkdtempSync(join(folder, 'browser ')), 'chrome');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  const before = process.env.CHROME_PATH;
  process.env.CHROME_PATH = path;
  try {
    return await renderFigures([figure('first')], { formats: ['svg'], timeout, log: () => undefined });
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(path, 'chrome'); // its folder has a random name
    throw error;
  } finally {
    if (before === undefined) delete process.env.CHROME_PATH;
    else process.env.CHROME_PATH = before;
  }
}

/** Sends a signal to a command that draws a figure without an end, once its browser has a page. */
async function signalled(signal: NodeJS.Signals): Promise<string> {
  const args = [
    'scripts/figures.ts',
    notebook('03-endless', endless),
    '--out',
    mkdtempSync(join(folder, 'out ')),
  ];
  const child = spawn(process.execPath, ['--require', 'ts-node/register/transpile-only', ...args], {
    cwd: root,
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const descendants = (): number[] => {
    const found = [child.pid ?? 0];
    for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
      if (found.includes(parentOf(pid))) found.push(pid);
    }
    return found.slice(1);
  };
  const isPage = (pid: number): boolean =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer');
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
  while (!descendants().some(isPage)) await pause();
  const browser = descendants();
  child.kill(signal);
  const code = await ended;
  const alive = (pid: number): boolean =>
    parentOf(pid) > 0 && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  for (let i = 0; i < 50 && browser.some(alive); i++) await pause();
  return `exit code ${code}, ${browser.filter(alive).length} processes of the browser left`;
}

export const faults: Fault[] = [
  ...names,
  {
    fault: 'two figures of one id, and one that has the name of the second',
    inject: () => named('a', 'a', 'a-2'),
    expected: '03-a 03-a-2 03-a-2-2',
  },
  {
    fault: 'two figures whose ids differ in capitals',
    inject: () => named('Bars', 'bars'),
    expected: '03-Bars 03-bars-2',
  },
  {
    fault: 'an id of a thousand Chinese characters',
    inject: () => Buffer.byteLength(named('损'.repeat(1000))),
    expected: 153,
  },
  ...papers,
  {
    fault: 'a figure that is a text, one without data, one whose layout is null, beside a good one',
    inject: () =>
      exported([notebook('03-bad', 'text', { layout: {} }, { data: [], layout: null }, figure('good'))]),
    expected:
      '03-bad.html; Error: figure 1 of 03-bad has no data or no layout\nfigure 2 of 03-bad has no data or no layout\nfigure 3 of 03-bad has no data or no layout',
  },
  {
    fault: 'a truncated notebook beside a good one',
    inject: () => {
      const bad = notebook('04-bad');
      writeFileSync(bad, '{"cells": [');
      return exported([bad, notebook('05-good', figure('good'))]);
    },
    expected: /^05-good\.html; Error: .*04-bad\.ipynb is not a readable notebook/,
  },
  {
    fault: 'two notebooks of one name in two folders',
    inject: () => exported([notebook('03-a', figure('a')), notebook('03-a', figure('b'))]),
    expected:
      '; UsageError: …/in/03-a.ipynb and …/in/03-a.ipynb have one name: export each to a folder of its own, by --out',
  },
  {
    fault: 'a file where the folder of the figures should be',
    inject: async () => {
      const path = join(folder, 'file');
      writeFileSync(path, '');
      await exportFigures([notebook('03-a', figure('a'))], { formats: ['html'], out: path }).catch(
        (error: Error) => {
          throw new Error(error.message.replaceAll(folder, '…'));
        },
      );
    },
    expected: /^Error: cannot write to …\/file: EEXIST.*; --out takes another folder$/,
  },
  {
    fault: 'a folder under /proc for the figures',
    inject: () =>
      exportFigures([notebook('03-a', figure('a'))], { formats: ['html'], out: '/proc/figures/here' }),
    expected: /^Error: cannot write to \/proc\/figures\/here: ENOENT.*; --out takes another folder$/,
  },
  {
    fault: 'a figure without an end',
    inject: () => drawnOf(endless, 20),
    expected: 'first, third; DrawingError: endless cannot be drawn: it took longer than 20 s',
  },
  {
    fault: 'a figure as large as no picture',
    inject: () =>
      drawnOf({ ...figure('large'), layout: { width: 1e12, height: 1, meta: { id: 'large' } } }, 60),
    expected: /^first, third; DrawingError: large cannot be drawn: ./,
  },
  {
    fault: 'the browser is killed between two figures',
    inject: () =>
      drawnOf(figure('second'), 60, () => {
        for (const pid of own()) process.kill(pid, 'SIGKILL');
      }),
    expected: /^first, third; DrawingError: second cannot be drawn: .*closed/,
  },
  {
    fault: 'a browser that ends at once',
    inject: () => withBrowser('exit 1', 60),
    expected: /^LackingError: the browser .* does not start: /,
  },
  {
    fault: 'a browser that never says a word',
    inject: () => withBrowser('exec sleep 100', 1),
    expected: 'LackingError: the browser opens no page: it took longer than 1 s',
  },
  ...(['SIGTERM', 'SIGINT'] as const).map((signal): Fault => ({
    fault: `${signal} while a figure is drawn that has no end`,
    inject: () => signalled(signal),
    expected: `exit code ${signal === 'SIGTERM' ? 143 : 130}, 0 processes of the browser left`,
  })),
];

/// <reference lib="webworker" />
/**
 * The kernel of a page: a worker that runs a notebook's cells as the kernel in JupyterLab does. What a cell declares
 * lies in boxes that all cells share (kernel/bindings.ts).
 */
import { format } from 'node-inspect-extracted';
import { createBindings, type Run } from '../../kernel/bindings';
import { withoutBoxes } from '../../kernel/box-names';
import { plainValues } from '../../kernel/plain-values';
import type { CompiledCell } from '../compile-cell';
import type { Notice, Order, Surroundings } from '../messages';
import { createRequire, ElsewhereError, pretendNode } from './modules';
import { bundleOf } from './show-value';

declare const self: DedicatedWorkerGlobalScope & { surroundings: Surroundings };

const send = (notice: Notice): void => self.postMessage(notice);
let current: Order = { cell: '', number: 0, source: '' };
/** Of the cells that ran, for the lines of errors. */
const compiledCells: { number: number; lines: number[] }[] = [];
const print = (text: string, name: 'stdout' | 'stderr'): void =>
  send({ kind: 'stream', cell: current.cell, text, name });

pretendNode(print);
const requireModule = createRequire(self.surroundings);
Object.assign(self, { require: requireModule });
for (const [method, name] of [
  ['log', 'stdout'],
  ['info', 'stdout'],
  ['warn', 'stderr'],
  ['error', 'stderr'],
] as const)
  console[method] = (...values: unknown[]) => print(`${format(...values)}\n`, name);

// eslint-disable-next-line @typescript-eslint/no-require-imports -- only now that it finds what it asks Node for
const library = require('../../../dist/index.js') as typeof import('../../../src');
(self as unknown as { book: { packages: Record<string, unknown> } }).book.packages['softmax-lab'] = library;

(self as unknown as Record<symbol, unknown>)[Symbol.for('softmax-lab.kernel')] = {
  display: (content: { data: unknown; transient?: { display_id: string } }, update = false) =>
    send({
      kind: 'display',
      cell: current.cell,
      data: plainValues(content.data),
      id: content.transient?.display_id,
      update,
    }),
  clearOutput: (wait: boolean) => send({ kind: 'clear', cell: current.cell, wait }),
};

const bindings = createBindings(requireModule as NodeJS.Require);

function compile({ source }: Order): CompiledCell {
  requireModule('typescript'); // and with it the book's compiler of cells
  const { compileCell } = (self as unknown as { book: { compile: typeof import('../compile-cell') } }).book
    .compile;
  return compileCell(source, bindings);
}

async function run(order: Order): Promise<void> {
  current = order;
  let end: ((failed: boolean) => string[]) | undefined;
  try {
    const compiled = order.compiled ?? compile(order);
    const index = compiledCells.push({ number: order.number, lines: compiled.lines }) - 1;
    const begun = bindings.begin(compiled);
    end = begun.end;
    // On a line of its own: the code keeps its lines.
    const body = `return ${compiled.call};\n//# sourceURL=softmax-lab-cell-${index}`;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a kernel evaluates
    const code = new Function('run', body) as (run: Run) => unknown;
    await code(begun.run);
    const { result } = begun.run;
    end(false);
    if (result !== undefined && result !== null)
      send({
        kind: 'display',
        cell: order.cell,
        data: plainValues(await bundleOf(result, library)),
        update: false,
      });
    send({ kind: 'done', cell: order.cell });
  } catch (error) {
    end?.(true);
    send({ kind: 'done', cell: order.cell, failure: describe(error) });
  }
}

function describe(error: unknown): { message: string; elsewhere: boolean } {
  if (!(error instanceof Error)) return { message: `Uncaught ${format(error)}`, elsewhere: false };
  const places = [...String(error.stack).matchAll(/softmax-lab-cell-(\d+):(\d+)/g)].flatMap(
    ([, index, line]) => {
      const cell = compiledCells[Number(index)];
      // `new Function` puts two lines before the body, whose first is the code's first.
      const place = cell?.lines[Number(line) - 3];
      return place === undefined || place < 1 ? [] : [`    at cell ${cell.number}, line ${place}`];
    },
  );
  const causes: string[] = [];
  for (let { cause } = error; cause instanceof Error && causes.length < 5; { cause } = cause)
    causes.push(`Caused by ${cause.name}: ${cause.message}`);
  const elsewhere =
    [error, error.cause].some((each) => each instanceof ElsewhereError) ||
    error.name === 'PythonError' ||
    (error as { kind?: string }).kind === 'environment';
  return {
    message: [`${error.name}: ${withoutBoxes(error.message)}`, ...places.slice(0, 10), ...causes].join('\n'),
    elsewhere,
  };
}

let queue = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Order>) => {
  queue = queue.then(() => run(data));
};
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  print(`${describe(event.reason).message}\n`, 'stderr');
});
send({ kind: 'ready', isolated: self.crossOriginIsolated, backend: library.wasm.backend() });

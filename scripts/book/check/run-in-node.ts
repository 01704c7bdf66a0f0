import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createBindings, type Run } from '../../kernel/bindings';
import { root } from '../../lib/paths';
import { codeCells, findNotebooks, readNotebook, textOf } from '../../rerun/notebook';
import { compileCells } from '../compile-cell';

/** Runs a notebook's cells in this process, compiled as a page has them, and prints how many seconds they took. */
async function runCells(which: string): Promise<void> {
  const [path] = findNotebooks([which]);
  const sources = codeCells(readNotebook(path)).map(({ source }) => textOf(source));
  const compiled = compileCells(sources.filter((source) => source.trim() !== ''));
  const require = createRequire(join(root, 'notebooks/package.json'));
  Object.assign(globalThis, {
    require,
    [Symbol.for('softmax-lab.kernel')]: { display: () => undefined, clearOutput: () => undefined },
  });
  const print = console.log;
  console.log = () => undefined;
  const bindings = createBindings(require);
  const started = performance.now();
  for (const cell of compiled) {
    const { run, end } = bindings.begin(cell);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as a kernel does
    await (new Function('run', `return ${cell.call};`) as (run: Run) => unknown)(run);
    end(false);
  }
  print((performance.now() - started) / 1000);
}

void runCells(process.argv[2]);

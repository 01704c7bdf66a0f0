import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileCells } from '../../scripts/book/compile-cell';
import { cellsElsewhere, sayLack } from '../../scripts/book/elsewhere';
import { TEXTS } from '../../scripts/book/texts';

const lacksOf = (...sources: string[]): Record<number, string> =>
  Object.fromEntries(
    [...cellsElsewhere(sources, compileCells(sources))].map(([i, lack]) => [
      i + 1,
      sayLack(lack, TEXTS.en).split(';')[0],
    ]),
  );

describe('Cells that a page can not run', () => {
  it('are those that call Python, not those that ask whether it is there', () => {
    assert.deepEqual(
      lacksOf(
        "import { python, pythonAvailable, runPython } from 'softmax-lab';",
        'const four = await python<number>`2 + 2`;',
        'const live = async () => runPython("1");\npythonAvailable("frameworks") && (await live());',
      ),
      { 2: 'This cell runs Python, which a browser has not' },
    );
  });

  it('are those that load what does not lie beside the book', () => {
    assert.deepEqual(
      lacksOf(
        'const [digits, flowers] = [await datasets.mnist(), datasets.iris()];',
        'const photographs = await datasets.cifar10({ train: 100 });',
        'type Rows = Awaited<ReturnType<typeof datasets.keel>>;',
      ),
      { 2: 'This cell reads the data set cifar10, which does not lie beside the book' },
    );
  });

  it('are those that need what such a cell makes, until another makes it anew', () => {
    const needs = 'This cell needs what cell 1 makes, and that one does not run in a page';
    assert.deepEqual(
      lacksOf(
        'const x = await python<number>`1`;\nconst half = (v: number) => v / 2;',
        'const y = half(3);',
        '({ y });',
        'const other = (x: number) => x + 1;\nother(2)',
        'const half = (v: number) => v / 2;',
        'half(3)',
      ),
      { 1: 'This cell runs Python, which a browser has not', 2: needs, 3: needs },
    );
  });

  it('are those that need what such a cell fills or assigns', () => {
    const needs = 'This cell needs what cell 2 makes, and that one does not run in a page';
    assert.deepEqual(
      lacksOf(
        'const list: number[] = [];\nlet sum = 0;\nconst same = 3;',
        'list.push(await python<number>`1`);\nsum += same;\nsame === 3;',
        'list.length',
        'sum + 1',
        'same + 1',
      ),
      { 2: 'This cell runs Python, which a browser has not', 3: needs, 4: needs },
    );
  });
});

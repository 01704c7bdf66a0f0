import { gatherRows, scatterAddRows } from '../../../src/wasm';
import type { Family } from '../draw';

export const gather: Family = {
  name: 'gather',
  share: 5,
  draw(draw) {
    const [tableRows, columns] = [draw.size(1, 200), draw.size(0, 150)];
    const count = draw.size(0, 300);
    const indices = Int32Array.from({ length: count }, () => draw.size(0, tableRows - 1));
    const table = draw.numbers(tableRows * columns);
    const name = draw.pick(['gatherRows', 'scatterAddRows'] as const);
    const what = `${name}, ${count} of ${tableRows} rows of ${columns}`;
    if (name === 'gatherRows') return { what, run: (out) => gatherRows(table, indices, columns, out(count * columns)) };
    const rows = draw.numbers(count * columns);
    const factor = draw.pick([1, -0.1, 0, draw.random.normal()]);
    return { what, run: (out) => scatterAddRows(rows, indices, columns, out(table.length, table), factor) };
  },
};

import { gatherRows, scatterAddRows } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

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
    if (name === 'gatherRows')
      return { what, run: (out) => gatherRows(table, indices, columns, out(count * columns)) };
    const rows = draw.chance(0.5) ? cancelling(draw, count, columns) : draw.numbers(count * columns);
    const factor = draw.pick([1, -0.1, 0, draw.random.normal()]);
    return { what, run: (out) => scatterAddRows(rows, indices, columns, out(table.length, table), factor) };
  },
};

/** Rows of which some are far larger, and the negative of others: the rounding of a float64 sum, and so its order, shows. */
export function cancelling(draw: Draw, count: number, columns: number): Float32Array {
  const rows = draw.numbers(count * columns, { scale: 1, special: 0 });
  for (let i = 0; i < rows.length; i++) if (draw.chance(0.3)) rows[i] *= 1e12;
  for (let i = 0; i + 2 < count; i++) {
    if (draw.chance(0.5)) continue;
    const [from, to] = [i * columns, draw.integer(i + 1, count - 1) * columns];
    for (let k = 0; k < columns; k++) rows[to + k] = -rows[from + k];
  }
  return rows;
}

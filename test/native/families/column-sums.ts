import { columnSums } from '../../../src/wasm/column-sums';
import type { Family } from '../draw';

export const sumsOfColumns: Family = {
  name: 'columnSums',
  share: 4,
  draw(draw) {
    const [rows, columns] = [draw.size(0, 300), draw.size(1, 300)];
    const x = draw.numbers(rows * columns);
    return { what: `${rows}×${columns}`, run: (out) => columnSums(x, rows, columns, out(columns)) };
  },
};

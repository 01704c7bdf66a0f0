import type { Interactions } from '../core/interactions';

/** XᵀX, `[I, I]`, of the interactions X: for each pair of items the sum of the products of their values. */
export function gramMatrix({ shape, rowStarts, columns, values }: Interactions): Float64Array {
  const [users, items] = shape;
  const gram = new Float64Array(items * items);
  for (let u = 0; u < users; u++) {
    for (let n = rowStarts[u]; n < rowStarts[u + 1]; n++) {
      const row = columns[n] * items;
      for (let m = rowStarts[u]; m < rowStarts[u + 1]; m++) gram[row + columns[m]] += values[n] * values[m];
    }
  }
  return gram;
}

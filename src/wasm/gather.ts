import { LabelError, ShapeError } from '../core';
import { borrow } from './borrow';
import { parallel } from './parallel';
import { words } from './words';

/** Numbers in a chunk, about. */
const CHUNK = 32768;

function rowsInChunk(columns: number): number {
  return Math.max(1, Math.ceil(CHUNK / Math.max(1, columns)));
}

/**
 * to[i] ← table[indices[i]], rows of `columns` numbers.
 * @throws {@link LabelError} that names the first index which is no row of the table; {@link ShapeError}
 */
export function gatherRows(
  table: Float32Array,
  indices: Int32Array,
  columns: number,
  to: Float32Array,
): void {
  check('gatherRows', table, indices, columns, to);
  borrow('gatherRows', [table, words(indices)], [to], (table, at, to) =>
    parallel('gatherRows', indices.length, rowsInChunk(columns), table, at, columns, to),
  );
}

/**
 * table[indices[i]] ← table[indices[i]] + factor · rows[i], for all i: the gradient of {@link gatherRows} with a table
 * of zeros and factor 1, or a step of gradient descent on the rows that were used alone.
 *
 * @remarks
 * Numerics: the rows of one index are summed in float64 in their order; a number of the table is rounded once
 * Cost:     O(N log N + N·columns) for N indices, whatever the table's length
 * @throws as {@link gatherRows}; the table is then as it was
 */
export function scatterAddRows(
  rows: Float32Array,
  indices: Int32Array,
  columns: number,
  table: Float32Array,
  factor = 1,
): void {
  check('scatterAddRows', table, indices, columns, rows);
  const { targets, starts, order } = grouped(indices);
  const lists = [targets, starts, order].map(words);
  borrow('scatterAddRows', [rows, ...lists], [table], (rows, ...addresses) => {
    const [targetsAt, startsAt, orderAt, tableAt] = addresses;
    const args = [rows, columns, targetsAt, startsAt, orderAt, tableAt, factor];
    parallel('scatterAddRows', targets.length, rowsInChunk(columns), ...args);
  });
}

/** A kernel would read and write whatever lies elsewhere in the memory. */
function check(
  where: string,
  table: Float32Array,
  indices: Int32Array,
  columns: number,
  rows: Float32Array,
): void {
  if (rows.length !== indices.length * columns) {
    throw new ShapeError(
      `${where}: ${indices.length} rows of ${columns} numbers are expected, got ${rows.length} numbers`,
    );
  }
  for (let i = 0; i < indices.length; i++) {
    if (indices[i] >= 0 && (indices[i] + 1) * columns <= table.length) continue;
    throw new LabelError(
      `${where}: indices[${i}] is ${indices[i]}, expected an integer of 0 … ${table.length / columns - 1}`,
    );
  }
}

/** The positions of each index together, in their order: of group g they are order[starts[g]] … order[starts[g + 1] − 1]. */
function grouped(indices: Int32Array): { targets: Int32Array; starts: Int32Array; order: Int32Array } {
  const { length } = indices;
  // Index and position as one number, which a float64 holds exactly: sorting those needs no comparison function.
  const keys = Float64Array.from(indices, (index, i) => index * length + i).sort();
  const order = new Int32Array(length);
  const targets: number[] = [];
  const starts: number[] = [];
  keys.forEach((key, j) => {
    const index = Math.floor(key / length);
    order[j] = key - index * length;
    if (index === targets[targets.length - 1]) return;
    targets.push(index);
    starts.push(j);
  });
  return { targets: Int32Array.from(targets), starts: Int32Array.from([...starts, length]), order };
}

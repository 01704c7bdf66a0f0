import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { gatherRows, scatterAddRows } from './gather';

const random = rng('gather');
const normals = (length: number): Float32Array =>
  Float32Array.from({ length: length + 1 }, () => random.normal()).subarray(1);

describe('gatherRows and scatterAddRows', () => {
  for (const [count, columns, table] of [
    [0, 4, 3],
    [1, 1, 1],
    [5, 3, 2],
    [300, 17, 9],
    [2000, 64, 500],
    [40_000, 5, 70_000],
  ]) {
    it(`have the bits of the plain loops on any number of threads: ${count} of ${table} rows of ${columns}`, () => {
      // Some indices come often, as words do.
      const indices = Int32Array.from({ length: count }, () =>
        Math.floor(table * random.uniform() * random.uniform() * random.uniform()),
      );
      const [weights, rows] = [normals(table * columns), normals(count * columns)];
      const gathered = Float32Array.from(
        { length: count * columns },
        (_, j) => weights[indices[Math.floor(j / columns)] * columns + (j % columns)],
      );
      const sums = new Float64Array(table * columns);
      rows.forEach((value, j) => (sums[indices[Math.floor(j / columns)] * columns + (j % columns)] += value));
      const scattered = weights.map((value, j) => value - 0.1 * sums[j]);
      onThreads(() => {
        const to = new Float32Array(count * columns);
        gatherRows(weights, indices, columns, to);
        assert.deepEqual(to, gathered);
        const updated = weights.slice();
        scatterAddRows(rows, indices, columns, updated, -0.1);
        assert.deepEqual(updated, scattered);
      });
    });
  }

  it('refuse an index that is no row of the table, and another number of rows', () => {
    const [table, rows] = [new Float32Array(12), new Float32Array(8).fill(1)];
    for (const call of [
      (indices: Int32Array) => gatherRows(table, indices, 4, rows),
      (indices: Int32Array) => scatterAddRows(rows, indices, 4, table),
    ]) {
      for (const wrong of [3, -1]) {
        assert.throws(() => call(Int32Array.of(2, wrong)), {
          name: 'LabelError',
          message: new RegExp(`indices\\[1\\] is ${wrong}, expected an integer of 0 … 2`),
        });
      }
      assert.throws(() => call(Int32Array.of(0, 1, 2)), { name: 'ShapeError', message: /3 rows of 4.*8/ });
    }
    assert.deepEqual(table, new Float32Array(12));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesOf } from '../../scripts/conformance/changes';
import { readInputs, readVectors, type Vector, type VectorFile } from './vectors';

const before = readVectors('tf');
const inputs = readInputs();

/** The changes when case 0 is replaced by what `edit` makes of it. */
const after = (
  edit: (vector: Vector) => Vector[],
  versions = before.versions,
): ReturnType<typeof changesOf> => {
  const now: VectorFile = {
    ...before,
    versions,
    cases: [...edit(before.cases[0]), ...before.cases.slice(1)],
  };
  return changesOf(before, now, inputs);
};
const moved = (vector: Vector, by: number): Vector => ({
  ...vector,
  gradient: vector.gradient.map((g, n) => (n === 0 ? g + by : g)),
});
const all = before.cases.length;

describe('npm run conformance', () => {
  it('finds the same vectors the same', () => {
    assert.deepEqual(
      after((vector) => [vector]),
      { same: all, lastDigits: [], others: [], versions: [] },
    );
  });

  it('tells last digits from changes', () => {
    const digits = after((vector) => [moved(vector, 2e-16)]);
    assert.deepEqual([digits.same, digits.lastDigits.length, digits.others], [all - 1, 1, []]);
    for (const by of [1e-12, NaN, Infinity]) {
      const { same, lastDigits, others } = after((vector) => [moved(vector, by)]);
      assert.deepEqual([same, lastDigits.length, others.length], [all - 1, 0, 1]);
      assert.match(others[0], /float64: gradient\[0\] is .*, was /);
    }
  });

  it('names cases that are gone or new, and versions', () => {
    assert.match(after(() => []).others.join(), /^gone: sparse_softmax_cross_entropy/);
    const copy = after((vector) => [vector, { ...vector, call: 'other' }]);
    assert.match(copy.others.join(), /^new: other\(/);
    const { versions } = after((vector) => [vector], { tensorflow: '3.0' });
    assert.deepEqual(versions, ['tensorflow 3.0, committed with 2.21.0']);
  });
});

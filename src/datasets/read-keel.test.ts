import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readKeel } from './read-keel';

const read = (columns: readonly string[], ...lines: string[]) =>
  readKeel('t.dat', new TextEncoder().encode(`${lines.join('\n')}\n`), columns);

describe('readKeel', () => {
  it('reads numbers and classes, whatever the spaces', () => {
    const { features, labels, featureNames } = read(['a', 'b'], '0.5, -1e-2, negative', '3,.4,positive');
    assert.deepEqual([features.shape, [...features.data]], [[2, 2], [0.5, -0.01, 3, 0.4]]); // prettier-ignore
    assert.deepEqual([[...labels], featureNames], [[0, 1], ['a', 'b']]); // prettier-ignore
  });

  it('makes three columns of the sex', () => {
    const { features, featureNames } = read(['sex', 'a'], 'I, 2, negative', 'M, 3, positive');
    assert.deepEqual([...features.data], [0, 0, 1, 2, 1, 0, 0, 3]);
    assert.deepEqual(featureNames, ['sex M', 'sex F', 'sex I', 'a']);
  });

  for (const line of ['1, negative', '1, 2, 3, negative', '1, ?, negative', '1, , negative', '1, 2, rare']) {
    it(`names the line '${line}'`, () => {
      assert.throws(() => read(['a', 'b'], '1, 2, negative', line), {
        name: 'DatasetError',
        message: `t.dat: line 2 should have 2 numbers and negative or positive, got '${line}'`,
      });
    });
  }
});

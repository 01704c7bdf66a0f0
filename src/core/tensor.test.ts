import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShapeError } from './errors';
import { tensor } from './tensor';

describe('tensor', () => {
  it('flattens nested numbers row by row into float64', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    assert.deepEqual(x, { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], dtype: 'float64' });
  });

  it('takes a typed array as it is, without a copy', () => {
    const data = new Float32Array(6);
    const x = tensor(data, { shape: [2, 3] });
    assert.equal(x.data, data);
    assert.equal(x.dtype, 'float32');
  });

  it('names both sizes when the shape does not fit, and the place where the nesting is ragged', () => {
    assert.throws(() => tensor([1, 2, 3], { shape: [2, 2] }), {
      name: 'ShapeError',
      message: /\[2, 2\].*4.*3/,
    });
    assert.throws(() => tensor([[1, 2], [3]]), {
      name: 'ShapeError',
      message: /values\[1\] has 1.*expected 2/,
    });
    assert.throws(() => tensor([[1, 2], 3]), ShapeError);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asTensor, convert, tensor, zeros } from '.';

describe('convert', () => {
  it('rounds to the nearest float32, and widens exactly', () => {
    const narrow = convert(tensor([[0.1, 2]]), 'float32');
    assert.deepEqual(narrow, tensor(Float32Array.of(0.1, 2), { shape: [1, 2] }));
    assert.deepEqual(convert(narrow, 'float64').data, Float64Array.of(Math.fround(0.1), 2));
    assert.equal(convert([[1, 2]], 'float32').dtype, 'float32');
  });

  it('returns what has the dtype already, not a copy', () => {
    for (const x of [zeros([2]), zeros([2], { dtype: 'float32' })]) assert.equal(convert(x, x.dtype), x);
  });

  it('names what it refuses', () => {
    assert.throws(() => convert([1], 'f32' as never), {
      name: 'OptionError',
      message: /convert: dtype .*got 'f32'/,
    });
    assert.throws(() => convert([1], undefined as never), { name: 'OptionError', message: /got undefined/ });
    assert.throws(() => convert('1' as never, 'float32'), {
      name: 'ShapeError',
      message: /convert: x should be/,
    });
  });
});

describe('asTensor', () => {
  it('takes the dtype of another tensor, and states the rule where it refuses', () => {
    const like = zeros([1], { dtype: 'float32' });
    assert.equal(asTensor('f', 'x', [1], like).dtype, 'float32');
    assert.equal(asTensor('f', 'x', [1], [2]).dtype, 'float64');
    assert.equal(asTensor('f', 'x', like, zeros([1])), like);
    assert.throws(() => asTensor('f', 'x', null as never), {
      name: 'ShapeError',
      message: 'f: x should be a tensor, or (nested) arrays of numbers; got null',
    });
  });
});

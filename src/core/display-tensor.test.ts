import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jupyterDisplay } from './display';
import { displayTensor } from './display-tensor';
import { formatFloat32, formatNumber, shortestFloat32 } from './format-number';
import { rng } from './random';
import { tensor, type Tensor } from './tensor';

const textOf = (x: Tensor): string => String(displayTensor(x)[jupyterDisplay]()['text/plain']);
const counting = (...shape: number[]): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(Float64Array.from({ length: size }, (_, i) => i), { shape }); // prettier-ignore
};

describe('displayTensor', () => {
  it('nests the numbers, right-aligned, below dtype and shape', () => {
    assert.equal(textOf(tensor([[0.123456, 2, -3], [1e-9, NaN, -Infinity]])), // prettier-ignore
      'float64 [2, 3]\n[[0.1235,      2,     −3],\n [  1e-9,    NaN,     −∞]]'); // prettier-ignore
    assert.equal(
      textOf(counting(2, 2, 2)),
      'float64 [2, 2, 2]\n[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]',
    );
    assert.equal(textOf(tensor([5], { shape: [] })), 'float64 []\n5');
    assert.equal(textOf(counting(0, 3)), 'float64 [0, 3]\n[]');
  });

  it('leaves out the middle of every axis of a large tensor, as NumPy does, but not of a thousand numbers', () => {
    assert.equal(textOf(counting(1001)), 'float64 [1001]\n[   0,    1,    2, …,  998,  999, 1000]');
    assert.equal(textOf(counting(1000)).match(/\d+/g)?.length, 1002, 'all, float64 and the shape');
    const lines = textOf(counting(100, 100)).split('\n');
    assert.equal(lines.length, 8);
    assert.equal(lines[1], '[[   0,    1,    2, …,   97,   98,   99],');
    assert.equal(lines[4], ' …,');
    assert.equal(lines[7], ' [9900, 9901, 9902, …, 9997, 9998, 9999]]');
    assert.match(textOf(counting(4, 300)), /^ \[ 900, {2}901, {2}902, …, 1197, 1198, 1199\]\]$/m);
  });

  it('breaks long lines below the bracket', () => {
    const [, first, second] = textOf(counting(2, 40)).split('\n');
    assert.ok(first.length <= 76 && first.startsWith('[[ 0,  1'), first);
    assert.match(second, /^ {2}18, 19/);
  });

  it('shows float32 by the digits that it has, and tells different numbers apart', () => {
    assert.equal(textOf(tensor([0.1, 0.7], { dtype: 'float32' })), 'float32 [2]\n[0.1, 0.7]');
    const near = tensor([1, 1.0001, 1.0002], { dtype: 'float32' });
    assert.equal(textOf(near), 'float32 [3]\n[     1, 1.0001, 1.0002]');
  });

  it('is HTML too', () => {
    assert.equal(
      displayTensor(tensor([1, 2]))[jupyterDisplay]()['text/html'],
      '<div>float64 [2]</div><pre>[1, 2]</pre>',
    );
  });
});

describe('formatFloat32', () => {
  it('writes no digits that float32 does not have', () => {
    const x = Math.fround(0.1);
    assert.equal(formatNumber(x, 17), '0.10000000149011612');
    assert.equal(formatFloat32(x, 17), '0.1');
    assert.equal(formatFloat32(Math.fround(1 / 3), 17), '0.33333334');
    assert.equal(formatFloat32(Math.fround(1 / 3)), '0.3333');
    assert.deepEqual([NaN, Infinity, 0, 16_777_216].map((v) => formatFloat32(v, 17)), ['NaN', '∞', '0', '16777216']); // prettier-ignore
  });

  it('finds a decimal that is the same float32, and none with fewer digits is', () => {
    const random = rng('float32');
    for (let i = 0; i < 2000; i++) {
      const value = Math.fround(
        (random.uniform() - 0.5) * Number(`1e${Math.floor(80 * random.uniform()) - 40}`),
      );
      const [decimal, digits] = shortestFloat32(value);
      assert.equal(Math.fround(decimal), value, `seed 'float32', ${value}`);
      if (digits > 1) assert.notEqual(Math.fround(Number(value.toPrecision(digits - 1))), value);
    }
  });
});

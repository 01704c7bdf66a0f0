import { runInNewContext } from 'node:vm';
import { losses, tensor, wasm, zeros } from '../../../src';
import type { Tensor } from '../../../src/core';
import type { Fault } from '../fault';
import { classes, digits, equal, refusals } from './support';

const foreign = <T>(code: string): T => runInNewContext(code) as T;
class Subclass extends Float32Array {}

export const tensors: Fault[] = [
  ...refusals('tensor', (values) => tensor(values), [
    // eslint-disable-next-line no-sparse-arrays
    [[1, , 3], /values\[1\] should be a number, got undefined/],
    // eslint-disable-next-line no-sparse-arrays
    [[[1, 2], , [3, 4]], /values\[1\] should be an array, got undefined/],
    [[[1, '2']], /values\[0\]\[1\] should be a number, got '2'/],
    [[1n], /values\[0\] should be a number, got 1n/],
    [BigInt64Array.of(1n), /^ShapeError: tensor: .*BigInt64Array/],
    [new DataView(new ArrayBuffer(8)), /^ShapeError: tensor: .*DataView/],
    [null, /^ShapeError: tensor: .*null/],
    [5, /^ShapeError: tensor: .*got 5/],
    ['12', /^ShapeError: tensor: .*got '12'/],
  ]),
  ...refusals('tensor of six numbers with the shape', (shape) => tensor([1, 2, 3, 4, 5, 6], { shape }), [
    [[2, '3'], /^ShapeError: .*got \[2, '3'\]/],
    [[NaN], /^ShapeError: .*got \[NaN\]/],
    [[1e10], /^ShapeError: .*the most is 2³¹/],
    // eslint-disable-next-line no-sparse-arrays
    [[2, , 3], /^ShapeError: .*got \[2, undefined, 3\]/],
    [[-2, -3], /^ShapeError: .*got \[-2, -3\]/],
    ['23', /^ShapeError: .*got '23'/],
    [null, /^ShapeError: .*got null/],
  ]),
  equal('a shape of −0', () => Object.is(tensor([], { shape: [-0] }).shape[0], 0), true),
  ...refusals('tensor with the options', (options) => tensor([1], options), [
    [{ dtype: 'int32' }, /^OptionError: tensor: dtype .*'float32', 'float64', got 'int32'/],
    [{ dtyp: 'float32' }, /^OptionError: tensor: unknown option 'dtyp' \(did you mean 'dtype'\?\)/],
    [null, /^OptionError: tensor: options .*got null/],
    [[1], /^OptionError: tensor: options .* like { shape: \[1\] }/],
    [new Map(), /^OptionError: tensor: options .*got Map/],
  ]),
  ...refusals('zeros of the dtype', (dtype) => zeros([2], { dtype }), [
    ['f32', /^OptionError: zeros: dtype .*got 'f32'/],
    [32, /^OptionError: zeros: dtype .*got 32/],
  ]),
  ...refusals('losses.softmaxCrossEntropy of', (x) => losses.softmaxCrossEntropy(x, [0]), [
    [{ data: new Float32Array(4), shape: [3, 5], dtype: 'float32' }, /data, shape and dtype do not fit/],
    [{ data: new Float32Array(2), shape: [1, 2], dtype: 'float64' }, /data, shape and dtype do not fit/],
    [undefined, /softmaxCrossEntropy: .*got undefined/],
  ]),
  equal(
    "another realm's numbers",
    () => tensor(foreign<Float32Array>('Float32Array.of(1, 2)')).dtype,
    'float32',
  ),
  equal('a subclass of Float32Array', () => tensor(Subclass.of(1, 2)).data.constructor.name, 'Float32Array'),
  equal(
    "another realm's tensor in a kernel",
    () => {
      const code =
        '({ data: Float32Array.from({ length: 1024 }, (_, i) => i % 7), shape: [64, 16], dtype: "float32" })';
      const ours = tensor(
        Array.from({ length: 1024 }, (_, i) => i % 7),
        { shape: [64, 16] },
      );
      const [loss, expected] = [foreign<Tensor>(code), ours].map((x) =>
        losses.softmaxCrossEntropy(x, classes()),
      );
      return digits(loss) === digits(expected);
    },
    true,
  ),
  {
    fault: "wasm.scope with another realm's promise",
    inject: () => wasm.scope(() => foreign('Promise.resolve(1)')),
    expected: /^OptionError: wasm.scope: body should not be async/,
  },
];

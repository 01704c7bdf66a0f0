import { losses, tensor, zeros } from '../../../src';
import type { Fault } from '../fault';
import { classes, equal, large, logits, refusals } from './support';

const row = (): Float32Array => new Float32Array(2048);
export const places: Fault[] = [
  ...(['float32', 'float64'] as const).map((dtype) =>
    equal(
      `out is the ${dtype} input`,
      () => {
        const x = large(dtype);
        const expected = losses.softmaxCrossEntropy.withGradient(large(dtype), classes()).gradient;
        losses.softmaxCrossEntropy.withGradient(x, classes(), { out: x });
        return x.data.every((value, i) => value === expected.data[i]);
      },
      true,
    ),
  ),
  {
    fault: 'out overlaps a part of the input',
    inject: () => {
      const all = row();
      const [x, out] = [0, 16].map((at) => tensor(all.subarray(at, at + 1024), { shape: [64, 16] }));
      return losses.softmaxCrossEntropy.withGradient(x, classes(), { out });
    },
    expected: /^OptionError: softmaxCrossEntropy: out overlaps a part of the input/,
  },
  {
    fault: 'out overlaps the weights',
    inject: () => {
      const out = tensor(row().subarray(0, 1024), { shape: [64, 16] });
      const weight = out.data.subarray(0, 16).fill(1);
      return losses.softmaxCrossEntropy.withGradient(large('float32'), classes(), { out, weight });
    },
    expected: /^OptionError: softmaxCrossEntropy: out overlaps weight/,
  },
  {
    fault: 'out overlaps the labels',
    inject: () => {
      const out = tensor(row().subarray(0, 1024), { shape: [64, 16] });
      const target = new Int32Array(out.data.buffer, out.data.byteOffset, 64);
      return losses.softmaxCrossEntropy.withGradient(large('float32'), target, { out });
    },
    expected: /^OptionError: softmaxCrossEntropy: out overlaps the target/,
  },
  ...refusals('out', (out) => losses.softmaxCrossEntropy.withGradient(logits, [0, 1, 0], { out }), [
    [zeros([3, 2], { dtype: 'float32' }), /^DTypeError: .*out is float32, but the input is float64/],
    [zeros([2, 3]), /^ShapeError: .*out has shape \[2, 3\]/],
    [[0, 0], /^ShapeError: .*out should be a tensor, got an array of 2/],
  ]),
];

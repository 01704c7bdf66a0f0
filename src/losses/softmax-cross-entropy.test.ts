import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor, type Tensor } from '../core';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { nllLoss } from './nll-loss';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-14): void =>
  assert.ok(Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)), `got ${got}, expected ${want}`);
const { withGradient } = softmaxCrossEntropy;
const gradientOf = (...call: Parameters<typeof withGradient>): number[] => [
  ...withGradient(...call).gradient.data,
];

describe('softmaxCrossEntropy', () => {
  it('gives what one works out by hand: −log ½ where two classes are equal', () => {
    const { loss, gradient } = withGradient(tensor([[0, 0]]), [1]);
    close(loss, Math.LN2);
    assert.deepEqual([...gradient.data], [0.5, -0.5]);
  });

  it('gives the values that other libraries document', () => {
    // torch.nn.functional.cross_entropy([[1., 2., 3.]], [2]) → 0.4076
    close(softmaxCrossEntropy(tensor([[1, 2, 3]]), [2]), 0.4076, 1e-4);
    // Keras, CategoricalCrossentropy: probabilities [[.05, .95, 0], [.1, .8, .1]], labels 1 and 2 → 1.177;
    // with sample weights [.3, .7] the sum 1.628 over N = 2, which Keras divides by → 0.814
    const logits = tensor(
      [
        [0.05, 0.95, 0],
        [0.1, 0.8, 0.1],
      ].map((row) => row.map(Math.log)),
    );
    close(softmaxCrossEntropy(logits, [1, 2]), 1.177, 5e-4);
    const sampleWeight = [0.3, 0.7];
    close(softmaxCrossEntropy(logits, [1, 2], { sampleWeight, normalizer: 2 }), 0.814, 1e-3);
  });

  it('is binary cross-entropy of z₁ − z₀ for two classes', () => {
    for (const [a, b, y] of [
      [0.3, -2, 0],
      [5, 1.5, 1],
      [-40, 10, 0],
    ]) {
      close(softmaxCrossEntropy(tensor([[a, b]]), [y]), binaryCrossEntropy(tensor([b - a]), [y]));
    }
  });

  it('is nllLoss of the log-softmax', () => {
    const logits = tensor([[1, -2, 0.5]]);
    const logSum = Math.log(Math.exp(1) + Math.exp(-2) + Math.exp(0.5));
    const logProbabilities = tensor([[1 - logSum, -2 - logSum, 0.5 - logSum]]);
    close(softmaxCrossEntropy(logits, [1]), nllLoss(logProbabilities, [1]));
  });

  it('is, fully smoothed, the cross-entropy against the uniform distribution', () => {
    const logits = tensor([[1, -2, 0.5]]);
    const uniform = tensor([[1 / 3, 1 / 3, 1 / 3]]);
    close(softmaxCrossEntropy(logits, [0], { labelSmoothing: 1 }), softmaxCrossEntropy(logits, uniform));
  });

  it('has its minimum, the entropy, where the softmax is the target, with a gradient of 0', () => {
    const { loss, gradient } = withGradient(tensor([[0, Math.log(3)]]), tensor([[0.25, 0.75]]));
    close(loss, 0.25 * Math.log(4) + 0.75 * Math.log(4 / 3));
    gradient.data.forEach((g) => close(g, 0));
  });

  it('has the gradient 0 for a single class, and no loss', () => {
    assert.deepEqual(withGradient(tensor([[7]]), [0]), { loss: 0, gradient: tensor([[0]]) });
  });

  it('stays exact at ±10⁴', () => {
    const { loss, gradient } = withGradient(tensor([[1e4, -1e4]]), [1]);
    assert.equal(loss, 2e4);
    assert.deepEqual([...gradient.data], [1, -1]);
    assert.equal(softmaxCrossEntropy(tensor([[1e4, -1e4]]), [0]), 0);
  });

  it('gives a masked class (−∞) no probability and no gradient, and an aimed-at one an infinite loss', () => {
    assert.deepEqual(gradientOf(tensor([[0, -Infinity, 0]]), [0]), [-0.5, 0, 0.5]);
    assert.deepEqual(gradientOf(tensor([[0, -Infinity, 0]]), tensor([[1, 0, 0]])), [-0.5, 0, 0.5]);
    const { loss, gradient } = withGradient(tensor([[0, -Infinity, 0]]), [1]);
    assert.equal(loss, Infinity);
    assert.deepEqual([...gradient.data], [0.5, -1, 0.5]);
    const smoothed = withGradient(tensor([[0, -Infinity]]), [0], { labelSmoothing: 0.5 });
    assert.equal(smoothed.loss, Infinity);
    assert.deepEqual([...smoothed.gradient.data], [0.25, -0.25]);
    assert.equal(softmaxCrossEntropy(tensor([[0, -Infinity]]), [0], { softcap: 5 }), 0);
    assert.equal(softmaxCrossEntropy(tensor([[0, -Infinity]]), [1], { weight: [1, 0], reduction: 'sum' }), 0);
  });

  it('turns NaN or +∞ anywhere in a row into NaN everywhere in that row, and in no other', () => {
    for (const bad of [NaN, Infinity])
      for (let k = 0; k < 3; k++)
        for (const y of [0, 1, 2]) {
          const row = [1, 2, -Infinity];
          row[k] = bad;
          const result = withGradient(tensor([row, [1, 2, 3]]), [y, 0], { reduction: 'none' });
          assert.ok(Number.isNaN(result.loss.data[0]) && Number.isFinite(result.loss.data[1]));
          assert.ok(result.gradient.data.slice(0, 3).every(Number.isNaN), `${row} ${y}`);
          assert.ok(result.gradient.data.slice(3).every(Number.isFinite));
        }
    const single = withGradient(tensor([[Infinity]]), [0]);
    assert.ok(Number.isNaN(single.loss) && Number.isNaN(single.gradient.data[0]));
  });

  it('throws for a row of only −∞ and names it, unless the row is ignored', () => {
    const logits = tensor([
      [0, 0],
      [-Infinity, -Infinity],
    ]);
    assert.throws(() => softmaxCrossEntropy(logits, [0, 1]), { name: 'DomainError', message: /row 1 / });
    close(softmaxCrossEntropy(logits, [0, -100]), Math.LN2);
    close(softmaxCrossEntropy(logits, [0, 0], { sampleWeight: [1, 0] }), Math.LN2);
  });

  it('does not drop the ignored class from the denominator of other rows', () => {
    const logits = tensor([
      [0, 0, 0],
      [1, 2, 3],
    ]);
    close(softmaxCrossEntropy(logits, [0, 2], { ignoreIndex: 2 }), Math.log(3));
  });

  it('ignores rows of probabilities that are the one-hot encoding of ignoreIndex', () => {
    const logits = tensor([
      [0, 0],
      [3, 1],
    ]);
    close(
      softmaxCrossEntropy(
        logits,
        tensor([
          [0, 1],
          [0, 0],
        ]),
      ),
      Math.LN2,
    );
    close(
      softmaxCrossEntropy(
        logits,
        tensor([
          [0, 1],
          [1, 0],
        ]),
        { ignoreIndex: 0 },
      ),
      Math.LN2,
    );
    assert.throws(
      () =>
        softmaxCrossEntropy(
          logits,
          tensor([
            [0, 1],
            [0, 0],
          ]),
          { ignoreIndex: 0 },
        ),
      {
        name: 'LabelError',
        message: /row 1 should sum to 1, got 0/,
      },
    );
  });

  it('is NaN with a zero gradient when every row is ignored or there is none, or 0 on request', () => {
    const logits = tensor([[1, 2]]);
    assert.deepEqual(withGradient(logits, [-100]), { loss: NaN, gradient: tensor([[0, 0]]) });
    assert.equal(softmaxCrossEntropy(logits, [-100], { onEmpty: 'zero' }), 0);
    assert.equal(softmaxCrossEntropy(logits, [-100], { reduction: 'sum' }), 0);
    assert.equal(softmaxCrossEntropy(logits, [-100], { normalizer: 4 }), 0);
    const none = tensor(new Float64Array(0), { shape: [0, 3] });
    assert.deepEqual(withGradient(none, []), { loss: NaN, gradient: none });
    assert.deepEqual([...softmaxCrossEntropy(none, [], { reduction: 'none' }).data], []);
  });

  it('states the z-loss by itself, inside the loss, only when asked for', () => {
    const logits = tensor([
      [0, 0],
      [1, 1],
    ]);
    const plain = withGradient(logits, [0, 1]);
    const { loss, zLoss } = withGradient(logits, [0, 1], { zLoss: 0.5 });
    close(zLoss as number, (0.5 * (Math.LN2 ** 2 + (1 + Math.LN2) ** 2)) / 2);
    close(loss, plain.loss + (zLoss as number));
    assert.ok(!('zLoss' in plain));
    const rows = withGradient(logits, [0, -100], { zLoss: 0.5, reduction: 'none' });
    close((rows.zLoss as Tensor).data[0], 0.5 * Math.LN2 ** 2);
    assert.equal((rows.zLoss as Tensor).data[1], 0);
  });

  it('caps the logits softly: near the cap the gradient fades, far below it nothing changes', () => {
    close(softmaxCrossEntropy(tensor([[1000, -1000]]), [1], { softcap: 5 }), 10, 1e-4);
    const capped = withGradient(tensor([[100, 0]]), [1], { softcap: 5 }).gradient.data;
    close(capped[0], (1 / (1 + Math.exp(-5))) * 4 * Math.exp(-40), 1e-15 * Math.exp(-40));
    close(
      softmaxCrossEntropy(tensor([[1, 2]]), [0], { softcap: 1e9 }),
      softmaxCrossEntropy(tensor([[1, 2]]), [0]),
    );
  });

  it('lets the parts of a batch add up to the whole when they share its normalizer', () => {
    const [z, y] = [
      [
        [1, 2],
        [0, 3],
        [5, 4],
      ],
      [0, 1, -100],
    ];
    const parts = [0, 1, 2].map((i) => softmaxCrossEntropy(tensor([z[i]]), [y[i]], { normalizer: 2 }));
    close(parts[0] + parts[1] + parts[2], softmaxCrossEntropy(tensor(z), y));
  });

  it('takes labels as an array, any typed array or a tensor', () => {
    const logits = tensor([
      [1, 2],
      [0, 3],
    ]);
    const want = softmaxCrossEntropy(logits, [1, 0]);
    for (const type of [Uint8Array, Int8Array, Int16Array, Int32Array, Uint32Array, Float32Array]) {
      assert.equal(softmaxCrossEntropy(logits, type.from([1, 0])), want);
    }
    assert.equal(softmaxCrossEntropy(logits, tensor([1, 0])), want);
  });

  it('names what is wrong with its input, and where', () => {
    const logits = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    const loss = softmaxCrossEntropy;
    fails(() => loss(logits, [0, 3]), 'LabelError', /labels\[1\] is 3, expected an integer of 0 … 2.*-100/);
    fails(() => loss(logits, [1.5, 0]), 'LabelError', /labels\[0\] is 1\.5/);
    fails(() => loss(logits, [0, -1]), 'LabelError', /labels\[1\] is -1/);
    fails(() => loss(logits, [NaN, 0]), 'LabelError', /labels\[0\] is NaN/);
    fails(() => loss(logits, [0]), 'ShapeError', /\[2, 3\].*\[1\]/);
    fails(() => loss(logits, tensor([[1, 0]])), 'ShapeError', /\[1, 2\].*\[2, 3\]/);
    fails(() => loss(logits, tensor([0, 1, 2])), 'ShapeError', /\[2, 3\].*labels have \[3\]/);
    fails(() => loss(logits, tensor([0, 0.5])), 'LabelError', /labels\[1\] is 0\.5/);
    fails(() => loss(tensor([1, 2, 3]), [0]), 'ShapeError', /\[N, K\], got \[3\]/);
    fails(() => loss(tensor(new Float64Array(0), { shape: [2, 0] }), [0, 0]), 'ShapeError', /one class/);
    fails(() => loss([[1, 2], [3]], [0, 0]), 'ShapeError', /softmaxCrossEntropy: ragged.* input\[1\] has 1 /);
    fails(() => loss(3 as never, [0]), 'ShapeError', /input should be a tensor, or .* numbers; got 3/);
    fails(() => loss(logits, 'ab' as never), 'ShapeError', /target should be class indices: .* got 'ab'/);
    fails(
      () =>
        loss(
          logits,
          tensor([
            [1, 0, 0],
            [0.5, 0.2, 0],
          ]),
        ),
      'LabelError',
      /row 1 should sum to 1, got 0\.7/,
    );
    fails(
      () =>
        loss(
          logits,
          tensor([
            [1, 0, 0],
            [2, -1, 0],
          ]),
        ),
      'LabelError',
      /target\[1, 0\] is 2/,
    );
    fails(
      () =>
        loss(
          logits,
          tensor([
            [NaN, 0, 0],
            [1, 0, 0],
          ]),
        ),
      'LabelError',
      /target\[0, 0\] is NaN/,
    );
    fails(
      () => loss(logits, tensor(new Float32Array(6), { shape: [2, 3] })),
      'DTypeError',
      /target is float32, but the input is float64; .*convert\(target, 'float64'\)/,
    );
    fails(
      () => loss(logits, [0, 1], { weight: [1, 2] }),
      'ShapeError',
      /weight has shape \[2\], expected \[3\]/,
    );
    fails(() => loss(logits, [0, 1], { weight: [1, -2, 1] }), 'OptionError', /weight\[1\] is -2/);
    fails(() => loss(logits, [0, 1], { sampleWeight: [1, NaN] }), 'OptionError', /sampleWeight\[1\] is NaN/);
    fails(() => loss(logits, [0, 1], { labelSmoothing: 1.1 }), 'OptionError', /labelSmoothing.*1\.1/);
    fails(() => loss(logits, [0, 1], { zLoss: -1 }), 'OptionError', /zLoss.*-1/);
    fails(() => loss(logits, [0, 1], { softcap: 0 }), 'OptionError', /softcap.*> 0, got 0/);
    fails(() => loss(logits, [0, 1], { ignoreIndex: 0.5 }), 'OptionError', /ignoreIndex.*0\.5/);
  });
});

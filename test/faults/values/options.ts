import { datasets, losses, math, metrics, nn, optim, rng, tensor, torch, train } from '../../../src';
import type { Fault } from '../fault';
import { classes, digits, equal, large, logits, refusals } from './support';

const weighted = (weight: number): number =>
  losses.softmaxCrossEntropy(large('float32'), classes(), {
    weight: Array.from({ length: 16 }, () => weight),
  });
export const options: Fault[] = [
  ...[1e-320, 1e-50, 1e-10, 1e40, 1e300].map((weight) =>
    equal(
      `the mean of float32 losses weighted by ${weight}`,
      () => digits(weighted(weight)) === digits(weighted(1)),
      true,
    ),
  ),
  equal(
    'the mean of float32 losses of rows weighted by 1e-30 for classes weighted by 1e-30',
    () => {
      const few = {
        weight: Array.from({ length: 16 }, () => 1e-30),
        sampleWeight: Array.from({ length: 64 }, () => 1e-30),
      };
      return digits(losses.softmaxCrossEntropy(large('float32'), classes(), few)) === digits(weighted(1));
    },
    true,
  ),
  equal(
    'the gradient of float32 losses with a normalizer of 1e30',
    () => {
      const first = (normalizer: number): number =>
        losses.softmaxCrossEntropy.withGradient(large('float32'), classes(), { normalizer }).gradient.data[1];
      return digits(first(1e30) * 1e30) === digits(first(1));
    },
    true,
  ),
  ...[1e-50, 1e40].map((posWeight) =>
    equal(
      `the binary loss of float32 positives with posWeight ${posWeight}`,
      () => {
        const ones = tensor(new Float32Array(1024).fill(1), { shape: [64, 16] });
        const loss = (w: number): number =>
          losses.binaryCrossEntropy(large('float32'), ones, { posWeight: w });
        return digits(loss(posWeight) / posWeight) === digits(loss(1));
      },
      true,
    ),
  ),
  ...refusals('weight', (weight) => losses.softmaxCrossEntropy(logits, [0, 1, 0], { weight }), [
    // eslint-disable-next-line no-sparse-arrays
    [[, 1], /weight\[0\] .*got undefined/],
    [['1', 1], /weight\[0\] .*got '1'/],
    [[NaN, 1], /weight\[0\] is NaN/],
    [BigInt64Array.of(1n, 1n), /weight .*got BigInt64Array/],
    [new DataView(new ArrayBuffer(2)), /weight .*got DataView/],
    [null, /weight .*got null/],
  ]),
  ...refusals(
    'losses.softmaxCrossEntropy with',
    (given) => losses.softmaxCrossEntropy(logits, [0, 1, 0], given),
    [
      [{ labelSmooting: 0.1 }, /unknown option 'labelSmooting' \(did you mean 'labelSmoothing'\?\)/],
      [{ label_smoothing: 0.1 }, /\(did you mean 'labelSmoothing'\?\)/],
      [{ labelSmoothing: NaN }, /labelSmoothing .*got NaN/],
      [{ labelSmoothing: '0.1' }, /labelSmoothing .*got '0.1'/],
      [{ reduction: 'average' }, /reduction .*'mean', 'sum', 'none', got 'average'/],
      [{ reduction: null }, /reduction .*got null/],
      [null, /options .*got null/],
      [Promise.resolve({}), /options .*got Promise/],
    ],
  ),
  ...refusals('math.softmax with', (given) => math.softmax([1, 2], given), [
    [{ temperature: '2' }, /temperature .*got '2'/],
    [{ temprature: 2 }, /\(did you mean 'temperature'\?\)/],
    [{ mask: ['false', true] }, /mask\[0\] .*got 'false'/],
  ]),
  ...refusals('metrics.topKAccuracy with k', (k) => metrics.topKAccuracy(logits, [0, 1, 0], k), [
    [1.5, /k should be an integer of 1 … 2 .*got 1.5/],
    ['1', /k should .*got '1'/],
  ]),
  ...refusals('rng of the seed', (seed) => rng(seed), [
    [2 ** 53 + 1, /^OptionError: rng: seed .*got 9007199254740992/],
    [NaN, /^OptionError: rng: seed .*got NaN/],
    [7n, /^OptionError: rng: seed .*got 7n/],
  ]),
  equal("the seeds '7' and 7", () => rng('7').uniform() === rng(7).uniform(), false),
  ...refusals('train.predict in batches of', (batchSize) => train.predict(nn.relu(), logits, { batchSize }), [
    [0.5, /batchSize .*got 0.5/],
    ['32', /batchSize .*got '32'/],
  ]),
  ...refusals('nn.linear with', (given) => nn.linear(2, 3, given), [
    [{ rng: rng(1), bias: 'false' }, /bias should be true or false, got 'false'/],
    [{ rng: 1 }, /seeded rng/],
    [{ initialiser: nn.initializers.zeros }, /\(did you mean 'initializer'\?\)/],
  ]),
  ...refusals('without what it needs', (call: () => unknown) => call(), [
    [() => optim.sgd(null as never), /^OptionError: sgd: options .*got null/],
    [() => optim.newton(null as never, [0]), /^OptionError: newton: the problem .*got null/],
    [() => train.fingerprint(null as never), /^OptionError: fingerprint: the model .*got null/],
    [() => nn.relu().forward(null as never), /^ShapeError: relu: x .*got null/],
    [() => torch.optim.SGD(null as never), /^OptionError: SGD: expected model.parameters\(\), got null/],
    [
      () => datasets.split(null as never, { rng: rng(1) }),
      /^OptionError: split: expected a table .*got null/,
    ],
    [
      () => losses.meanSquaredError(tensor([1]), ['0'] as never),
      /^ShapeError: .*target\[0\] should be a number, got '0'/,
    ],
    [() => math.exp(1n as never), /^ShapeError: exp: .*got 1n/],
  ]).map((fault, i) => ({ ...fault, fault: `null or a text in place of an argument, ${i + 1}` })),
];

import assert from 'node:assert/strict';
import type { Case } from './case';
import { casesOf } from './check';
import { flat, type DialectName } from './vectors';

const find = (dialect: DialectName, name: string): Case => {
  const found = casesOf(dialect).get(name);
  assert.ok(found, `there is no case '${name}' of ${dialect}`);
  return found;
};
const value = (dialect: DialectName, name: string, dtype = 'float64'): number[] =>
  flat(find(dialect, `${name} ${dtype}`).value);
const gradient = (dialect: DialectName, name: string): readonly number[] =>
  find(dialect, `${name} float64`).gradient;
const array = (input: string, name: string): number[] => [
  ...find('torch', `cross_entropy(${input}, labels) reduction=none float64`).array(name).data,
];
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const isClose = (a: number, b: number): void =>
  assert.ok(Math.abs(a - b) <= 1e-12 * (1 + Math.abs(b)), `${a}, ${b}`);
const hasNaN = (numbers: readonly number[]): boolean => numbers.some(Number.isNaN);
const labelsOf = (input: string): number[] =>
  find('torch', `cross_entropy(${input}, labels) reduction=none float64`).y as number[];

/** The rows of the README's table: what the vectors have to show for each. */
export const DISAGREEMENTS: Readonly<Record<string, () => void>> = {
  'mean of weighted rows': () => {
    const weights = array('normal', 'classWeights');
    const none = value('torch', 'cross_entropy(normal, labels) weight=classWeights reduction=none');
    const [mean] = value('torch', 'cross_entropy(normal, labels) weight=classWeights reduction=mean');
    isClose(mean, sum(none) / sum(labelsOf('normal').map((label) => weights[label])));
    const keras = (reduction: string): number[] =>
      value(
        'keras',
        `SparseCategoricalCrossentropy(normal, labels) sample_weight=rowWeights reduction=${reduction}`,
      );
    isClose(keras('sum_over_batch_size')[0], sum(keras('none')) / 4);
    isClose(keras('mean_with_sample_weight')[0], sum(keras('none')) / sum(array('normal', 'rowWeights')));
  },
  'mean of weighted probability targets': () => {
    const call = 'cross_entropy(normal, probabilities) weight=classWeights';
    isClose(value('torch', `${call} reduction=mean`)[0], sum(value('torch', `${call} reduction=none`)) / 4);
  },
  'smoothing with class weights': () => {
    const weights = array('normal', 'classWeights');
    const logP = value('torch', 'log_softmax(normal, direction)');
    const none = value(
      'torch',
      'cross_entropy(normal, labels) weight=classWeights label_smoothing=0.1 reduction=none',
    );
    labelsOf('normal').forEach((label, i) => {
      const row = logP
        .slice(5 * i, 5 * i + 5)
        .map((x, k) => -x * weights[k] * (0.02 + (k === label ? 0.9 : 0)));
      isClose(none[i], sum(row));
    });
  },
  'what smoothing spares': () => {
    const logP = value('torch', 'log_softmax(normal, direction)');
    const megatron = value(
      'megatron',
      'vocab_parallel_cross_entropy(normal, labels) label_smoothing=0.1 reduction=none',
    );
    const torch = value('torch', 'cross_entropy(normal, labels) label_smoothing=0.1 reduction=none');
    labelsOf('normal').forEach((label, i) => {
      const row = (own: number, other: number): number =>
        sum(logP.slice(5 * i, 5 * i + 5).map((x, k) => -x * (k === label ? own : other)));
      isClose(megatron[i], row(0.9, 0.1 / 4));
      isClose(torch[i], row(0.92, 0.02));
    });
  },
  'ignored rows in the mean': () => {
    for (const [dialect, call] of [
      ['torch', 'cross_entropy(normal, someIgnored)'],
      ['keras', 'SparseCategoricalCrossentropy(normal, someIgnored) ignore_class=-100'],
    ] as const) {
      const mean = dialect === 'torch' ? 'mean' : 'sum_over_batch_size';
      isClose(
        value(dialect, `${call} reduction=${mean}`)[0],
        sum(value(dialect, `${call} reduction=none`)) / 3,
      );
    }
  },
  'every row ignored': () => {
    const call = 'cross_entropy(normal, allIgnored) reduction=mean';
    assert.deepEqual([value('torch', call), sum(gradient('torch', call))], [[NaN], 0]);
    const keras =
      'SparseCategoricalCrossentropy(normal, allIgnored) ignore_class=-100 reduction=sum_over_batch_size';
    assert.deepEqual(value('keras', keras), [0]);
  },
  'weights that sum to 0': () => {
    const call = 'cross_entropy(one row, labels) weight=classWeightsWithZero reduction=mean';
    assert.ok(hasNaN(value('torch', call)) && hasNaN(gradient('torch', call)));
    const keras = 'sample_weight=rowWeightsWithZero reduction=mean_with_sample_weight';
    assert.deepEqual(value('keras', `SparseCategoricalCrossentropy(one row, labels) ${keras}`), [0]);
  },
  'probabilities that do not sum to 1': () => {
    const optax = gradient('optax', 'softmax_cross_entropy(normal, unnormalised) reduction=none');
    isClose(sum(optax.slice(0, 5)), 0); // of any function of differences of logits
    for (const [dialect, call] of [
      ['tf', 'softmax_cross_entropy_with_logits'],
      ['keras', 'CategoricalCrossentropy'],
    ] as const) {
      isClose(sum(gradient(dialect, `${call}(normal, unnormalised) reduction=none`).slice(0, 5)), 0.5);
    }
    isClose(sum(gradient('torch', 'cross_entropy(normal, unnormalised) reduction=mean').slice(0, 5)), 0);
  },
  'probability 0 of a class at −∞': () => {
    const call = '(masked, probabilities) reduction=none';
    assert.ok(hasNaN(value('torch', `cross_entropy${call}`)));
    assert.ok(hasNaN(value('tf', `softmax_cross_entropy_with_logits${call}`)));
    assert.ok(hasNaN(value('keras', `CategoricalCrossentropy${call}`)));
    assert.ok(hasNaN(value('optax', `softmax_cross_entropy${call}`)));
    assert.ok(value('optax', `safe_softmax_cross_entropy${call}`).every(Number.isFinite));
  },
  'smoothing over a class at −∞': () => {
    const options = '(masked, probabilities) label_smoothing=0.1 reduction=none';
    const all = [
      value('torch', `cross_entropy${options}`),
      value('keras', `CategoricalCrossentropy${options}`),
      value('optax', 'softmax_cross_entropy(masked, probabilities) smooth_labels=0.1 reduction=none'),
    ];
    for (const values of all) assert.deepEqual(values, [Infinity, Infinity, Infinity, Infinity]);
    isClose(gradient('torch', 'cross_entropy(masked, labels) label_smoothing=0.1 reduction=none')[1], -0.02);
  },
  'a row of only −∞': () => {
    assert.ok(Number.isNaN(value('torch', 'cross_entropy(no class, labels) reduction=none')[0]));
    assert.ok(Number.isNaN(value('jax', 'softmax(no class, direction)')[0]));
    assert.equal(value('jax', 'logsumexp(no class, direction)')[0], -Infinity);
  },
  'a label out of range': () => {
    const call = 'softmax_cross_entropy_with_integer_labels(normal, someIgnored) reduction=none';
    assert.ok(Number.isNaN(value('optax', call)[1]));
  },
  'a row of weight 0 with an infinite loss': () => {
    const keras = 'sample_weight=rowWeightsWithZero label_smoothing=0.1 reduction=none';
    assert.ok(Number.isNaN(value('keras', `CategoricalCrossentropy(masked, probabilities) ${keras}`)[0]));
    const megatron = 'label_smoothing=0.1 loss_mask=rowWeightsWithZero reduction=none';
    assert.ok(Number.isNaN(value('megatron', `vocab_parallel_cross_entropy(masked, labels) ${megatron}`)[0]));
  },
  'smoothing of a probability that underflows': () => {
    const call = '(scale 1e4, labels) label_smoothing=0.1 reduction=none';
    assert.ok(value('megatron', `vocab_parallel_cross_entropy${call}`).every((x) => x === Infinity));
    assert.ok(value('torch', `cross_entropy${call}`).every(Number.isFinite));
  },
  'binary loss of a logit −∞': () => {
    const call = '(masked, binary) reduction=none';
    assert.ok(hasNaN(value('torch', `binary_cross_entropy_with_logits${call}`)));
    assert.ok(hasNaN(value('tf', `sigmoid_cross_entropy_with_logits${call}`)));
  },
  'weighted binary gradient at a logit of 0': () => {
    const call = '(ties, binary) pos_weight=positiveWeights reduction=none';
    const [positive, negative] = [0, 1]; // of the first row, whose logits are 0
    assert.deepEqual(array('ties', 'binary').slice(0, 2), [1, 0]);
    const torch = gradient('torch', `binary_cross_entropy_with_logits${call}`);
    isClose(torch[positive], -array('ties', 'positiveWeights')[0] / 2);
    isClose(torch[negative], 0.5);
    const tf = gradient('tf', `weighted_cross_entropy_with_logits${call}`);
    assert.deepEqual([tf[positive], tf[negative]], [0, 1]);
  },
  'binary loss, summed': () => {
    const [torch] = value('torch', 'binary_cross_entropy_with_logits(normal, binary) reduction=sum');
    isClose(value('keras', 'BinaryCrossentropy(normal, binary) reduction=sum')[0], torch / 5);
  },
  'mean of kl_div': () => {
    const [sumOf, batchmean, mean] = ['sum', 'batchmean', 'mean'].map(
      (reduction) => value('torch', `log_softmax + kl_div(normal, probabilities) reduction=${reduction}`)[0],
    );
    isClose(batchmean, sumOf / 4);
    isClose(mean, sumOf / 20);
    assert.ok(
      hasNaN(value('torch', 'log_softmax + kl_div(normal, probabilities) log_target=true reduction=none')),
    );
  },
  'soft cap of a logit −∞': () => {
    assert.ok(
      value('jax', 'cross entropy with soft cap(masked label, labels) cap=2 reduction=none').every(
        Number.isFinite,
      ),
    );
  },
  'squared error and its half': () => {
    const [squared] = value('optax', 'squared_error(normal, soft) reduction=mean');
    isClose(value('optax', 'l2_loss(normal, soft) reduction=mean')[0], squared / 2);
    isClose(value('torch', 'mse_loss(normal, soft) reduction=mean')[0], squared);
  },
  'confident rows in float32': () => {
    const calls = [
      ['torch', 'cross_entropy(confident, labels) reduction=none'],
      ['tf', 'sparse_softmax_cross_entropy_with_logits(confident, labels) reduction=none'],
      ['optax', 'softmax_cross_entropy_with_integer_labels(confident, labels) reduction=none'],
      ['numpy', 'cross_entropy(confident, labels) reduction=none'],
    ] as const;
    for (const [dialect, call] of calls) {
      assert.equal(Math.abs(value(dialect, call, 'float32')[2]), 0);
      assert.ok(value(dialect, call)[2] > 0);
    }
  },
  'ties and a single class': () => {
    for (const [dialect, call] of [
      ['torch', 'softmax'],
      ['tf', 'softmax'],
      ['jax', 'softmax'],
      ['numpy', 'softmax'],
    ] as const) {
      assert.deepEqual(value(dialect, `${call}(ties, direction)`).slice(0, 5), Array(5).fill(0.2));
      assert.deepEqual(value(dialect, `${call}(one class, direction)`), [1, 1, 1]);
    }
    assert.ok(value('torch', 'cross_entropy(one class, labels) reduction=none').every((loss) => loss === 0));
  },
};

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstFailure, outputLayerContract } from '../../test/support/output-layer-contract';
import { sampledLossContract } from '../../test/support/sampled-loss-contract';
import { convert, rng, type DType, type Labels, type NamedTensors, type Tensor } from '../core';
import { hierarchicalSoftmax } from './hierarchical-softmax';
import type { OutputGradients, OutputLayer } from './output-layer';
import { sampledSoftmax } from './sampled-softmax';

/** Multiplies numbers in place. */
function scale({ data }: Tensor, factor: number): void {
  data.set(data.map((value) => value * factor));
}

interface Options {
  reduction?: string;
  normalizer?: number;
  ignoreIndex?: number;
}

type Result = OutputGradients<number | Tensor>;
type Change = (result: Result, options: Options, labels: ArrayLike<number>) => void;

const isMean = ({ reduction, normalizer }: Options): boolean =>
  reduction === undefined && normalizer === undefined;

function ofLoss(result: { loss: number | Tensor }, factor: number): void {
  if (typeof result.loss === 'number') result.loss *= factor;
  else scale(result.loss, factor);
}

const all = (gradients: NamedTensors, factor: number): void =>
  Object.values(gradients).forEach((gradient) => scale(gradient, factor));

/** Faults that the contract has to find in any output layer. */
const OF_LAYERS: Record<string, Change> = {
  'the sign of dInput flipped': ({ dInput }) => scale(dInput, -1),
  'gradients of parameters that lack a factor of 2': ({ gradients }) => all(gradients, 0.5),
  'gradients of the mean that are those of the sum': ({ dInput }, options, labels) =>
    isMean(options) && scale(dInput, labels.length),
  'a mean over ignored rows too': (result, options, labels) => {
    const counted = Array.from(labels).filter((y) => y !== (options.ignoreIndex ?? -100)).length;
    const factor = counted / labels.length;
    if (!isMean(options) || !(factor > 0)) return;
    ofLoss(result, factor);
    scale(result.dInput, factor);
    all(result.gradients, factor);
  },
  'a normalizer that is not heard': (result, { normalizer = 1 }) => {
    ofLoss(result, normalizer);
    scale(result.dInput, normalizer);
    all(result.gradients, normalizer);
  },
  'ignored rows that have a gradient': ({ dInput }, { ignoreIndex = -100 }, labels) => {
    const at = Array.from(labels).indexOf(ignoreIndex);
    if (at >= 0) dInput.data[at * dInput.shape[1]] = 1e-6;
  },
  'losses of the rows that are half': (result, { reduction }) => {
    if (reduction === 'none') ofLoss(result, 0.5);
  },
  'losses of the rows in another dtype': (result, { reduction }) => {
    if (reduction === 'none') result.loss = convert(result.loss as Tensor, 'float64');
  },
  'NaN taken for 0': (result) => {
    if (typeof result.loss !== 'number') result.loss.data.set(result.loss.data.map((l) => l || 0));
    else result.loss ||= 0;
  },
};

function made(dtype: DType): OutputLayer {
  return hierarchicalSoftmax(2, { tree: [[0, 1], [3, 2]], rng: rng(1), dtype }); // prettier-ignore
}

function changedLayer(layer: OutputLayer, change: Change): OutputLayer {
  const withGradient = (x: Tensor, labels: Labels, options: Options = {}): Result => {
    const result: Result = layer.withGradient(x, labels, options as { reduction: 'none' });
    change(result, options, labels as number[]);
    return result;
  };
  return {
    ...layer,
    loss: ((x: Tensor, labels: Labels, options?: Options) => {
      layer.loss(x, labels, options as object);
      return withGradient(x, labels, options).loss;
    }) as OutputLayer['loss'],
    withGradient: withGradient as OutputLayer['withGradient'],
  };
}

const failureOf = (change: Change): string | undefined =>
  firstFailure((test) => outputLayerContract((dtype) => changedLayer(made(dtype), change), 2, test));

describe('the contract of output layers', () => {
  it('holds for a layer in the wrapping of the mutants', () =>
    assert.equal(
      failureOf(() => undefined),
      undefined,
    ));

  for (const [fault, change] of Object.entries(OF_LAYERS)) {
    it(`finds ${fault}`, () => assert.notEqual(failureOf(change), undefined));
  }

  it('finds log-probabilities that do not sum to 1', () => {
    const make = (dtype: DType): OutputLayer => {
      const layer = made(dtype);
      const logProbabilities: OutputLayer['logProbabilities'] = (x) => {
        const logs = layer.logProbabilities(x);
        logs.data.set(logs.data.map((value) => value + 1e-4));
        return logs;
      };
      return { ...layer, logProbabilities };
    };
    assert.notEqual(
      firstFailure((test) => outputLayerContract(make, 2, test)),
      undefined,
    );
  });
});

type Sampled = ReturnType<typeof sampledSoftmax.withGradient>;

/** Faults that the contract has to find in any loss of sampled negatives. */
const OF_SAMPLED: Record<string, (result: Sampled, options: Options, labels: ArrayLike<number>) => void> = {
  'the sign of the gradient of x flipped': ({ gradients }) => scale(gradients.x, -1),
  'a gradient of the weight that lacks a factor of 2': ({ gradients }) => scale(gradients.weight.values, 0.5),
  'a gradient of the bias that is left at 0': ({ gradients: { bias } }) => bias && scale(bias.values, 0),
  'rows of the weight in another order': ({ gradients }) => gradients.weight.rows.reverse(),
  'a mean over ignored rows too': (result, options, labels) => {
    const counted = Array.from(labels).filter((y) => y >= 0).length;
    if (isMean(options) && counted > 0) ofLoss(result, counted / labels.length);
  },
  'a normalizer that is not heard': (result, { normalizer = 1 }) => ofLoss(result, normalizer),
  "gradients of 'none' that are half of the sum's": ({ gradients }, { reduction }) =>
    reduction === 'none' && scale(gradients.x, 0.5),
  'losses of the rows in another dtype': (result, { reduction }) => {
    if (reduction === 'none') result.loss = convert(result.loss as unknown as Tensor, 'float64');
  },
  'an empty mean of 0': (result) => {
    result.loss ||= 0;
  },
};

function changedLoss(change: (typeof OF_SAMPLED)[string]): typeof sampledSoftmax {
  const withGradient = (...[x, weight, labels, options]: Parameters<typeof sampledSoftmax>): Sampled => {
    const result = sampledSoftmax.withGradient(x, weight, labels, options);
    change(result, options, labels as number[]);
    return result;
  };
  return Object.assign((...call: Parameters<typeof sampledSoftmax>) => withGradient(...call).loss, {
    withGradient,
  }) as typeof sampledSoftmax;
}

const sampledFailureOf = (change: (typeof OF_SAMPLED)[string]): string | undefined =>
  firstFailure((test) => sampledLossContract(changedLoss(change), {}, test));

describe('the contract of losses of sampled negatives', () => {
  it('holds for a loss in the wrapping of the mutants', () =>
    assert.equal(
      sampledFailureOf(() => undefined),
      undefined,
    ));

  for (const [fault, change] of Object.entries(OF_SAMPLED)) {
    it(`finds ${fault}`, () => assert.notEqual(sampledFailureOf(change), undefined));
  }
});

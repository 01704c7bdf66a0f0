import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { outputLayerContract } from '../../test/support/output-layer-contract';
import { rng, tensor, type NestedNumbers } from '../core';
import { adaptiveSoftmax, type AdaptiveSoftmaxOptions } from './adaptive-softmax';
import { linearCrossEntropy } from './linear-cross-entropy';

interface Case {
  in_features: number;
  n_classes: number;
  options: { cutoffs: number[]; div_value?: number; head_bias?: boolean };
  state: Record<string, NestedNumbers>;
  x: NestedNumbers;
  target: number[];
  output: number[];
  loss: number;
  input_gradient: NestedNumbers;
  gradients: Record<string, NestedNumbers>;
  log_prob: NestedNumbers;
}

const file = join(__dirname, '../../test/adaptive-softmax/pytorch.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
const TOLERANCE = { float64: 1e-14, float32: 3e-6 };
const SHAPES: [name: string, options: Omit<AdaptiveSoftmaxOptions, 'rng'>][] = [
  ['two clusters', { cutoffs: [3, 5], divValue: 2 }],
  ['a head of one class, a bias', { cutoffs: [1, 7], divValue: 1.5, headBias: true }],
  ['no cluster', { cutoffs: [], headBias: true }],
];

for (const [name, options] of SHAPES) {
  describe(`adaptiveSoftmax: ${name}`, () => {
    outputLayerContract((dtype) => {
      const layer = adaptiveSoftmax(6, 9, { ...options, rng: rng(5), dtype });
      const bias = layer.parameters['head.bias'];
      bias?.data.set(rng(6).normals(bias.shape).data);
      return layer;
    }, 6);
  });
}

describe('adaptiveSoftmax', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    it(`gives what PyTorch gives: ${dtype}`, () => {
      const near = (what: string, actual: ArrayLike<number>, expected: NestedNumbers): void => {
        const { data } = tensor(expected as number[]);
        assert.equal(actual.length, data.length, what);
        data.forEach((value, i) => {
          const error = Math.abs(actual[i] - value) / Math.max(1, Math.abs(value));
          assert.ok(error <= TOLERANCE[dtype], `${what}[${i}] is ${actual[i]}, not ${value}`);
        });
      };
      for (const { in_features, n_classes, options, state, x: given, target, ...expected } of cases) {
        const { cutoffs, div_value: divValue, head_bias: headBias } = options;
        const all = { cutoffs, divValue, headBias, rng: rng(1), dtype };
        const layer = adaptiveSoftmax(in_features, n_classes, all);
        assert.deepEqual(Object.keys(layer.parameters).sort(), Object.keys(state).sort());
        for (const [name, parameter] of Object.entries(layer.parameters)) {
          const value = tensor(state[name] as number[]);
          assert.deepEqual(parameter.shape, value.shape, name);
          parameter.data.set(value.data);
        }
        const x = tensor(given as number[], { dtype });
        const { loss, dInput, gradients } = layer.withGradient(x, target);
        near('loss', [loss], [expected.loss]);
        near(
          'output',
          layer.loss(x, target, { reduction: 'none' }).data,
          expected.output.map((l) => -l),
        );
        near('dInput', dInput.data, expected.input_gradient);
        for (const name in state) near(name, gradients[name].data, expected.gradients[name]);
        near('log_prob', layer.logProbabilities(x).data, expected.log_prob);
      }
    });
  }

  it('is the full softmax where there is no cluster', () => {
    const layer = adaptiveSoftmax(4, 6, { cutoffs: [], rng: rng(2), headBias: true });
    const { 'head.weight': weight, 'head.bias': bias } = layer.parameters;
    const x = rng(3).normals([5, 4]);
    const labels = [0, 5, -100, 2, 3];
    const { loss, dInput, gradients } = layer.withGradient(x, labels);
    const full = linearCrossEntropy.withGradient(x, weight, labels, { bias, classesFirst: true });
    assert.equal(loss, full.loss);
    assert.deepEqual(dInput, full.gradients.x);
    assert.deepEqual(gradients['head.weight'], full.gradients.weight);
    assert.deepEqual(gradients['head.bias'], full.gradients.bias);
  });

  it('refuses cutoffs and divValue that do not fit', () => {
    const make =
      (cutoffs: unknown, more = {}) =>
      () =>
        adaptiveSoftmax(8, 10, { cutoffs: cutoffs as number[], rng: rng(1), ...more });
    for (const [call, message] of [
      [make(undefined), /cutoffs should be the first classes of the clusters, .* got undefined/],
      [
        make([4, 4]),
        /cutoffs should be ascending integers of 1 … 9, .* 10 classes; cutoffs\[1\] is 4, after 4/,
      ],
      [make([6, 4]), /cutoffs\[1\] is 4, after 6/],
      [make([0, 4]), /cutoffs\[0\] is 0/],
      [make([4, 10]), /cutoffs\[1\] is 10, after 4/],
      [make([2.5]), /cutoffs\[0\] is 2.5/],
      [make(['2']), /cutoffs\[0\] is '2'/],
      [make([2, 4]), /cluster 1 would have inputs\/divValue\^2 = 8\/4\^2 < 1 numbers a row; take a smaller/],
      [make([2], { divValue: 0 }), /divValue should be a finite number > 0/],
      [make([2], { divValue: NaN }), /divValue/],
      [make([2], { headBias: 1 }), /headBias/],
      [make([2], { rng: undefined }), /random weights need a seeded rng/],
      [make([2], { tree: 1 }), /unknown option 'tree'/],
      [() => adaptiveSoftmax(8, 0, { cutoffs: [], rng: rng(1) }), /classes should be a positive integer/],
      [() => adaptiveSoftmax(-1, 2, { cutoffs: [], rng: rng(1) }), /inputs should be a positive integer/],
    ] as const)
      assert.throws(call, (error: Error) => {
        assert.equal(error.name, 'OptionError');
        assert.match(error.message, /^adaptiveSoftmax: /);
        assert.match(error.message, message);
        return true;
      });
  });

  it('names a vocabulary that no memory holds', () => {
    assert.throws(() => adaptiveSoftmax(256, 1e9, { cutoffs: [1000], rng: rng(1) }), {
      name: 'ShapeError',
      message: /adaptiveSoftmax: shape \[999999000, 64\] has 63999936000 elements; the most is 2³¹/,
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outputLayerContract } from '../../test/support/output-layer-contract';
import { rng, tensor, zeros } from '../core';
import { binaryCrossEntropy } from '../losses';
import { classTree, pathTo } from './class-tree';
import { hierarchicalSoftmax } from './hierarchical-softmax';
import { huffmanTree } from './huffman-tree';

const random = rng('hierarchical softmax');
const TREES = {
  huffman: huffmanTree([13, 2, 1, 7, 1, 3, 2]),
  chain: classTree([
    [0, 6],
    [7, 2],
    [3, 4],
    [1, 5],
  ]),
  'a single decision': classTree([[1, 0]]),
};

for (const [name, tree] of Object.entries(TREES)) {
  for (const bias of [true, false]) {
    describe(`hierarchicalSoftmax: ${name}${bias ? '' : ', no bias'}`, () => {
      outputLayerContract((dtype) => {
        const layer = hierarchicalSoftmax(5, { tree, rng: rng(3), bias, dtype });
        layer.parameters.bias?.data.set(rng(4).normals([tree.classes - 1]).data);
        return layer;
      }, 5);
    });
  }
}

describe('hierarchicalSoftmax', () => {
  for (const [name, tree] of Object.entries(TREES)) {
    it(`is the product of sigmoids on the path: ${name}`, () => {
      const { loss, parameters } = hierarchicalSoftmax(3, { tree, rng: random });
      const { weight, bias } = parameters;
      bias.data.set(random.normals(bias.shape).data);
      const x = [0.5, -2, 1];
      for (let label = 0; label < tree.classes; label++) {
        let product = 1;
        for (const { row, bit } of pathTo(tree, label)) {
          const z = x.reduce((sum, value, d) => sum + value * weight.data[3 * row + d], bias.data[row]);
          product *= 1 / (1 + Math.exp(bit === 1 ? -z : z));
        }
        assert.ok(Math.abs(Math.exp(-loss([x], [label])) - product) < 1e-15);
      }
    });
  }

  it('is the binary cross-entropy for two classes', () => {
    const { withGradient, parameters } = hierarchicalSoftmax(1, { tree: [[0, 1]], rng: random });
    parameters.weight.data[0] = 1;
    const logits = [-3, 0.5, 2, 40, -800];
    const labels = [0, 1, 0, 1, 0];
    const x = tensor(logits, { shape: [5, 1] });
    const { loss, dInput } = withGradient(x, labels, { reduction: 'none' });
    const expected = binaryCrossEntropy.withGradient(tensor(logits), tensor(labels), { reduction: 'none' });
    assert.deepEqual(loss, expected.loss);
    dInput.data.forEach((g, i) => assert.ok(Math.abs(g - expected.gradient.data[i]) <= 4e-16 * Math.abs(g)));
  });

  it('costs nothing for a single class', () => {
    const layer = hierarchicalSoftmax(2, { tree: [], rng: random });
    const { loss, dInput } = layer.withGradient(tensor([[1, 2]]), [0]);
    assert.equal(loss, 0);
    assert.deepEqual([...dInput.data], [0, 0]);
    assert.deepEqual([...layer.logProbabilities([[1, 2]]).data], [0]);
  });

  it('agrees with float64 where kernels take the product', () => {
    const counts = Array.from({ length: 700 }, (_, k) => Math.ceil(5000 / (k + 1)));
    const layer = hierarchicalSoftmax(30, { tree: huffmanTree(counts), rng: random, dtype: 'float32' });
    const x = random.normals([40, 30], { dtype: 'float32' });
    const labels = Int32Array.from({ length: 40 }, () => random.integer(700));
    const { data } = layer.logProbabilities(x);
    const each = layer.loss(x, labels, { reduction: 'none' });
    each.data.forEach((l, i) => assert.ok(Math.abs(l + data[i * 700 + labels[i]]) < 1e-5));
  });

  it('refuses what is no tree, no size, no option', () => {
    const tree = classTree([[0, 1]]);
    const make = (inputs: number, options: object) => () => hierarchicalSoftmax(inputs, options as never);
    for (const [call, message] of [
      [make(0, { tree, rng: random }), /^hierarchicalSoftmax: inputs should be a positive integer, got 0/],
      [make(2, { rng: random }), /^hierarchicalSoftmax: tree should be .* got undefined/],
      [make(2, { tree: zeros([2]), rng: random }), /^hierarchicalSoftmax: tree should be/],
      [make(2, { tree }), /^hierarchicalSoftmax: random weights need a seeded rng/],
      [make(2, { tree, rng: 1 }), /^hierarchicalSoftmax: rng should be a generator/],
      [make(2, { tree, rng: random, dtype: 'int8' }), /^hierarchicalSoftmax: dtype/],
      [make(2, { tree, rng: random, bias: 'no' }), /^hierarchicalSoftmax: bias/],
      [make(2, { tree, rng: random, cutoffs: [] }), /^hierarchicalSoftmax: unknown option 'cutoffs'/],
    ] as const)
      assert.throws(call, { name: 'OptionError', message });
  });
});

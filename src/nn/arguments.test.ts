import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { rng, tensor, zeros, type Tensor } from '../core';
import type { Layer } from './layer';

const refused = (call: () => unknown, message: RegExp): void =>
  assert.throws(call, { name: 'OptionError', message }, String(message));

const image = zeros([1, 2, 2, 1]);
const matrix = tensor([[1, -2]]);

const LAYERS: [layer: Layer, x: Tensor][] = [
  [nn.linear(2, 3, { rng: rng(1) }), matrix],
  [nn.conv2d(1, 2, { kernelSize: 1, rng: rng(1) }), image],
  [nn.embedding(3, 2, { rng: rng(1) }), tensor([2, 0])],
  [nn.maxPool2d({ kernelSize: 2 }), image],
  [nn.avgPool2d({ kernelSize: 2 }), image],
  [nn.flatten(), image],
  [nn.dropout(0.5), matrix],
  [nn.relu(), matrix],
  [nn.tanh(), matrix],
  [nn.gelu(), matrix],
  [nn.layerNorm(2), matrix],
  [nn.residual(nn.tanh()), matrix],
  [nn.causalSelfAttention(2, { heads: 1, rng: rng(1) }), zeros([1, 3, 2])],
  [nn.positionEmbedding(3, 2, { rng: rng(1) }), zeros([1, 3, 2])],
  [nn.tied(nn.embedding(3, 2, { rng: rng(1) })), tensor([2, 0])],
  [nn.softmax(), matrix],
  [nn.logSoftmax(), matrix],
  [nn.sequential(nn.tanh()), matrix],
];

describe('the context of forward', () => {
  for (const [layer, x] of LAYERS) {
    it(`is checked by ${layer.name}`, () => {
      const fails = (context: unknown, message: RegExp): void =>
        refused(
          () => layer.forward(x, context as never),
          new RegExp(`^${layer.name}.forward: ${message.source}`),
        );
      fails(true, /options should be an object like { training: true }, got true/);
      fails(null, /options should be .* got null/);
      fails({ train: true }, /unknown option 'train'; it takes training, rng/);
      fails({ training: 'false' }, /training should be true or false, got 'false'/);
      for (const [value, got] of [
        [1, '1'],
        [null, 'null'],
        [rng, 'a function'],
      ]) {
        fails({ training: true, rng: value }, new RegExp(`rng should be a generator made by rng\\(seed\\), got ${got as string}`)); // prettier-ignore
      }
      for (const context of [undefined, {}, { training: undefined, rng: undefined }])
        layer.forward(x, context);
      layer.forward(x, { training: true, rng: rng(1) });
    });
  }
});

describe('a layer without options', () => {
  for (const name of ['softmax', 'logSoftmax', 'flatten', 'gelu', 'relu', 'tanh'] as const) {
    it(`refuses arguments, and x among them: ${name}`, () => {
      const make = nn[name] as (...given: unknown[]) => Layer;
      const advice = `to apply it, call nn\\.${name}\\(\\)\\.forward\\(x\\)`;
      for (const [given, got] of [
        [{ axis: 0 }, 'Object'],
        [[1, -2], 'an array of 2'],
        [matrix, 'a tensor \\[1, 2\\]'],
        [0, '0'],
        [null, 'null'],
      ]) {
        refused(
          () => make(given),
          new RegExp(`^${name}: the layer takes no arguments, got ${got as string}; ${advice}`),
        );
      }
      refused(() => make(undefined, 1), /got 1/);
      assert.equal(make(undefined).name, name);
    });
  }
});

describe("another layer's cache", () => {
  /** Both ways to the parameters' gradients. */
  const refusedByBoth = (layer: Layer, cache: unknown, dOutput: Tensor, message: RegExp): void => {
    refused(() => layer.backward(cache, dOutput), message);
    refused(() => nn.parameterGradients(layer, cache, dOutput), message);
  };

  it('is refused by linear where x has not as many columns', () => {
    const layer = nn.linear(2, 3, { rng: rng(1) });
    const [y, cache] = nn.linear(5, 3, { rng: rng(1) }).forward(zeros([4, 5]));
    const message = /^linear: the cache should be .* returned, x of shape \[N, 2\], got a tensor \[4, 5\]/;
    refusedByBoth(layer, cache, y, message);
    refusedByBoth(layer, zeros([4, 2, 1]), y, /got a tensor \[4, 2, 1\]/);
  });

  it('is refused by embedding where the table has not as many rows', () => {
    const layer = nn.embedding(3, 2, { rng: rng(1) });
    for (const x of [[7], [0]]) {
      const [y, cache] = nn.embedding(9, 2, { rng: rng(1) }).forward(x);
      refusedByBoth(layer, cache, y, /^embedding: .* got that of a table of 9 rows; this one has 3/);
    }
    const [y, cache] = nn.embedding(3, 2, { rng: rng(2) }).forward([1]);
    assert.deepEqual(layer.backward(cache, y).gradients.weight.data.subarray(2, 4), y.data);
  });

  it('is refused by conv2d where x is of another type', () => {
    const options = { kernelSize: 1, rng: rng(1) };
    const [y] = nn.conv2d(1, 2, options).forward(image);
    const cache = zeros(image.shape, { dtype: 'float32' });
    const layer = nn.conv2d(1, 2, options);
    const error = { name: 'DTypeError', message: /^conv2d: x is float32, but weight is float64/ };
    assert.throws(() => layer.backward(cache, y), error);
    assert.throws(() => nn.parameterGradients(layer, cache, y), error);
  });

  it('is refused by softmax and logSoftmax where it is no matrix', () => {
    const x = zeros([2, 3, 4]);
    for (const layer of [nn.softmax(), nn.logSoftmax()]) {
      refused(
        () => layer.backward(x, x),
        /the cache should be .* of shape \[N, K\], got a tensor \[2, 3, 4\]/,
      );
    }
  });
});

describe('what sequential is made of', () => {
  it('is written without brackets', () => {
    refused(
      () => nn.sequential([nn.tanh(), nn.relu()] as never),
      /^sequential: argument 0 should be a layer, got an array of 2: write the layers without brackets$/,
    );
    refused(
      () => nn.sequential(nn.tanh as never, nn.relu()),
      /argument 0 should be a layer, got a function$/,
    );
  });

  it('has each parameter once, in nested layers too', () => {
    const l = nn.linear(2, 2, { rng: rng(1) });
    refused(
      () => nn.sequential(l, nn.tanh(), l),
      /^sequential: arguments 0 \(linear\) and 2 \(linear\) share the parameter 'weight', .*; make a layer for each/,
    );
    refused(
      () => nn.sequential(nn.tanh(), l, nn.sequential(nn.relu(), l)),
      /arguments 1 \(linear\) and 2 \(sequential\) share the parameter '1\.weight'/,
    );
    refused(() => nn.sequential(l, { ...l }), /arguments 0 \(linear\) and 1 \(linear\)/);
    const relu = nn.relu();
    nn.sequential(l, relu, nn.linear(2, 2, { rng: rng(1) }), relu);
  });
});

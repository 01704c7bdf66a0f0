import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rng, tensor, type DType, type NestedNumbers } from '../../src/core';
import * as nn from '../../src/nn';

interface LayerCase {
  name: string;
  /** With the options last. */
  arguments: [] | [size: number, options?: object];
  x: NestedNumbers;
  y: NestedNumbers;
  upstream: NestedNumbers;
  /** Not for tokens. */
  dInput?: NestedNumbers;
  parameters: Record<string, NestedNumbers>;
  gradients: Record<string, NestedNumbers>;
  /** Of attention. */
  weights?: NestedNumbers;
}

const { versions, cases } = JSON.parse(readFileSync(join(__dirname, 'layers.json'), 'utf8')) as {
  versions: { torch: string };
  cases: LayerCase[];
};
/** Of the largest number of the result. A whole model rounds float32 a dozen times one after another. */
const TOLERANCE = { float64: 2e-14, float32: 1e-5 };

/** The model of layers.py. */
function gpt(dtype: DType): nn.Layer {
  const options = { rng: rng(1), dtype };
  return nn.tied(
    nn.embedding(5, 4, options),
    nn.positionEmbedding(3, 4, options),
    nn.residual(nn.layerNorm(4, { dtype }), nn.causalSelfAttention(4, { heads: 2, ...options })),
    nn.residual(nn.layerNorm(4, { dtype }), nn.linear(4, 8, options), nn.gelu(), nn.linear(8, 4, options)),
    nn.layerNorm(4, { dtype }),
  );
}

function make({ name, arguments: [size, options] }: LayerCase, dtype: DType): nn.Layer {
  if (name === 'gpt') return gpt(dtype);
  if (name === 'gelu') return nn.gelu();
  if (name === 'layerNorm') return nn.layerNorm(size as number, { ...options, dtype });
  const { heads } = options as { heads: number };
  return nn.causalSelfAttention(size as number, { heads, rng: rng(1), dtype });
}

function near(what: string, got: ArrayLike<number>, expected: NestedNumbers, tolerance: number): void {
  const { data } = tensor(expected);
  assert.equal(got.length, data.length, `${what}: how many`);
  const largest = Math.max(...data.map(Math.abs));
  data.forEach((number: number, i: number) => {
    const error = Math.abs(got[i] - number) / largest;
    assert.ok(error <= tolerance, `${what}[${i}]: ${got[i]}, PyTorch ${versions.torch} has ${number}`);
  });
}

describe('layers, beside PyTorch', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    for (const known of cases) {
      it(`outputs and gradients agree: ${known.name}(${JSON.stringify(known.arguments)}), ${dtype}`, () => {
        const layer = make(known, dtype);
        assert.deepEqual(Object.keys(layer.parameters).sort(), Object.keys(known.parameters).sort());
        for (const [name, p] of Object.entries(layer.parameters))
          p.data.set(tensor(known.parameters[name]).data);
        const [y, cache] = layer.forward(tensor(known.x, { dtype }));
        const { dInput, gradients } = layer.backward(cache, tensor(known.upstream, { dtype }));
        const tolerance = TOLERANCE[dtype];
        near('y', y.data, known.y, tolerance);
        if (known.dInput) near('dInput', dInput.data, known.dInput, tolerance);
        for (const [name, gradient] of Object.entries(gradients))
          near(name, gradient.data, known.gradients[name], tolerance);
        if (known.weights)
          near('weights', (cache as nn.AttentionCache).weights.data, known.weights, tolerance);
      });
    }
  }
});

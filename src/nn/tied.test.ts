import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { rng, tensor, zeros, type Tensor } from '../core';

/** A small GPT whose weights are not at their start. */
function gpt() {
  const r = rng('gpt');
  const block = () => [
    nn.residual(nn.layerNorm(4), nn.causalSelfAttention(4, { heads: 2, rng: r })),
    nn.residual(nn.layerNorm(4), nn.linear(4, 8, { rng: r }), nn.gelu(), nn.linear(8, 4, { rng: r })),
  ];
  const model = nn.tied(
    nn.embedding(5, 4, { rng: r }),
    nn.positionEmbedding(3, 4, { rng: r }),
    ...block(),
    ...block(),
    nn.layerNorm(4),
  );
  for (const p of Object.values(model.parameters)) p.data.set(r.normals(p.shape).data);
  return model;
}

const tokens = tensor([
  [1, 4, 1],
  [0, 2, 2],
]);

describe('tied', () => {
  it('multiplies what its layers give by the table of the embedding', () => {
    const table = nn.embedding(5, 3, { rng: rng(1) });
    const layers = [nn.linear(3, 3, { rng: rng(2) }), nn.tanh()];
    const [z] = nn.tied(table, ...layers).forward([4, 0]);
    const [hidden] = nn.sequential(table, ...layers).forward([4, 0]);
    assert.deepEqual(z, nn.matmulTransposedRight(hidden, table.parameters.weight));
  });

  it('has gradients of a whole GPT that agree with finite differences', () => {
    const model = gpt();
    const [z, cache] = model.forward(tokens);
    assert.deepEqual(z.shape, [2, 3, 5]);
    const upstream = rng(2).normals(z.shape);
    const { gradients } = model.backward(cache, upstream);
    assert.deepEqual(nn.parameterGradients(model, cache, upstream), gradients);
    assert.deepEqual(Object.keys(gradients), Object.keys(model.parameters));
    const value = (): number =>
      Array.from(model.forward(tokens)[0].data).reduce((sum, v, i) => sum + v * upstream.data[i], 0);
    for (const [name, { data }] of Object.entries(model.parameters)) {
      data.forEach((original: number, i: number) => {
        const at = (step: number): number => ((data[i] = original + step * 1e-3), value());
        const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / 12e-3;
        data[i] = original;
        assert.ok(Math.abs(slope - gradients[name].data[i]) < 1e-6, `${name} ${i}: ${slope}`);
      });
    }
  });

  it('lets no position of a GPT see a later one', () => {
    const model = gpt();
    const logits = ([a, b, c]: number[]): Tensor => model.forward([[a, b, c]])[0];
    const [first, second] = [logits([1, 4, 0]), logits([1, 4, 3])];
    assert.deepEqual(first.data.subarray(0, 10), second.data.subarray(0, 10));
    assert.notDeepEqual(first.data.subarray(10), second.data.subarray(10));
  });

  it('names what it refuses', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    const table = () => nn.embedding(5, 3, { rng: rng(1) });
    fails(
      () => nn.tied(nn.tanh() as never, nn.relu()),
      'OptionError',
      /tied: argument 0 should be an nn\.embedding, got the layer tanh/,
    );
    const wide = nn.tied(table(), nn.linear(3, 4, { rng: rng(1) }));
    fails(() => wide.forward([1]), 'ShapeError', /\[…, 3\], for the table is \[5, 3\]; got \[1, 4\]/);
    const model = nn.tied(table());
    const [z, cache] = model.forward([1, 2]);
    fails(
      () => model.backward(cache, zeros([2, 3])),
      'ShapeError',
      /tied: dOutput should have shape \[2, 5\]/,
    );
    fails(() => model.backward({} as never, z), 'OptionError', /tied: the cache should be/);
    const shared = table();
    fails(() => nn.tied(shared, shared), 'OptionError', /tied: arguments 0 .* share the parameter/);
  });
});

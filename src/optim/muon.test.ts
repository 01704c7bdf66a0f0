import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as optim from '.';
import { OptionError, ShapeError, convert, rng, tensor, zeros, type Tensor } from '../core';
import { symmetricEigenvalues } from '../math';

interface Case {
  options: { lr: number; momentum: number; weight_decay: number };
  start: number[][];
  gradients: number[][][];
  end: number[][];
}
const pytorch = JSON.parse(readFileSync('test/torch/muon.json', 'utf8')) as { cases: Case[] };

function largestDifference(a: Tensor, b: Tensor): number {
  assert.deepEqual(a.shape, b.shape);
  return Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i])));
}

/** What one step of learning rate 1, without momentum, takes from a matrix, over its factor. */
function direction(g: Tensor): Tensor {
  const w = zeros(g.shape, { dtype: g.dtype });
  optim.muon({ learningRate: 1, momentum: 0, weightDecay: 0 }).step({ w }, { w: g });
  const factor = -0.2 * Math.sqrt(Math.max(...g.shape));
  return tensor(w.data.map((value) => value / factor), { shape: g.shape }); // prettier-ignore
}

function transposed({ data, shape: [rows, columns] }: Tensor): Tensor {
  const numbers = Array.from({ length: rows * columns }, (_, i) =>
    data[(i % rows) * columns + Math.floor(i / rows)]); // prettier-ignore
  return tensor(Float64Array.from(numbers), { shape: [columns, rows] });
}

describe('muon', () => {
  it("agrees with PyTorch's, its products made in float64", () => {
    for (const { options, start, gradients, end } of pytorch.cases) {
      const { lr: learningRate, momentum, weight_decay: weightDecay } = options;
      const w = tensor(start);
      const optimizer = optim.muon({ learningRate, momentum, weightDecay });
      for (const g of gradients) optimizer.step({ w }, { w: tensor(g) });
      assert.ok(largestDifference(w, tensor(end)) < 1e-12);
    }
  });

  it('makes all singular values nearly one, in float64, and in float32 by the kernels', () => {
    for (const shape of [
      [24, 24],
      [16, 40],
      [40, 16],
    ]) /* prettier-ignore */ {
      const g = rng(3).normals(shape);
      const d = direction(g);
      const [rows, columns] = shape;
      const few = Math.min(rows, columns);
      const gram = zeros([few, few]);
      const at = (i: number, p: number): number => d.data[rows <= columns ? i * columns + p : p * columns + i];
      for (let i = 0; i < few; i++) {
        for (let j = 0; j < few; j++) {
          for (let p = 0; p < Math.max(rows, columns); p++) gram.data[i * few + j] += at(i, p) * at(j, p);
        }
      }
      const values = Array.from(symmetricEigenvalues(gram), Math.sqrt);
      assert.ok(Math.min(...values) > 0.6 && Math.max(...values) < 1.2, String(values));
      const float32 = convert(direction(convert(g, 'float32')), 'float64');
      assert.ok(largestDifference(float32, d) < 2e-4, String(largestDifference(float32, d)));
    }
  });

  it('takes a multiple of a rotation to that rotation, times a number that the polynomial tells', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    let x = Math.SQRT1_2;
    for (let i = 0; i < 5; i++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
    for (const scale of [1e-200, 1, 1e200]) {
      const g = tensor([c, -s, s, c].map((value) => scale * value), { shape: [2, 2] }); // prettier-ignore
      const expected = tensor([c, -s, s, c].map((value) => x * value), { shape: [2, 2] }); // prettier-ignore
      assert.ok(largestDifference(direction(g), expected) < 1e-12);
    }
  });

  it('does to a transpose what it does to the matrix, and nothing to zeros', () => {
    const g = rng(4).normals([3, 7]);
    assert.ok(largestDifference(transposed(direction(transposed(g))), direction(g)) < 1e-12);
    assert.ok(direction(zeros([3, 2])).data.every((value) => value === 0));
  });

  it('leaves everything else to adamW, to the same bits', () => {
    const make = (): Record<string, Tensor> => ({
      matrix: rng(1).normals([3, 4]),
      table: rng(2).normals([5, 2]),
      bias: rng(3).normals([4]),
      kernel: rng(4).normals([2, 2, 3]),
    });
    const [mine, adams] = [make(), make()];
    const options = { learningRate: 0.1, betas: [0.8, 0.9], weightDecay: 0.2, decayed: 'matrices' } as const;
    const [muon, adamW] = [optim.muon({ ...options, except: ['table'] }), optim.adamW(options)];
    for (let step = 0; step < 3; step++) {
      muon.step(mine, make());
      adamW.step(adams, make());
    }
    for (const name of ['table', 'bias', 'kernel']) assert.deepEqual(mine[name], adams[name]);
    assert.notDeepEqual(mine.matrix, adams.matrix);
    assert.ok(muon.state.slots.v.matrix.data.every((value) => value === 0));
  });

  it('passes on what is not a number, and leaves gradients as they are', () => {
    const g = tensor([
      [NaN, 1],
      [2, 3],
    ]);
    assert.ok(direction(g).data.every(Number.isNaN));
    assert.ok(direction(tensor([[NaN, NaN]])).data.every(Number.isNaN));
    assert.ok(Number.isNaN(g.data[0]) && g.data[3] === 3);
  });

  it('refuses what cannot be', () => {
    const w = tensor([[1, 2]]);
    const rows = { rows: Int32Array.of(0), values: tensor([[1, 1]]) };
    const step = (options: optim.MuonOptions, gradient: unknown): void =>
      optim.muon(options).step({ w }, { w: gradient } as never);
    assert.throws(
      () => step({ except: ['v'] }, w),
      /except names 'v', which is no matrix of the parameters w/,
    );
    assert.throws(() => step({}, rows), /'w' is to be orthogonal and has a gradient of some rows/);
    step({ except: ['w'] }, rows);
    assert.throws(() => optim.muon({ except: 'w' as never }), /except should be a list of names/);
    assert.throws(() => optim.muon({ momentum: 1 }), OptionError);
    assert.throws(() => optim.muon({ betas: [1, 0] }), OptionError);
    assert.throws(() => optim.muon().step(undefined as never, {}), ShapeError);
    assert.throws(() => optim.muon().step({ w: 1 } as never, {}), ShapeError);
  });
});

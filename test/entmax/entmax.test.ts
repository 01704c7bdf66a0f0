import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { losses, math, tensor } from '../../src';

type Case = [z: number[], y: number, alpha: 1.5 | 2, p: number[], loss: number, gradient: number[]];

const { cases } = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as { cases: Case[] };

/** Relative, so that small losses and probabilities count as much as large ones. */
function assertClose(got: ArrayLike<number>, want: number[], what: string): void {
  want.forEach((value, k) => {
    const isClose = Math.abs(got[k] - value) <= 4 * Number.EPSILON * Math.abs(value);
    assert.ok(isClose, `${what}[${k}] is ${got[k]}, expected ${value}`);
  });
}

describe('sparsemax and 1.5-entmax, compared with a bisection in 60 digits', () => {
  it(`agree with their ${cases.length} committed results`, () => {
    assert.ok(cases.length > 100);
    for (const [z, y, alpha, p, value, gradient] of cases) {
      const [entmax, entmaxLoss] =
        alpha === 2 ? [math.sparsemax, losses.sparsemaxLoss] : [math.entmax15, losses.entmax15Loss];
      const what = `α = ${alpha}, z = ${z.join()}, y = ${y}`;
      assertClose(entmax(z), p, `${what}: p`);
      const got = entmaxLoss.withGradient(tensor([z]), [y]);
      assertClose([got.loss], [value], `${what}: loss`);
      assertClose(got.gradient.data, gradient, `${what}: gradient`);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { probabilityOf } from '../../test/losses/label-probability';
import { tensor } from '../core';
import { poly } from './poly';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('poly', () => {
  it('gives what one works out by hand: p = ¼, −log p + ε (1 − p)', () => {
    const { loss, gradient } = poly.withGradient(tensor([[0, Math.log(3)]]), [0], { epsilon: 2 });
    close(loss, Math.log(4) + 1.5);
    close(gradient.data[0], -1.5 * 0.75);
    close(gradient.data[1], 1.5 * 0.75);
  });

  it('is the cross-entropy for ε = 0', () => {
    const z = tensor([[1, -2, 30, 0.5]]);
    for (const y of [0, 1, 2, 3]) {
      const [got, want] = [
        poly.withGradient(z, [y], { epsilon: 0 }),
        softmaxCrossEntropy.withGradient(z, [y]),
      ];
      close(got.loss, want.loss, 1e-15 * want.loss);
      got.gradient.data.forEach((g, k) => close(g, want.gradient.data[k], 4e-16 * Math.abs(g)));
    }
  });

  it('keeps the digits of confident rows, for ε = −1 too, where the first term is gone', () => {
    const rest = Math.exp(-20) / (1 + Math.exp(-20));
    const { loss, gradient } = poly.withGradient(tensor([[20, 0]]), [0], { epsilon: -1 });
    close(loss, (rest * rest) / 2 + rest ** 3 / 3, 1e-14 * rest * rest);
    close(gradient.data[0], -rest * rest, 1e-14 * rest * rest);
  });

  it('gives a masked label the loss +∞', () => {
    for (const epsilon of [-1, -0.5, 0, 2]) {
      const { loss, gradient } = poly.withGradient(tensor([[-Infinity, 0]]), [0], { epsilon });
      assert.deepEqual([loss, ...gradient.data], [Infinity, -1, 1]);
    }
  });

  it('names what is wrong with ε', () => {
    for (const epsilon of [NaN, Infinity, '1' as unknown as number]) {
      assert.throws(() => poly(tensor([[1, 2]]), [0], { epsilon }), {
        name: 'OptionError',
        message: /poly: epsilon should be a finite number/,
      });
    }
  });
});

rowContract(poly, {
  options: { epsilon: () => fc.constantFrom(-1, -0.9, 0, 0.5, 4) },
  loss(z, y, { epsilon = 1 }) {
    const { rest, log } = probabilityOf(z, y);
    return rest.times(exact(epsilon as number)).minus(log);
  },
});

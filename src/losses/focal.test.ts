import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact, filled, weights } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { probabilityOf } from '../../test/losses/label-probability';
import { tensor } from '../core';
import { focal } from './focal';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);
const logits = tensor([
  [0, 0],
  [Math.log(3), 0],
]);

describe('focal', () => {
  it('gives what one works out by hand: p = ½ and ¾, (1 − p)^γ (−log p)', () => {
    const { loss, gradient } = focal.withGradient(logits, [0, 0], { gamma: 2, reduction: 'none' });
    close(loss.data[0], Math.LN2 / 4);
    close(loss.data[1], Math.log(4 / 3) / 16);
    // −p f′(p) = (1 − p)^γ (1 − γ p log p/(1 − p)), times p − 1 and 1 − p
    const first = ((1 + 2 * Math.LN2) / 4) * 0.5;
    close(gradient.data[0], -first);
    close(gradient.data[1], first);
    close(gradient.data[2], (-(1 + 6 * Math.log(4 / 3)) / 16) * 0.25);
  });

  it('is the cross-entropy for γ = 0', () => {
    const z = tensor([[1, -2, 30, 0.5]]);
    for (const y of [0, 1, 2, 3]) {
      const [got, want] = [
        focal.withGradient(z, [y], { gamma: 0 }),
        softmaxCrossEntropy.withGradient(z, [y]),
      ];
      close(got.loss, want.loss, 1e-15 * want.loss);
      got.gradient.data.forEach((g, k) => close(g, want.gradient.data[k], 4e-16 * Math.abs(g)));
    }
  });

  it('takes an α of each class for a factor of its rows, and not of the denominator', () => {
    const plain = focal(logits, [0, 1], { reduction: 'none' }).data;
    close(focal(logits, [0, 1], { alpha: [2, 3] }), (2 * plain[0] + 3 * plain[1]) / 2);
    close(focal(logits, [0, 1], { alpha: 5 }), (5 * (plain[0] + plain[1])) / 2);
  });

  it('keeps the digits of confident rows, whose loss is (1 − p)^(γ + 1)', () => {
    const { loss, gradient } = focal.withGradient(tensor([[40, 0]]), [0], { gamma: 1 });
    const rest = Math.exp(-40);
    close(loss, rest * rest, 1e-14 * rest * rest);
    close(gradient.data[0], -2 * rest * rest, 1e-14 * rest * rest);
    assert.deepEqual(focal.withGradient(tensor([[7]]), [0]), { loss: 0, gradient: tensor([[-0]]) });
  });

  it('gives a masked label the loss +∞ and the gradient of the cross-entropy', () => {
    const { loss, gradient } = focal.withGradient(tensor([[-Infinity, 0]]), [0]);
    assert.deepEqual([loss, ...gradient.data], [Infinity, -1, 1]);
    assert.throws(() => focal(tensor([[-Infinity, -Infinity]]), [0]), {
      name: 'DomainError',
      message: /focal: logits row 0 is all −∞/,
    });
  });

  it('names what is wrong with its options', () => {
    const fails = (options: object, name: string, message: RegExp): void =>
      assert.throws(() => focal(logits, [0, 1], options), { name, message });
    fails({ gamma: -1 }, 'OptionError', /focal: gamma should be a finite number ≥ 0, got -1/);
    fails({ alpha: -1 }, 'OptionError', /alpha should be a finite number ≥ 0, got -1/);
    fails({ alpha: [1, -1] }, 'OptionError', /alpha\[1\] is -1/);
    fails({ alpha: [1, 1, 1] }, 'ShapeError', /alpha has shape \[3\], expected \[2\]/);
  });
});

rowContract(focal, {
  options: {
    gamma: () => fc.constantFrom(0, 0.5, 1, 3),
    alpha: ([, K]) => fc.oneof(fc.constantFrom(0, 0.25, 2), filled(weights, K)),
  },
  loss(z, y, { gamma = 2, alpha = 1 }) {
    const { log, rest } = probabilityOf(z, y);
    const a = exact(typeof alpha === 'number' ? alpha : (alpha as number[])[y]);
    if (a.isZero()) return new D(0);
    const focus = gamma === 0 ? new D(1) : rest.pow(exact(gamma as number));
    return a.times(focus).times(log).neg();
  },
});

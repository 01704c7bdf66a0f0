import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { withGradientChanged } from '../../test/losses/mutants';
import { classWeight, largestWeight, rowOf } from '../../test/losses/rows';
import { isTensor } from '../core';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

/** c tanh(z/c) */
function capped(z: D, c: number): D {
  const e = z.times(-2).div(c).exp();
  return new D(1).minus(e).div(e.plus(1)).times(c);
}

rowContract(
  softmaxCrossEntropy,
  {
    takesProbabilities: true,

    oracle(call, i, x) {
      const { labelSmoothing = 0, zLoss = 0, softcap } = call.options as Record<string, number>;
      const row = rowOf(call, i);
      if (row === undefined) return new D(0);
      const z = x.map((value) =>
        softcap === undefined || !value.isFinite() ? value : capped(value, softcap),
      );
      const exponentials = z.map((value) => value.exp());
      const sum = exponentials.reduce((a, b) => a.plus(b));
      const epsilon = exact(labelSmoothing);
      let loss = new D(0);
      row.t.forEach((probability, k) => {
        const q = new D(1).minus(epsilon).times(exact(probability)).plus(epsilon.div(row.t.length));
        const c = q.times(exact(classWeight(call, k)));
        if (!c.isZero()) loss = loss.minus(c.times(exponentials[k].div(sum).ln()));
      });
      const zTerm = sum.ln().pow(2).times(exact(zLoss));
      return loss.plus(zTerm.times(exact(classWeight(call, row.y)))).times(exact(row.sample));
    },

    cancellation(call) {
      const { target, options } = call;
      const { zLoss = 0, softcap: cap = 0, labelSmoothing = 0 } = options as Record<string, number>;
      const largest = largestWeight(call);
      // A soft cap rounds the logits themselves; soft targets make p − q cancel.
      const loss = cap + 50 * zLoss * (1 + cap);
      const soft = isTensor(target) || labelSmoothing > 0;
      return { loss: largest * loss, gradient: largest * (Number(soft) + loss) };
    },

    isShiftInvariant: ({ options }) => options.zLoss === undefined && options.softcap === undefined,
  },
  { 'a gradient p − 1 that has lost its small digits': withGradientChanged((g) => g + 1 - 1) },
);

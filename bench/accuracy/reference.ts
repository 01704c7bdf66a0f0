import { Decimal } from 'decimal.js';
import type { Inputs } from './inputs';

/** The results for the float32 logits as they are, each as a sum of two float64 numbers: about 32 digits. */
export interface Reference {
  softmax: DoubleDouble;
  logSoftmax: DoubleDouble;
  loss: DoubleDouble;
  gradient: DoubleDouble;
}

/** The exact value is high + low. Below 10⁻³⁰⁸ both are 0: far less than any float32 number. */
export interface DoubleDouble {
  high: Float64Array;
  low: Float64Array;
}

const Precise = Decimal.clone({ precision: 50 });

/** Computed with 50 digits. What cancels in p − 1 is taken out: it is minus the other classes' share. */
export function reference({ rows, classes, logits, labels }: Inputs): Reference {
  const room = (length: number): DoubleDouble => ({
    high: new Float64Array(length),
    low: new Float64Array(length),
  });
  const result: Reference = {
    softmax: room(rows * classes),
    logSoftmax: room(rows * classes),
    loss: room(rows),
    gradient: room(rows * classes),
  };
  const put = ({ high, low }: DoubleDouble, j: number, value: Decimal): void => {
    high[j] = value.toNumber();
    low[j] = value.minus(high[j]).toNumber();
  };
  for (let i = 0; i < rows; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const max = row.reduce((a, b) => Math.max(a, b));
    const e = Array.from(row, (z) => new Precise(z).minus(max).exp());
    const top = row.indexOf(max);
    // The largest is exactly 1; log1p of the others by the precision that 1 + others leaves: 50 digits are enough
    // for others above 10⁻³⁰, below that the first two terms of the series are.
    const others = e.reduce((sum, value, k) => (k === top ? sum : sum.plus(value)), new Precise(0));
    const total = others.plus(1);
    const logTotal = others.lessThan('1e-20') ? others.minus(others.times(others).div(2)) : total.ln();
    for (let k = 0; k < classes; k++) {
      const j = i * classes + k;
      const p = e[k].div(total);
      put(result.softmax, j, p);
      const logP = new Precise(row[k]).minus(max).minus(logTotal);
      put(result.logSoftmax, j, logP);
      if (k !== labels[i]) {
        put(result.gradient, j, p);
        continue;
      }
      put(result.loss, i, logP.negated());
      const rest = k === top ? others : total.minus(e[k]);
      put(result.gradient, j, rest.div(total).negated());
    }
  }
  return result;
}

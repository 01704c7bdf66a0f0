import { exp, log1p } from '../../src/core';

/** Softmax cross-entropy of one row with a class index, label smoothing and z-loss, and its gradient. */
interface Exact {
  loss: number;
  zLoss: number;
  /** What the error of the z-loss is measured by: as if |log Σ exp z| were 1 where it is less. */
  zSize: number;
  gradient: number[];
  /** The larger term of each: that is what its error is measured by. */
  size: number[];
}

/** One row in float64: far more digits than float32 has. */
export function exactRow(
  z: Float32Array,
  y: number,
  { labelSmoothing = 0, zLoss = 0 }: { labelSmoothing?: number; zLoss?: number },
): Exact {
  const K = z.length;
  const top = z.indexOf(Math.max(...z));
  const e = Array.from(z, (value) => exp(value - z[top]));
  const ascending = Float64Array.from(e).sort();
  const sumWithout = (k: number): number => {
    const place = ascending.indexOf(e[k]);
    return ascending.reduce((sum, value, i) => (i === place ? sum : sum + value), 0);
  };
  const withoutTop = sumWithout(top);
  const above = log1p(withoutTop); // log Σ exp (z − max)
  const sum = 1 + withoutTop;
  const logSum = z[top] + above;
  const c = e.map((_, k) => labelSmoothing / K + (k === y ? 1 - labelSmoothing : 0));
  // The row's c sum to 1: exactly, where one class has it all.
  const without = (k: number): number => (k === y ? labelSmoothing - labelSmoothing / K : 1 - c[k]);
  const withoutLabel = y === top ? withoutTop : sumWithout(y);
  const others = (k: number): number => (k === top ? withoutTop : k === y ? withoutLabel : sum - e[k]);
  const bend = 2 * zLoss * logSum;
  const share = zLoss * logSum * logSum;
  let loss = share;
  for (const [k, value] of z.entries()) if (c[k] !== 0) loss += c[k] * (above + (z[top] - value));
  return {
    loss,
    zLoss: share,
    zSize: zLoss * Math.abs(logSum) * Math.max(1, Math.abs(logSum)),
    gradient: e.map((value, k) => ((without(k) + bend) * value - c[k] * others(k)) / sum),
    size: e.map((value, k) => {
      const p = value / sum;
      // Of the label, where the plain loss has 1 − p to all digits, what is left after p itself cancelled.
      return k === y
        ? Math.max(without(k) * p, Math.abs(bend * p), (c[k] * others(k)) / sum)
        : Math.max(p, Math.abs(1 + bend) * p, c[k]);
    }),
  };
}

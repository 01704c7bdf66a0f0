import { logSoftmax, logSumExp, softmax, softmaxCrossEntropy } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

/** Rows × classes: few of them, as many as a block of 64 has or about it, long rows, and longer than the scratch area's parts. */
export function shapeOf(draw: Draw): [number, number] {
  const kind = draw.random.uniform();
  if (kind < 0.4) return [draw.size(1, 70), draw.integer(1, 33)];
  if (kind < 0.7) return [draw.size(1, 12), 64 * draw.integer(0, 5) + draw.integer(1, 64)];
  if (kind < 0.97) return [draw.size(1, 8), draw.size(33, 5000)];
  return [draw.integer(1, 2), draw.pick([16384, 16385, 40000, 65536, 65537, 131072, 140000])];
}

/** Rows of all kinds: masked, equal throughout, with a number that dominates, far from 0, spread over a long range, special. */
export function logitsOf(draw: Draw, rows: number, classes: number): Float32Array {
  const data = draw.numbers(rows * classes, { special: 10 });
  const share = draw.pick([0, 0.2, 1]);
  for (let i = 0; i < rows; i++) {
    if (!draw.chance(share)) continue;
    const row = data.subarray(i * classes, (i + 1) * classes);
    const any = (): number => draw.random.integer(classes);
    const kind = draw.integer(0, 9);
    if (kind === 0) for (let k = 0; k < classes; k++) if (draw.chance(0.5)) row[k] = -Infinity;
    if (kind === 1) row.fill(draw.pick([0, -0, 1, -300, 1e30, -Infinity, NaN]));
    if (kind === 2) row[any()] += draw.pick([1, 5, 10, 20, 50, 100, 1000]);
    if (kind === 3)
      for (let k = 0; k < classes; k++) row[k] += draw.pick([150, 209, 211, 1e4, 33000, -208, -212, -1e6]);
    if (kind === 4) for (let k = 0; k < classes; k++) row[k] = Math.round(row[k]);
    if (kind === 5) row.fill(-Infinity).fill(row[0], any()).fill(1, any(), any());
    if (kind === 6) row[any()] = draw.pick([Infinity, -Infinity, NaN]);
    if (kind === 7) for (let n = draw.integer(2, 5); n > 0; n--) row[any()] = 12;
    if (kind === 8) row.fill(-Infinity)[any()] = draw.pick([0, 3, -Infinity, NaN]);
    if (kind === 9) for (let k = 0; k < classes; k++) row[k] -= (draw.pick([68, 80, 130]) * k) / classes;
  }
  return data;
}

export const softmaxes: Family = {
  name: 'softmax',
  share: 20,
  draw(draw) {
    const [rows, classes] = shapeOf(draw);
    const logits = logitsOf(draw, rows, classes);
    const kind = draw.pick(['softmax', 'logSoftmax', 'logSumExp'] as const);
    const inPlace = draw.chance(0.3);
    return {
      what: `${kind} ${rows}×${classes}${inPlace ? ' in place' : ''}`,
      run(out) {
        if (kind === 'logSumExp') return logSumExp(logits, classes, out(rows));
        const to = out(rows * classes, inPlace ? logits : undefined);
        (kind === 'softmax' ? softmax : logSoftmax)(inPlace ? to : logits, classes, to);
      },
    };
  },
};

export const crossEntropies: Family = {
  name: 'crossEntropy',
  share: 40,
  draw(draw) {
    const [rows, classes] = shapeOf(draw);
    const logits = logitsOf(draw, rows, classes);
    const ignoreIndex = draw.pick([undefined, undefined, -1, 0]);
    const target = Int32Array.from({ length: rows }, () =>
      ignoreIndex === -1 && draw.chance(0.2) ? -1 : draw.random.integer(classes),
    );
    const toMaximum = draw.pick([0, 0.5]);
    for (let i = 0; i < rows; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      if (draw.chance(toMaximum)) target[i] = Math.max(0, row.indexOf(row.reduce((a, b) => Math.max(a, b))));
    }
    const weight = (): number => draw.pick([1, 1, 2, 0, 0.3, 1e-3]);
    const rowWeights = draw.chance(0.3) ? Float64Array.from({ length: rows }, weight) : undefined;
    const classWeights = draw.chance(0.1) ? Float64Array.from({ length: classes }, weight) : undefined;
    const labelSmoothing = draw.chance(0.25) ? draw.pick([0.1, 0.5, 1]) : 0;
    const zLoss = draw.chance(0.25) ? draw.pick([1e-4, 0.1]) : 0;
    const scale = draw.pick([1, 1 / rows, 1e-3, 128, -1, 0, 1e-13, 1e12]);
    const [inPlace, withShare, alone] = [draw.chance(0.3), draw.chance(0.3), draw.chance(0.3)];
    const options = { ignoreIndex, rowWeights, classWeights, labelSmoothing, zLoss, scale };
    return {
      what: `${rows}×${classes} ${JSON.stringify({ ignoreIndex, labelSmoothing, zLoss, scale, inPlace, alone })}`,
      run(out) {
        const gradient = alone ? undefined : out(rows * classes, inPlace ? logits : undefined);
        const zLosses = withShare ? out(rows) : undefined;
        const own = inPlace && gradient ? gradient : logits;
        softmaxCrossEntropy({ ...options, logits: own, target, gradient, losses: out(rows), zLosses });
      },
    };
  },
};

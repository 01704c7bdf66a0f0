import { confidencePenalty, labelLoss, type LabelFunction } from '../../../src/wasm';
import type { Draw, Family } from '../draw';
import { logitsOf, shapeOf } from './softmax';

export const labelLosses: Family = {
  name: 'labelLoss',
  share: 30,
  draw(draw) {
    const [rows, classes] = shapeOf(draw);
    const logits = logitsOf(draw, rows, classes);
    const ignoreIndex = draw.pick([undefined, undefined, -1, 0]);
    const labels = Int32Array.from({ length: rows }, () =>
      ignoreIndex === -1 && draw.chance(0.2) ? -1 : draw.random.integer(classes),
    );
    const toMaximum = draw.pick([0, 0.5]);
    for (let i = 0; i < rows; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      if (draw.chance(toMaximum)) labels[i] = Math.max(0, row.indexOf(row.reduce((a, b) => Math.max(a, b))));
    }
    const weight = (): number => draw.pick([1, 1, 2, 0, 0.3, 1e-3, 1e-20]);
    const rowWeights = draw.chance(0.3) ? Float64Array.from({ length: rows }, weight) : undefined;
    const scale = draw.pick([1, 1 / rows, 1e-3, 128, 0, 1e-13, 1e-30]);
    const [of, inPlace, alone] = [functionOf(draw), draw.chance(0.3), draw.chance(0.3)];
    return {
      what: `${rows}×${classes} ${JSON.stringify({ ignoreIndex, of, scale, inPlace, alone })}`,
      run: (out) => {
        const gradient = alone ? undefined : out(rows * classes, inPlace ? logits : undefined);
        const own = inPlace && gradient ? gradient : logits;
        labelLoss({ logits: own, labels, ignoreIndex, rowWeights, of, scale, gradient, losses: out(rows) });
      },
    };
  },
};

export const confidencePenalties: Family = {
  name: 'confidencePenalty',
  share: 10,
  draw(draw) {
    const [rows, classes] = shapeOf(draw);
    const logits = logitsOf(draw, rows, classes);
    const labels = Int32Array.from({ length: rows }, () => draw.random.integer(classes));
    const rowWeights = Float64Array.from({ length: rows }, () => draw.pick([1, 1, 0, 0.3]));
    const options = { beta: draw.pick([0, 0.1, 2]), scale: draw.pick([1, 1 / rows, 1e-13]) };
    const [inPlace, alone] = [draw.chance(0.3), draw.chance(0.3)];
    return {
      what: `${rows}×${classes} ${JSON.stringify({ ...options, inPlace, alone })}`,
      run: (out) => {
        const gradient = alone ? undefined : out(rows * classes, inPlace ? logits : undefined);
        const own = inPlace && gradient ? gradient : logits;
        confidencePenalty({ ...options, logits: own, labels, rowWeights, gradient, losses: out(rows) });
      },
    };
  },
};

function functionOf(draw: Draw): LabelFunction {
  const kind = draw.integer(0, 2);
  if (kind === 0) return { name: 'focal', gamma: draw.pick([0.1, 0.5, 1, 2, 5, 100]) };
  if (kind === 1) return { name: 'generalized', q: draw.pick([1, 0.7, 0.1, 1e-6]) };
  return { name: 'poly', a: draw.pick([0, 0.1, 1]), b: draw.pick([0, 1, 4, -0.5, -1]) };
}

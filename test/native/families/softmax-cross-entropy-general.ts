import { probabilitySums, softmaxCrossEntropy } from '../../../src/wasm';
import type { Draw, Family } from '../draw';
import { logitsOf } from './softmax';

/** Each with something that the fast kernels do not do. */
export const generalCrossEntropies: Family = {
  name: 'generalCrossEntropy',
  share: 15,
  draw(draw) {
    const [rows, classes] = [
      draw.size(1, 20),
      draw.chance(0.004) ? 65_601 : draw.size(1, draw.chance(0.02) ? 3000 : 200),
    ];
    const logits = logitsOf(draw, rows, classes);
    const needs = draw.pick(['probabilities', 'softcap', 'weights', 'zLoss'] as const);
    const ofLabels = needs !== 'probabilities' && draw.chance(0.7);
    const ignoreIndex = draw.pick([undefined, -1, 0]);
    const label = (): number => (ignoreIndex === -1 && draw.chance(0.2) ? -1 : draw.random.integer(classes));
    const target = ofLabels ? Int32Array.from({ length: rows }, label) : probabilities(draw, rows, classes);
    const weight = (): number => draw.pick([1, 1, 2, 0, 0.3, draw.random.uniform(), -1]);
    const weightsOf = (count: number): Float64Array => Float64Array.from({ length: count }, weight);
    const options = {
      ignoreIndex,
      classWeights: needs === 'weights' || draw.chance(0.3) ? weightsOf(classes) : undefined,
      rowWeights: draw.chance(0.3) ? weightsOf(rows) : undefined,
      labelSmoothing: needs === 'weights' ? 0.1 : draw.pick([0, 0, 0.1, 1]),
      zLoss: needs === 'zLoss' ? draw.pick([0.2, 3]) : draw.pick([0, 0, 1e-4]),
      softcap: needs === 'softcap' ? draw.pick([30, 1, 0.01, 1e4]) : 0,
      scale: draw.pick([1, 1 / rows, 1e-16, -2, 0]),
    };
    const [inPlace, withShare, alone] = [draw.chance(0.3), draw.chance(0.3), draw.chance(0.3)];
    return {
      what: `${rows}×${classes} ${JSON.stringify({ needs, ofLabels, ...options, inPlace, withShare, alone })}`,
      run: (out) => {
        const gradient = alone ? undefined : out(rows * classes, inPlace ? logits : undefined);
        const zLosses = withShare ? out(rows) : undefined;
        const own = inPlace && gradient ? gradient : logits;
        softmaxCrossEntropy({ ...options, logits: own, target, gradient, losses: out(rows), zLosses });
      },
    };
  },
};

export const sumsOfProbabilities: Family = {
  name: 'probabilitySums',
  share: 3,
  draw(draw) {
    const [rows, classes] = [draw.size(1, 20), draw.size(1, 200)];
    const p = probabilities(draw, rows, classes);
    return {
      what: `${rows}×${classes}`,
      run(out) {
        const sums = new Float64Array(rows);
        probabilitySums(p, classes, sums);
        out(rows).set(sums);
        out(rows).set(sums.map((sum) => (sum - Math.fround(sum)) * 2 ** 24));
      },
    };
  },
};

function probabilities(draw: Draw, rows: number, classes: number): Float32Array {
  const kind = draw.integer(0, 3);
  const p = kind === 0 ? draw.numbers(rows * classes) : draw.sparse(rows * classes);
  if (kind === 0) return p;
  for (let i = 0; i < rows; i++) {
    const row = p.subarray(i * classes, (i + 1) * classes);
    if (kind === 1)
      row
        .fill(0)
        .fill(1, draw.random.integer(classes))
        .fill(0, draw.random.integer(classes) + 1);
    else
      for (let k = 0; k < classes; k++) row[k] = row[k] === 0 && kind === 2 ? -0 : Math.abs(row[k]) / classes;
  }
  return p;
}

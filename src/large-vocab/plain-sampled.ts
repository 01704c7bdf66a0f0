import type { SampledScores, SampledSlopes } from './sampled-scores';

/**
 * The loss of row `i` and its derivative by the label's score; overwrites the negatives' scores, −∞ for one left out, with
 * theirs. `times` says how often a negative was drawn.
 */
export type SampledRow = (
  label: number,
  negatives: Float64Array,
  times: Float64Array,
  i: number,
) => { loss: number; slope: number };

/** A loss of sampled negatives in plain float64 loops. */
export function plainSampled(scores: SampledScores, row: SampledRow): SampledSlopes {
  const { rows, inputs, x, counts, negatives, shifts, labelScores, hits, scale } = scores;
  const { times, weight } = negatives;
  const [losses, labels] = [new Float64Array(rows), new Float64Array(rows)];
  const sums = {
    x: new Float64Array(x.length),
    weight: new Float64Array(weight.length),
    bias: new Float64Array(times.length),
  };
  const z = new Float64Array(times.length);
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    for (let j = 0; j < z.length; j++) {
      z[j] = shifts[j];
      for (let d = 0; d < inputs; d++) z[j] += x[i * inputs + d] * weight[j * inputs + d];
      if (j === hits[i]) z[j] = -Infinity;
    }
    const { loss, slope } = row(labelScores[i], z, times, i);
    [losses[i], labels[i]] = [loss, scale * slope];
    if (!scores.wantsGradients) continue;
    for (let j = 0; j < z.length; j++) {
      const g = scale * z[j];
      for (let d = 0; d < inputs; d++) {
        sums.x[i * inputs + d] += g * weight[j * inputs + d];
        sums.weight[j * inputs + d] += g * x[i * inputs + d];
      }
      sums.bias[j] += g;
    }
  }
  return { losses, labels, ...(scores.wantsGradients && { gradients: sums }) };
}

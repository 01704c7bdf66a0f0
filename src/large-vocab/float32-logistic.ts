import { columnSums, float32Array, gemm, sigmoidCrossEntropy } from '../wasm';
import { labelPart } from './logistic-row';
import type { SampledScores, SampledSlopes } from './sampled-scores';

/** The label told from the negatives, by kernels: what `logisticRow` does. */
export function float32Logistic(scores: SampledScores<Float32Array>): SampledSlopes {
  const { rows, inputs, x, counts, negatives, shifts, labelScores, hits, scale } = scores;
  const classes = shifts.length;
  const [z, targets, each] = [0, 1, 2].map(() => float32Array(rows * classes));
  gemm(
    x,
    negatives.weight,
    z,
    { m: rows, n: classes, k: inputs },
    { transposeB: true, bias: Float32Array.from(shifts) },
  );
  for (let i = 0; i < rows; i++) if (hits[i] >= 0) z[i * classes + hits[i]] = -Infinity;
  targets.fill(0);
  const gradient = scores.wantsGradients ? z : undefined;
  sigmoidCrossEntropy({ logits: z, targets, weights: negatives.times, scale, gradient, losses: each });

  const [losses, labels] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) {
      z.fill(0, i * classes, (i + 1) * classes);
      continue;
    }
    const { loss, slope } = labelPart(labelScores[i]);
    labels[i] = scale * slope;
    losses[i] = loss;
    for (let j = i * classes; j < (i + 1) * classes; j++) losses[i] += each[j];
  }
  if (!scores.wantsGradients) return { losses, labels };
  const gradients = {
    x: float32Array(x.length),
    weight: float32Array(negatives.weight.length),
    bias: float32Array(classes),
  };
  gemm(z, negatives.weight, gradients.x, { m: rows, n: inputs, k: classes });
  gemm(z, x, gradients.weight, { m: classes, n: inputs, k: rows }, { transposeA: true });
  columnSums(z, rows, classes, gradients.bias);
  return { losses, labels, gradients };
}

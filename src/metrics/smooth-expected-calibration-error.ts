import { cos, exp, sin, type Labels, type TensorLike } from '../core';
import { topLabel, type Forecasts } from './calibration-bins';
import { readProbabilities } from './probabilities';

/** Bandwidths below this are not tried. */
const NARROWEST = 1e-3;
/** At bandwidth σ the terms beyond REACH/σ are below 2⁻⁵³ of the first: e^(−(πkσ)²/2) at kσ = 2.8. */
const REACH = 2.8;
/** Points a term: the area between two zeros of the residual is then known to some 1e-5 of itself. */
const POINTS = 16;

/**
 * The smooth expected calibration error (smECE): as {@link expectedCalibrationError}, with a kernel in place of the bins,
 * whose width follows from the data. Nothing is to be chosen, and a small change of the probabilities changes it little.
 *
 * @remarks
 * Formula:  smECE_σ = ∫₀¹ |1/N Σᵢ (yᵢ − fᵢ) K_σ(fᵢ, t)| dt, f the probability of the predicted class, y whether that
 * is the label, K_σ the Gaussian kernel reflected at 0 and 1; smECE is the σ for which smECE_σ = σ
 * Numerics: K_σ as its cosine series 1 + 2 Σₖ e^(−(πkσ)²/2) cos πkfᵢ cos πkt; about 1e-5 of the value. Values below 0.001 are those
 * of σ = 0.001, at most too small
 * Cost:     O(N/smECE)
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws as {@link accuracy}; {@link DomainError} for a row that is no distribution
 * @example
 * metrics.smoothExpectedCalibrationError(tensor([[0.75, 0.25]]), [0]) // ≈ 0.25
 * Source: [Blasiok2024]
 */
export function smoothExpectedCalibrationError(probabilities: TensorLike, labels: Labels): number {
  const where = 'smoothExpectedCalibrationError';
  const forecasts = topLabel(where, readProbabilities(where, probabilities, labels));
  // smECE_σ falls as σ grows: the fixed point is between a σ that is below and one that is above.
  for (let low = 1; ; low = Math.max(low / 2, NARROWEST)) {
    const residual = cosineSeries(forecasts, Math.ceil(REACH / low));
    const error = smoothed(residual, low);
    if (error >= low) return low === 1 ? 1 : fixedPoint((sigma) => smoothed(residual, sigma), low, 2 * low);
    if (low === NARROWEST) return error;
  }
}

/** The coefficients 1/N Σᵢ (yᵢ − fᵢ) cos πkfᵢ, k = 0, …, terms. */
function cosineSeries({ values, outcomes }: Forecasts, terms: number): Float64Array {
  const coefficients = new Float64Array(terms + 1);
  values.forEach((f, i) => {
    const residual = (outcomes[i] - f) / values.length;
    const [stepCos, stepSin] = [cos(Math.PI * f), sin(Math.PI * f)];
    for (let k = 0, c = 1, s = 0; k <= terms; k++) {
      coefficients[k] += residual * c;
      const next = c * stepCos - s * stepSin;
      s = s * stepCos + c * stepSin;
      c = next;
    }
  });
  return coefficients;
}

/** smECE_σ by the midpoint rule. */
function smoothed(coefficients: Float64Array, sigma: number): number {
  const series = coefficients.map((c, k) => {
    const x = Math.PI * k * sigma;
    return (k === 0 ? 1 : 2) * c * exp((-x * x) / 2);
  });
  const points = POINTS * series.length;
  let area = 0;
  for (let j = 0; j < points; j++) {
    const x = cos((Math.PI * (j + 0.5)) / points);
    // Clenshaw's sum of Σ seriesₖ cos kθ at cos θ = x
    let [b, previous] = [0, 0];
    for (let k = series.length - 1; k >= 1; k--) {
      const next = series[k] + 2 * x * b - previous;
      previous = b;
      b = next;
    }
    area += Math.abs(series[0] + x * b - previous);
  }
  return area / points;
}

/** The σ of [low, high] for which f(σ) = σ, f falling, by false position (Illinois). */
function fixedPoint(f: (sigma: number) => number, low: number, high: number): number {
  let [above, below] = [f(low) - low, f(high) - high];
  if (below >= 0) return high;
  for (let side = 0; ;) {
    const sigma = (low * below - high * above) / (below - above);
    const value = f(sigma) - sigma;
    if (Math.abs(value) <= 1e-10 || !(sigma > low && sigma < high)) return sigma;
    if (value > 0) {
      [low, above] = [sigma, value];
      if (side > 0) below /= 2;
    } else {
      [high, below] = [sigma, value];
      if (side < 0) above /= 2;
    }
    side = Math.sign(value);
  }
}

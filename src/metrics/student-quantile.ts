import { OptionError } from '../core';
import { checkCount, describe } from '../core/checks';
import { cos, sin } from '../core/special';

/**
 * The t below which a variable of Student's distribution lies with that probability.
 *
 * @remarks
 * Formula:  P(|T| ≤ √ν tan θ) is a finite sum of powers of cos θ (26.7.3 and 26.7.4), in which θ is bisected
 * Numerics: relative error ≤ 1e-12 for probabilities of 0.0005 … 0.9995
 * Cost:     O(ν)
 * @param probability - above 0, below 1
 * @param degrees - of freedom ν, a whole number from 1
 * @throws {@link OptionError}
 * @example
 * metrics.studentQuantile(0.975, 19) // ≈ 2.0930
 * metrics.studentQuantile(0.5, 4) // 0
 * Source: [AbramowitzStegun1964]
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new OptionError(
      `studentQuantile: probability should be above 0 and below 1, got ${describe(probability)}`,
    );
  }
  checkCount('studentQuantile', 'degrees', degrees, 1);
  if (probability === 0.5) return 0;
  const within = Math.abs(2 * probability - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (probabilityWithin(middle, degrees) < within) low = middle;
    else high = middle;
  }
  const t = (Math.sqrt(degrees) * sin(high)) / cos(high);
  return probability < 0.5 ? -t : t;
}

/** P(|T| ≤ √ν tan θ). */
function probabilityWithin(angle: number, degrees: number): number {
  const [cosine, sine] = [cos(angle), sin(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let total = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    total += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * total) : sine * total;
}

/** What values over seeds tell of the mean that more seeds would approach. */
export interface Estimate {
  count: number;
  mean: number;
  /** The sample's standard deviation, by n − 1; NaN of one value. */
  deviation: number;
  /** Half of the 95 % interval's width, by Student's t; NaN of one value. */
  halfWidth: number;
}

export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = sum(values) / count;
  const deviation = Math.sqrt(sum(values.map((value) => (value - mean) * (value - mean))) / (count - 1));
  const halfWidth = (studentQuantile(count - 1) * deviation) / Math.sqrt(count);
  return { count, mean, deviation, halfWidth };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What Student's t with so many degrees of freedom exceeds, in size, with a probability of 5 %; NaN of none. */
export function studentQuantile(degrees: number): number {
  if (degrees < 1) return NaN;
  let [low, high] = [0, 13]; // 12.7 of one degree
  for (let middle = 6.5; middle > low && middle < high; middle = (low + high) / 2) {
    if (probabilityWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return high;
}

/** P(|T| ≤ t): the finite sums of [AbramowitzStegun1964], 26.7.3 and 26.7.4. */
function probabilityWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine2 = degrees / (degrees + t * t);
  const sine = Math.sqrt(1 - cosine2);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.sqrt(cosine2) : 1;
  let total = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine2 * (k - 1)) / k;
    total += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * total) : sine * total;
}

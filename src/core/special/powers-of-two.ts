const SMALLEST = -1074;

/** 2^k for every k from −1074 to 1023: a look-up is faster than assembling bits, and knows no byte order. */
const POWERS = Float64Array.from({ length: 1023 - SMALLEST + 1 }, () => 1);
for (let k = 1; k <= 1023; k++) POWERS[k - SMALLEST] = 2 * POWERS[k - 1 - SMALLEST];
for (let k = -1; k >= SMALLEST; k--) POWERS[k - SMALLEST] = POWERS[k + 1 - SMALLEST] / 2;

/** 2^k, exactly, for an integer k from −1074 to 1023. */
export function powerOfTwo(k: number): number {
  return POWERS[k - SMALLEST];
}

/** `x · 2^k`, rounded once (to a subnormal, 0 or ±∞ if it must be), for x of [0.5, 2) and −1200 ≤ k ≤ 1100. */
export function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * POWERS[1023 - SMALLEST] * POWERS[k - 1023 - SMALLEST];
  // Still normal after the first product, so only the second one rounds.
  if (k < SMALLEST) return x * POWERS[k + 200 - SMALLEST] * POWERS[-200 - SMALLEST];
  return x * POWERS[k - SMALLEST];
}

import type { DoubleDouble } from './reference';

const SMALLEST_NORMAL = 2 ** -126;
const word = new DataView(new ArrayBuffer(4));

/** The distance between float32 numbers around `exact`; from the smallest normal number down it stays 2⁻¹⁴⁹. */
export function unitInLastPlace(exact: number): number {
  const magnitude = Math.abs(exact);
  if (magnitude < 2 * SMALLEST_NORMAL) return 2 ** -149;
  // Rounding to float32 may reach the next power of two, whose unit is twice as large: so from below.
  const near = Math.min(Math.fround(magnitude), 3.4028234663852886e38);
  const below = near > magnitude ? previous(near) : near;
  word.setFloat32(0, below);
  return 2 ** ((word.getUint32(0) >>> 23) - 150);
}

function previous(value: number): number {
  word.setFloat32(0, value);
  word.setUint32(0, word.getUint32(0) - 1);
  return word.getFloat32(0);
}

/** The largest distance of float32 results from the exact values, in units of the exact value's last place. */
export function worstUlp(results: Float32Array, exact: DoubleDouble): number {
  let worst = 0;
  for (let j = 0; j < results.length; j++) {
    const difference = results[j] - exact.high[j] - exact.low[j];
    const error = Math.abs(difference) / unitInLastPlace(exact.high[j]);
    if (!(error <= worst)) worst = error; // NaN stays
    if (Number.isNaN(worst)) return worst;
  }
  return worst;
}

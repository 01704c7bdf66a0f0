/** The last pass over a row: its exponentials times a number. */
import { loadPart, storePart } from './lanes';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';

/** x ← k x, rounded once: neither k nor its product with x is rounded to float32 before. */
export function scaleRow(x: usize, n: i32, k: f64): void {
  const upper = reinterpret<f64>(reinterpret<u64>(k) & UPPER_BITS);
  const high = f32x4.splat(f32(upper));
  const low = f32x4.splat(f32(k - upper));
  const mask = upperHalfMask();
  const last = x + (usize(n) << 2);
  for (; x + 64 <= last; x += 64) {
    v128.store(x, scaled(v128.load(x), mask, high, low));
    v128.store(x, scaled(v128.load(x, 16), mask, high, low), 16);
    v128.store(x, scaled(v128.load(x, 32), mask, high, low), 32);
    v128.store(x, scaled(v128.load(x, 48), mask, high, low), 48);
  }
  for (; x + 16 <= last; x += 16) v128.store(x, scaled(v128.load(x), mask, high, low));
  const rest = i32((last - x) >> 2);
  storePart(x, scaled(loadPart(x, rest), mask, high, low), rest);
}

export function fillRow(x: usize, n: i32, value: f32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4, x += 16) v128.store(x, v);
  storePart(x, v, n);
}

/**
 * Layer normalisation of rows of `size` numbers, in float64. A sum over a row is of eight lanes, of which lane j has every
 * eighth number from number j on.
 */
import { lowerHalf, narrowed, upperHalf } from './lanes';
import { scratch } from './scratch';

/** Of the row that `takeMoments` was given, 1/√(variance + ε) being the inverse. */
let mean: f64 = 0;
let inverse: f64 = 0;

/** y ← (x − mean)·inverse·weight + bias for the rows [begin, end); y may be x. */
export function layerNorm(
  begin: i32,
  end: i32,
  x: usize,
  size: i32,
  epsilon: f64,
  weight: usize,
  bias: usize,
  y: usize,
): void {
  const bytes = usize(size) << 2;
  for (let row = begin; row < end; row++) {
    const from = x + usize(row) * bytes;
    const to = y + usize(row) * bytes;
    takeMoments(from, size, epsilon);
    const middle = f64x2.splat(mean);
    const factor = f64x2.splat(inverse);
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      const v = v128.load(from + at);
      const w = v128.load(weight + at);
      const b = v128.load(bias + at);
      const lower = f64x2.mul(f64x2.mul(f64x2.sub(lowerHalf(v), middle), factor), lowerHalf(w));
      const upper = f64x2.mul(f64x2.mul(f64x2.sub(upperHalf(v), middle), factor), upperHalf(w));
      v128.store(to + at, narrowed(f64x2.add(lower, lowerHalf(b)), f64x2.add(upper, upperHalf(b))));
    }
    for (; at < bytes; at += 4) {
      const normalised = (f64(load<f32>(from + at)) - mean) * inverse;
      store<f32>(to + at, f32(normalised * f64(load<f32>(weight + at)) + f64(load<f32>(bias + at))));
    }
  }
}

/**
 * For the pieces [begin, end), of `span` rows: dx, and with x̂ = (x − mean)·inverse the float64 sums
 * to[piece][0][k] ← Σ g·x̂, to[piece][1][k] ← Σ g. dx may be x or g.
 */
export function layerNormBackward(
  begin: i32,
  end: i32,
  x: usize,
  g: usize,
  rows: i32,
  size: i32,
  epsilon: f64,
  weight: usize,
  span: i32,
  dx: usize,
  to: usize,
): void {
  const bytes = usize(size) << 2;
  for (let piece = begin; piece < end; piece++) {
    const products = to + usize(piece) * (bytes << 2);
    const sums = products + (bytes << 1);
    memory.fill(products, 0, bytes << 2);
    const last = min(rows, (piece + 1) * span);
    for (let row = piece * span; row < last; row++) {
      const at = usize(row) * bytes;
      takeMoments(x + at, size, epsilon);
      addGradients(x + at, g + at, size, weight, products, sums);
      slant(x + at, g + at, size, weight, dx + at);
    }
  }
}

/** Σ g·weight/size and Σ g·weight·x̂/size of the row that `addGradients` was given. */
let middle: f64 = 0;
let tilt: f64 = 0;

/** Adds g·x̂ and g of a row to the sums over the rows; leaves its own in `middle` and `tilt`. */
function addGradients(x: usize, g: usize, size: i32, weight: usize, products: usize, sums: usize): void {
  const m = f64x2.splat(mean);
  const factor = f64x2.splat(inverse);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  const whole = usize(size & ~7) << 2;
  let at: usize = 0;
  for (; at < whole; at += 32) {
    const g0 = lowerHalf(v128.load(g + at));
    const g1 = upperHalf(v128.load(g + at));
    const g2 = lowerHalf(v128.load(g + at, 16));
    const g3 = upperHalf(v128.load(g + at, 16));
    const x0 = f64x2.mul(f64x2.sub(lowerHalf(v128.load(x + at)), m), factor);
    const x1 = f64x2.mul(f64x2.sub(upperHalf(v128.load(x + at)), m), factor);
    const x2 = f64x2.mul(f64x2.sub(lowerHalf(v128.load(x + at, 16)), m), factor);
    const x3 = f64x2.mul(f64x2.sub(upperHalf(v128.load(x + at, 16)), m), factor);
    const p = products + (at << 1);
    v128.store(p, f64x2.add(v128.load(p), f64x2.mul(g0, x0)));
    v128.store(p, f64x2.add(v128.load(p, 16), f64x2.mul(g1, x1)), 16);
    v128.store(p, f64x2.add(v128.load(p, 32), f64x2.mul(g2, x2)), 32);
    v128.store(p, f64x2.add(v128.load(p, 48), f64x2.mul(g3, x3)), 48);
    const s = sums + (at << 1);
    v128.store(s, f64x2.add(v128.load(s), g0));
    v128.store(s, f64x2.add(v128.load(s, 16), g1), 16);
    v128.store(s, f64x2.add(v128.load(s, 32), g2), 32);
    v128.store(s, f64x2.add(v128.load(s, 48), g3), 48);
    const w0 = f64x2.mul(g0, lowerHalf(v128.load(weight + at)));
    const w1 = f64x2.mul(g1, upperHalf(v128.load(weight + at)));
    const w2 = f64x2.mul(g2, lowerHalf(v128.load(weight + at, 16)));
    const w3 = f64x2.mul(g3, upperHalf(v128.load(weight + at, 16)));
    s0 = f64x2.add(s0, w0);
    s1 = f64x2.add(s1, w1);
    s2 = f64x2.add(s2, w2);
    s3 = f64x2.add(s3, w3);
    t0 = f64x2.add(t0, f64x2.mul(w0, x0));
    t1 = f64x2.add(t1, f64x2.mul(w1, x1));
    t2 = f64x2.add(t2, f64x2.mul(w2, x2));
    t3 = f64x2.add(t3, f64x2.mul(w3, x3));
  }
  storeLanes(scratch, s0, s1, s2, s3);
  storeLanes(scratch + 64, t0, t1, t2, t3);
  for (const last = usize(size) << 2; at < last; at += 4) {
    const gradient = f64(load<f32>(g + at));
    const normalised = (f64(load<f32>(x + at)) - mean) * inverse;
    addTo(products + (at << 1), gradient * normalised);
    addTo(sums + (at << 1), gradient);
    const weighted = gradient * f64(load<f32>(weight + at));
    addTo(scratch + ((at - whole) << 1), weighted);
    addTo(scratch + 64 + ((at - whole) << 1), weighted * normalised);
  }
  middle = totalOf(scratch) / f64(size);
  tilt = totalOf(scratch + 64) / f64(size);
}

/** dx ← (g·weight − middle − x̂·tilt)·inverse */
function slant(x: usize, g: usize, size: i32, weight: usize, dx: usize): void {
  const bytes = usize(size) << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const v = v128.load(x + at);
    const w = v128.load(weight + at);
    const gradient = v128.load(g + at);
    const lower = slanted(lowerHalf(v), f64x2.mul(lowerHalf(gradient), lowerHalf(w)));
    const upper = slanted(upperHalf(v), f64x2.mul(upperHalf(gradient), upperHalf(w)));
    v128.store(dx + at, narrowed(lower, upper));
  }
  for (; at < bytes; at += 4) {
    const normalised = (f64(load<f32>(x + at)) - mean) * inverse;
    const weighted = f64(load<f32>(g + at)) * f64(load<f32>(weight + at));
    store<f32>(dx + at, f32((weighted - middle - normalised * tilt) * inverse));
  }
}

@inline
function slanted(x: v128, weighted: v128): v128 {
  const factor = f64x2.splat(inverse);
  const normalised = f64x2.mul(f64x2.sub(x, f64x2.splat(mean)), factor);
  const centred = f64x2.sub(weighted, f64x2.splat(middle));
  return f64x2.mul(f64x2.sub(centred, f64x2.mul(normalised, f64x2.splat(tilt))), factor);
}

function takeMoments(x: usize, size: i32, epsilon: f64): void {
  mean = sumOfPowers(x, size, 0, false) / f64(size);
  inverse = 1 / sqrt(sumOfPowers(x, size, mean, true) / f64(size) + epsilon);
}

/** Σ x − m, or Σ (x − m)² */
@inline
function sumOfPowers(x: usize, size: i32, m: f64, squared: bool): f64 {
  const origin = f64x2.splat(m);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const whole = usize(size & ~7) << 2;
  let at: usize = 0;
  for (; at < whole; at += 32) {
    const d0 = f64x2.sub(lowerHalf(v128.load(x + at)), origin);
    const d1 = f64x2.sub(upperHalf(v128.load(x + at)), origin);
    const d2 = f64x2.sub(lowerHalf(v128.load(x + at, 16)), origin);
    const d3 = f64x2.sub(upperHalf(v128.load(x + at, 16)), origin);
    s0 = f64x2.add(s0, squared ? f64x2.mul(d0, d0) : d0);
    s1 = f64x2.add(s1, squared ? f64x2.mul(d1, d1) : d1);
    s2 = f64x2.add(s2, squared ? f64x2.mul(d2, d2) : d2);
    s3 = f64x2.add(s3, squared ? f64x2.mul(d3, d3) : d3);
  }
  storeLanes(scratch, s0, s1, s2, s3);
  for (const last = usize(size) << 2; at < last; at += 4) {
    const d = f64(load<f32>(x + at)) - m;
    addTo(scratch + ((at - whole) << 1), squared ? d * d : d);
  }
  return totalOf(scratch);
}

@inline
function storeLanes(to: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}

@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** The sum of eight lanes. */
@inline
function totalOf(lanes: usize): f64 {
  const even = load<f64>(lanes) + load<f64>(lanes, 32) + (load<f64>(lanes, 16) + load<f64>(lanes, 48));
  const odd = load<f64>(lanes, 8) + load<f64>(lanes, 40) + (load<f64>(lanes, 24) + load<f64>(lanes, 56));
  return even + odd;
}

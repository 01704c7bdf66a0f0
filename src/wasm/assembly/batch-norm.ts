/**
 * Batch normalisation of an array of rows × channels, channels last. Sums of a channel are made in float64, piece by piece
 * of `span` rows; who calls adds the pieces up in their order, so that no bit depends on the number of threads.
 */

/**
 * For the pieces [begin, end): to[piece][0][c] ← Σ d, to[piece][1][c] ← Σ d², where d = x[i][c] − x[0][c]: differences from a row
 * of the data keep the digits of a variance that is small beside the mean.
 */
export function batchMoments(
  begin: i32,
  end: i32,
  x: usize,
  rows: i32,
  channels: i32,
  span: i32,
  to: usize,
): void {
  const step = usize(channels) << 2;
  for (let piece = begin; piece < end; piece++) {
    const first = x + usize(piece) * usize(span) * step;
    const last = x + usize(min(rows, (piece + 1) * span)) * step;
    const sums = to + (usize(piece) * usize(channels) << 4);
    const squares = sums + (usize(channels) << 3);
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      const origin = v128.load(x + c);
      const o0 = f64x2.promote_low_f32x4(origin);
      const o1 = upperHalf(origin);
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let q0 = f64x2.splat(0);
      let q1 = f64x2.splat(0);
      for (let at = first + c; at < last; at += step) {
        const v = v128.load(at);
        const d0 = f64x2.sub(f64x2.promote_low_f32x4(v), o0);
        const d1 = f64x2.sub(upperHalf(v), o1);
        s0 = f64x2.add(s0, d0);
        s1 = f64x2.add(s1, d1);
        q0 = f64x2.add(q0, f64x2.mul(d0, d0));
        q1 = f64x2.add(q1, f64x2.mul(d1, d1));
      }
      storePair(sums + (c << 1), s0, s1);
      storePair(squares + (c << 1), q0, q1);
    }
    for (; c < step; c += 4) {
      const origin = f64(load<f32>(x + c));
      let sum: f64 = 0;
      let square: f64 = 0;
      for (let at = first + c; at < last; at += step) {
        const d = f64(load<f32>(at)) - origin;
        sum += d;
        square += d * d;
      }
      store<f64>(sums + (c << 1), sum);
      store<f64>(squares + (c << 1), square);
    }
  }
}

/** For the pieces [begin, end): to[piece][0][c] ← Σ g, to[piece][1][c] ← Σ g·(x − mean). */
export function batchGradientSums(
  begin: i32,
  end: i32,
  x: usize,
  g: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  span: i32,
  to: usize,
): void {
  const step = usize(channels) << 2;
  const apart = g - x;
  for (let piece = begin; piece < end; piece++) {
    const first = x + usize(piece) * usize(span) * step;
    const last = x + usize(min(rows, (piece + 1) * span)) * step;
    const sums = to + (usize(piece) * usize(channels) << 4);
    const products = sums + (usize(channels) << 3);
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      const middle = v128.load(mean + c);
      const m0 = f64x2.promote_low_f32x4(middle);
      const m1 = upperHalf(middle);
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let p0 = f64x2.splat(0);
      let p1 = f64x2.splat(0);
      for (let at = first + c; at < last; at += step) {
        const v = v128.load(at);
        const w = v128.load(at + apart);
        const g0 = f64x2.promote_low_f32x4(w);
        const g1 = upperHalf(w);
        s0 = f64x2.add(s0, g0);
        s1 = f64x2.add(s1, g1);
        p0 = f64x2.add(p0, f64x2.mul(g0, f64x2.sub(f64x2.promote_low_f32x4(v), m0)));
        p1 = f64x2.add(p1, f64x2.mul(g1, f64x2.sub(upperHalf(v), m1)));
      }
      storePair(sums + (c << 1), s0, s1);
      storePair(products + (c << 1), p0, p1);
    }
    for (; c < step; c += 4) {
      const middle = f64(load<f32>(mean + c));
      let sum: f64 = 0;
      let product: f64 = 0;
      for (let at = first + c; at < last; at += step) {
        const gradient = f64(load<f32>(at + apart));
        sum += gradient;
        product += gradient * (f64(load<f32>(at)) - middle);
      }
      store<f64>(sums + (c << 1), sum);
      store<f64>(products + (c << 1), product);
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function upperHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function storePair(to: usize, lower: v128, upper: v128): void {
  v128.store(to, lower);
  v128.store(to, upper, 16);
}

/** y ← (x − mean)·factor + shift for the rows [begin, end). */
export function batchNormalize(
  begin: i32,
  end: i32,
  x: usize,
  channels: i32,
  mean: usize,
  factor: usize,
  shift: usize,
  y: usize,
): void {
  const step = usize(channels) << 2;
  let at = usize(begin) * step;
  for (const last = usize(end) * step; at < last;) {
    let c: usize = 0;
    for (; c + 16 <= step; c += 16, at += 16) {
      const centred = f32x4.sub(v128.load(x + at), v128.load(mean + c));
      v128.store(y + at, f32x4.add(f32x4.mul(centred, v128.load(factor + c)), v128.load(shift + c)));
    }
    for (; c < step; c += 4, at += 4) {
      const centred = load<f32>(x + at) - load<f32>(mean + c);
      store<f32>(y + at, centred * load<f32>(factor + c) + load<f32>(shift + c));
    }
  }
}

/** dx ← ((g − gMean) − (x − mean)·slope)·factor for the rows [begin, end). */
export function batchNormBackward(
  begin: i32,
  end: i32,
  x: usize,
  g: usize,
  channels: i32,
  mean: usize,
  gMean: usize,
  slope: usize,
  factor: usize,
  dx: usize,
): void {
  const step = usize(channels) << 2;
  let at = usize(begin) * step;
  for (const last = usize(end) * step; at < last;) {
    let c: usize = 0;
    for (; c + 16 <= step; c += 16, at += 16) {
      const centred = f32x4.sub(v128.load(x + at), v128.load(mean + c));
      const gradient = f32x4.sub(v128.load(g + at), v128.load(gMean + c));
      const slanted = f32x4.sub(gradient, f32x4.mul(centred, v128.load(slope + c)));
      v128.store(dx + at, f32x4.mul(slanted, v128.load(factor + c)));
    }
    for (; c < step; c += 4, at += 4) {
      const centred = load<f32>(x + at) - load<f32>(mean + c);
      const gradient = load<f32>(g + at) - load<f32>(gMean + c);
      store<f32>(dx + at, (gradient - centred * load<f32>(slope + c)) * load<f32>(factor + c));
    }
  }
}

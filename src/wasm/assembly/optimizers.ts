/**
 * One update of the parameters [begin, end), two at a time in float64 and rounded when stored, in the order of the
 * plain loops of src/optim: the bits are theirs. Memory, not arithmetic, is what large parameters wait for.
 */

// @ts-ignore: a decorator of AssemblyScript
@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function keepTwo(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(value), 0);
}

/** g ← g + decay·w; w ← w − rate·g */
export function sgd(begin: i32, end: i32, w: usize, g: usize, rate: f64, decay: f64): void {
  const rates = f64x2.splat(rate);
  const decays = f64x2.splat(decay);
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  for (; at + 8 <= last; at += 8) {
    const old = two(w + at);
    const slope = f64x2.add(two(g + at), f64x2.mul(decays, old));
    keepTwo(w + at, f64x2.sub(old, f64x2.mul(rates, slope)));
  }
  for (; at < last; at += 4) {
    const old = f64(load<f32>(w + at));
    store<f32>(w + at, f32(old - rate * (f64(load<f32>(g + at)) + decay * old)));
  }
}

/** g ← g + decay·w; v ← momentum·v + g; w ← w − rate·v, or w − rate·(g + momentum·v) where `nesterov` */
export function sgdMomentum(
  begin: i32,
  end: i32,
  w: usize,
  g: usize,
  v: usize,
  rate: f64,
  decay: f64,
  momentum: f64,
  nesterov: i32,
): void {
  const rates = f64x2.splat(rate);
  const decays = f64x2.splat(decay);
  const momenta = f64x2.splat(momentum);
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  for (; at + 8 <= last; at += 8) {
    const old = two(w + at);
    const slope = f64x2.add(two(g + at), f64x2.mul(decays, old));
    keepTwo(v + at, f64x2.add(f64x2.mul(momenta, two(v + at)), slope));
    const velocity = two(v + at); // as it was rounded
    const ahead = nesterov ? f64x2.add(slope, f64x2.mul(momenta, velocity)) : velocity;
    keepTwo(w + at, f64x2.sub(old, f64x2.mul(rates, ahead)));
  }
  for (; at < last; at += 4) {
    const old = f64(load<f32>(w + at));
    const slope = f64(load<f32>(g + at)) + decay * old;
    store<f32>(v + at, f32(momentum * f64(load<f32>(v + at)) + slope));
    const velocity = f64(load<f32>(v + at));
    const ahead = nesterov ? slope + momentum * velocity : velocity;
    store<f32>(w + at, f32(old - rate * ahead));
  }
}

/**
 * g ← g + penalty·w; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * w ← shrink·w − rate·(m/correction1) / (√(v/correction2) + epsilon)
 */
export function adam(
  begin: i32,
  end: i32,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  penalty: f64,
  shrink: f64,
): void {
  const new1 = 1 - beta1;
  const new2 = 1 - beta2;
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  for (; at + 8 <= last; at += 8) {
    const old = two(w + at);
    const slope = f64x2.add(two(g + at), f64x2.mul(f64x2.splat(penalty), old));
    const fresh1 = f64x2.mul(f64x2.splat(new1), slope);
    keepTwo(m + at, f64x2.add(f64x2.mul(f64x2.splat(beta1), two(m + at)), fresh1));
    const fresh2 = f64x2.mul(f64x2.mul(f64x2.splat(new2), slope), slope);
    keepTwo(v + at, f64x2.add(f64x2.mul(f64x2.splat(beta2), two(v + at)), fresh2));
    const root = f64x2.sqrt(f64x2.div(two(v + at), f64x2.splat(correction2)));
    const mean = f64x2.div(two(m + at), f64x2.splat(correction1));
    const step = f64x2.div(mean, f64x2.add(root, f64x2.splat(epsilon)));
    keepTwo(w + at, f64x2.sub(f64x2.mul(f64x2.splat(shrink), old), f64x2.mul(f64x2.splat(rate), step)));
  }
  for (; at < last; at += 4) {
    const old = f64(load<f32>(w + at));
    const slope = f64(load<f32>(g + at)) + penalty * old;
    store<f32>(m + at, f32(beta1 * f64(load<f32>(m + at)) + new1 * slope));
    store<f32>(v + at, f32(beta2 * f64(load<f32>(v + at)) + new2 * slope * slope));
    const root = sqrt<f64>(f64(load<f32>(v + at)) / correction2);
    const step = f64(load<f32>(m + at)) / correction1 / (root + epsilon);
    store<f32>(w + at, f32(shrink * old - rate * step));
  }
}

/** Steps of gradient descent on logistic losses of dot products, one example after another: the training of word2vec. */
import { expConstant, expRelative, lowestOf, rounderOf } from './exp';
import { storePart } from './lanes';
import { scratch } from './scratch';

/** Bytes of a job: its arguments, then its loss. `../logistic-steps.ts` writes and reads them. */
const JOB_BYTES: usize = 64;
const LOSS: usize = 40;
/** A product beyond it is brought back to [1, 2). */
const LARGE: f64 = 1e200;

/** Where the addresses of a group's rows are: some targets in order, none of which is there twice. */
let rows: usize = 0;
let dimensions: i32 = 0;
let stride: usize = 0;
/** The mean of an example's input rows, and the step that all of them take. Zeros follow, up to sixteen numbers. */
let x: usize = 0;
let step: usize = 0;
let rate: f32 = 0;
/** The loss is linear + ln(product) + exponent · ln 2. */
let linear: f64 = 0;
let product: f64 = 1;
let exponent: i32 = 0;

/** Trains the models [begin, end), each by its own job. */
export function logisticSteps(begin: i32, end: i32, jobs: usize): void {
  for (let i = begin; i < end; i++) train(jobs + usize(i) * JOB_BYTES);
}

function train(job: usize): void {
  const inputs = usize(load<u32>(job));
  const outputs = usize(load<u32>(job, 4));
  dimensions = load<i32>(job, 8);
  const examples = load<i32>(job, 12);
  const inputStarts = usize(load<u32>(job, 16));
  const inputRows = usize(load<u32>(job, 20));
  const targetRanges = usize(load<u32>(job, 24));
  const targets = usize(load<u32>(job, 28));
  rate = load<f32>(job, 32);
  stride = usize(dimensions) << 2;
  const padded = (stride + 63) & ~63;
  rows = scratch;
  x = scratch + 64;
  step = x + padded;
  memory.fill(x, 0, 2 * padded);
  linear = 0;
  product = 1;
  exponent = 0;
  for (let i = 0; i < examples; i++) {
    const at = usize(i) << 2;
    const first = inputRows + (usize(load<i32>(inputStarts + at)) << 2);
    const last = inputRows + (usize(load<i32>(inputStarts + at, 4)) << 2);
    average(inputs, first, last);
    memory.fill(step, 0, stride);
    const range = targetRanges + 2 * at;
    descend(
      outputs,
      targets + (usize(load<i32>(range)) << 2),
      targets + (usize(load<i32>(range, 4)) << 2),
    );
    for (let at = first; at < last; at += 4) add(inputs + usize(load<i32>(at)) * stride, step);
  }
  normalize();
  store<f64>(job, linear, LOSS);
  store<f64>(job, product, LOSS + 8);
  store<f64>(job, product === product ? f64(exponent) : 0, LOSS + 16);
}

/** x ← mean of the rows whose numbers are there. */
function average(inputs: usize, first: usize, last: usize): void {
  memory.copy(x, inputs + usize(load<i32>(first)) * stride, stride);
  const count = i32(last - first) >> 2;
  if (count === 1) return;
  for (let at = first + 4; at < last; at += 4) add(x, inputs + usize(load<i32>(at)) * stride);
  const factor = f32x4.splat(1 / f32(count));
  for (let at: usize = 0; at < stride; at += 16) v128.store(x + at, f32x4.mul(v128.load(x + at), factor));
}

/** to ← to + from */
function add(to: usize, from: usize): void {
  for (let column = 0; column < dimensions; column += 4) {
    const at = usize(column) << 2;
    const n = dimensions - column;
    storeFirst(to + at, f32x4.add(loadFirst(to + at, n), loadFirst(from + at, n)), n);
  }
}

/** Goes through the targets by groups of up to four different rows, whose dot products do not wait for each other. */
function descend(outputs: usize, first: usize, last: usize): void {
  while (first < last) {
    let count: usize = 0;
    let signs = i32x4.splat(0);
    for (; count < 4 && first < last; count++, first += 4) {
      const target = load<i32>(first);
      const row = u32(outputs + usize(target >> 1) * stride);
      if (isThere(row, count)) break;
      store<u32>(rows + (count << 2), row);
      const sign = target << 31;
      if (count === 0) signs = i32x4.replace_lane(signs, 0, sign);
      else if (count === 1) signs = i32x4.replace_lane(signs, 1, sign);
      else if (count === 2) signs = i32x4.replace_lane(signs, 2, sign);
      else signs = i32x4.replace_lane(signs, 3, sign);
    }
    descendGroup(i32(count), signs);
  }
}

@inline
function isThere(row: u32, count: usize): bool {
  for (let j: usize = 0; j < count; j++) if (load<u32>(rows + (j << 2)) === row) return true;
  return false;
}

function descendGroup(count: i32, signs: v128): void {
  const zero = f32x4.splat(0);
  const d0 = dot(load<u32>(rows));
  const d1 = count > 1 ? dot(load<u32>(rows, 4)) : zero;
  const d2 = count > 2 ? dot(load<u32>(rows, 8)) : zero;
  const d3 = count > 3 ? dot(load<u32>(rows, 12)) : zero;
  const low = pairSums(d0, d1);
  const high = pairSums(d2, d3);
  const z = f32x4.add(
    v128.shuffle<i32>(low, high, 0, 2, 4, 6),
    v128.shuffle<i32>(low, high, 1, 3, 5, 7),
  );
  // What the loss rises with: z of a negative, −z of a positive.
  const s = v128.xor(z, signs);
  const decay = decayOf(s);
  const one = f32x4.splat(1);
  const error = f32x4.div(v128.bitselect(decay, one, f32x4.lt(s, zero)), f32x4.add(one, decay));
  const factors = v128.xor(f32x4.mul(error, f32x4.splat(-rate)), signs);
  addToLoss(f32x4.extract_lane(s, 0), f32x4.extract_lane(decay, 0));
  if (count > 1) addToLoss(f32x4.extract_lane(s, 1), f32x4.extract_lane(decay, 1));
  if (count > 2) addToLoss(f32x4.extract_lane(s, 2), f32x4.extract_lane(decay, 2));
  if (count > 3) addToLoss(f32x4.extract_lane(s, 3), f32x4.extract_lane(decay, 3));
  if (product > LARGE) normalize();
  if (count === 4) {
    moveFour(factors);
    return;
  }
  move(load<u32>(rows), f32x4.extract_lane(factors, 0));
  if (count > 1) move(load<u32>(rows, 4), f32x4.extract_lane(factors, 1));
  if (count > 2) move(load<u32>(rows, 8), f32x4.extract_lane(factors, 2));
}

/** x · row as a sum of four, of sixteen sums that each take every sixteenth product. */
@inline
function dot(row: usize): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let at: usize = 0;
  for (; at + 64 <= stride; at += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(x + at), v128.load(row + at)));
    b = f32x4.add(b, f32x4.mul(v128.load(x + at, 16), v128.load(row + at, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(x + at, 32), v128.load(row + at, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(x + at, 48), v128.load(row + at, 48)));
  }
  const n = i32(stride - at) >> 2;
  if (n > 0) a = f32x4.add(a, f32x4.mul(v128.load(x + at), loadFirst(row + at, n)));
  if (n > 4) b = f32x4.add(b, f32x4.mul(v128.load(x + at, 16), loadFirst(row + at + 16, n - 4)));
  if (n > 8) c = f32x4.add(c, f32x4.mul(v128.load(x + at, 32), loadFirst(row + at + 32, n - 8)));
  if (n > 12) d = f32x4.add(d, f32x4.mul(v128.load(x + at, 48), loadFirst(row + at + 48, n - 12)));
  return f32x4.add(f32x4.add(a, c), f32x4.add(b, d));
}

/** a₀ + a₂, a₁ + a₃, and the same of b */
@inline
function pairSums(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
}

/** exp(−|s|) */
@inline
function decayOf(s: v128): v128 {
  const lifted = expRelative(
    f32x4.neg(f32x4.abs(s)),
    f32x4.splat(lowestOf(0)),
    f32x4.splat(rounderOf(0)),
    expConstant(0),
    expConstant(1),
    expConstant(2),
    expConstant(3),
    expConstant(4),
    expConstant(5),
    expConstant(6),
  );
  return f32x4.mul(lifted, f32x4.splat(5.421010862427522e-20)); // 2^-64
}

/** Adds max(s, 0) + ln(1 + exp(−|s|)) to the loss. */
@inline
function addToLoss(s: f32, decay: f32): void {
  linear += f64(s > 0 ? s : f32(0));
  product *= 1 + f64(decay);
}

/** Only beyond LARGE and at the end: multiplying by a power of two rounds nothing, so that it matters not where. */
function normalize(): void {
  const bits = reinterpret<u64>(product);
  if (product !== product) return;
  exponent += i32(bits >> 52) - 1023;
  product = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
}

/** step ← step + factor · row, row ← row + factor · x */
function move(row: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let column = 0; column < dimensions; column += 4) {
    const at = usize(column) << 2;
    const n = dimensions - column;
    const old = loadFirst(row + at, n);
    v128.store(step + at, f32x4.add(v128.load(step + at), f32x4.mul(f, old)));
    storeFirst(row + at, f32x4.add(old, f32x4.mul(f, v128.load(x + at))), n);
  }
}

/** The same of four rows in order. */
function moveFour(factors: v128): void {
  const f0 = v128.shuffle<i32>(factors, factors, 0, 0, 0, 0);
  const f1 = v128.shuffle<i32>(factors, factors, 1, 1, 1, 1);
  const f2 = v128.shuffle<i32>(factors, factors, 2, 2, 2, 2);
  const f3 = v128.shuffle<i32>(factors, factors, 3, 3, 3, 3);
  const r0 = usize(load<u32>(rows));
  const r1 = usize(load<u32>(rows, 4));
  const r2 = usize(load<u32>(rows, 8));
  const r3 = usize(load<u32>(rows, 12));
  for (let column = 0; column < dimensions; column += 4) {
    const at = usize(column) << 2;
    const n = dimensions - column;
    const factor = v128.load(x + at);
    let sum = v128.load(step + at);
    sum = moveQuad(r0 + at, f0, factor, sum, n);
    sum = moveQuad(r1 + at, f1, factor, sum, n);
    sum = moveQuad(r2 + at, f2, factor, sum, n);
    sum = moveQuad(r3 + at, f3, factor, sum, n);
    v128.store(step + at, sum);
  }
}

@inline
function moveQuad(at: usize, f: v128, factor: v128, sum: v128, n: i32): v128 {
  const old = loadFirst(at, n);
  storeFirst(at, f32x4.add(old, f32x4.mul(f, factor)), n);
  return f32x4.add(sum, f32x4.mul(f, old));
}

/** The first n numbers, or four; the other lanes are 0. */
@inline
function loadFirst(at: usize, n: i32): v128 {
  if (n >= 4) return v128.load(at);
  const first = n > 1 ? v128.load64_zero(at) : v128.load32_zero(at);
  return n > 2 ? f32x4.replace_lane(first, 2, load<f32>(at, 8)) : first;
}

@inline
function storeFirst(at: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(at, v);
  else storePart(at, v, n);
}

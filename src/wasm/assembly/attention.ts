/**
 * Causal attention of one head of one sequence at a time: weights P = softmax(QKᵀ/√width) over the positions up to a row's own,
 * and P·V. Arrays are [sequences, length, heads·width]; the weights are [sequences, heads, length, length]. Four rows of P
 * at a time lie in the scratch area; no later position is touched. Sums over positions and over a head's numbers are in
 * their order.
 */
import { exponentOf, expConstant, expRelative, lowestOf, rounderOf, shiftOf } from './exp';
import { maxOf } from './lanes';
import { scratch } from './scratch';

/** Of the call, in bytes: from a position to the next, from a row of weights, from a row of `columns` or of the scratch area. */
let step: usize = 0;
let row: usize = 0;
let padded: usize = 0;
let length: i32 = 0;
let width: i32 = 0;
let heads: i32 = 0;

function take(positions: i32, numbers: i32, many: i32): void {
  length = positions;
  width = numbers;
  heads = many;
  step = usize(numbers * many) << 2;
  row = usize(positions) << 2;
  padded = usize((positions + 15) & ~15) << 2;
}

/** Where a head's numbers begin. */
@inline
function startOf(item: i32): usize {
  return usize(item / heads) * usize(length) * step + (usize(item % heads) * usize(width) << 2);
}

/** For the items [begin, end), sequence by sequence and head by head; `columns` has room for the keys of all, transposed. */
export function attend(
  begin: i32,
  end: i32,
  query: usize,
  key: usize,
  value: usize,
  positions: i32,
  numbers: i32,
  many: i32,
  scale: f32,
  columns: usize,
  weights: usize,
  mixed: usize,
): void {
  take(positions, numbers, many);
  for (let item = begin; item < end; item++) {
    const start = startOf(item);
    const keys = columns + usize(item) * usize(width) * padded;
    const p = weights + usize(item) * usize(length) * row;
    transpose(key + start, keys);
    for (let i = 0; i < length; i += 4) {
      const rows = min(4, length - i);
      products(query + start + usize(i) * step, keys, i, rows, scratch);
      for (let r = 0; r < rows; r++) {
        const own = i + r;
        const from = scratch + usize(r) * padded;
        softmax(from, own, scale);
        memory.copy(p + usize(own) * row, from, usize(own + 1) << 2);
        memory.fill(p + usize(own) * row + (usize(own + 1) << 2), 0, usize(length - own - 1) << 2);
      }
      mix(scratch, value + start, i, rows, mixed + start + usize(i) * step);
    }
  }
}

/** The gradients by query, key and value, given `g`, that by P·V; `columns` is for the values, transposed. */
export function attendBackward(
  begin: i32,
  end: i32,
  query: usize,
  key: usize,
  value: usize,
  weights: usize,
  g: usize,
  positions: i32,
  numbers: i32,
  many: i32,
  scale: f32,
  columns: usize,
  dQuery: usize,
  dKey: usize,
  dValue: usize,
): void {
  take(positions, numbers, many);
  const slopes = scratch + 4 * padded;
  for (let item = begin; item < end; item++) {
    const start = startOf(item);
    const values = columns + usize(item) * usize(width) * padded;
    const p = weights + usize(item) * usize(length) * row;
    transpose(value + start, values);
    for (let i = 0; i < length; i++) {
      memory.fill(dKey + start + usize(i) * step, 0, usize(width) << 2);
      memory.fill(dValue + start + usize(i) * step, 0, usize(width) << 2);
    }
    for (let i = 0; i < length; i += 4) {
      const rows = min(4, length - i);
      const at = start + usize(i) * step;
      products(g + at, values, i, rows, slopes);
      for (let r = 0; r < rows; r++) {
        const own = i + r;
        const ownWeights = scratch + usize(r) * padded;
        memory.copy(ownWeights, p + usize(own) * row, usize(own + 1) << 2);
        fillAfter(ownWeights, own, 0);
        softmaxBackward(ownWeights, slopes + usize(r) * padded, own, scale);
      }
      mix(slopes, key + start, i, rows, dQuery + at);
      spread(slopes, query + at, i, rows, dKey + start);
      spread(scratch, g + at, i, rows, dValue + start);
    }
  }
}

/** to[k][j] ← x[j][k], zeros up to the padded length. */
function transpose(x: usize, to: usize): void {
  for (let k = 0; k < width; k++, to += padded) {
    let at = x + (usize(k) << 2);
    for (let j: usize = 0; j < row; j += 4, at += step) store<f32>(to + j, load<f32>(at));
    memory.fill(to + row, 0, padded - row);
  }
}

/** to ← x of the rows i … i + 3 times the columns 0 … i + 3, and some more. */
function products(x: usize, columns: usize, i: i32, rows: i32, to: usize): void {
  const last = columns + (usize((i + rows + 7) & ~7) << 2);
  const x1 = rows > 1 ? x + step : x;
  const x2 = rows > 2 ? x + 2 * step : x;
  const x3 = rows > 3 ? x + 3 * step : x;
  const bytes = usize(width) << 2;
  for (; columns < last; columns += 32, to += 32) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    let from = columns;
    for (let k: usize = 0; k < bytes; k += 4, from += padded) {
      const left = v128.load(from);
      const right = v128.load(from, 16);
      const a = v128.load32_splat(x + k);
      a0 = f32x4.add(a0, f32x4.mul(a, left));
      a1 = f32x4.add(a1, f32x4.mul(a, right));
      const b = v128.load32_splat(x1 + k);
      b0 = f32x4.add(b0, f32x4.mul(b, left));
      b1 = f32x4.add(b1, f32x4.mul(b, right));
      const c = v128.load32_splat(x2 + k);
      c0 = f32x4.add(c0, f32x4.mul(c, left));
      c1 = f32x4.add(c1, f32x4.mul(c, right));
      const d = v128.load32_splat(x3 + k);
      d0 = f32x4.add(d0, f32x4.mul(d, left));
      d1 = f32x4.add(d1, f32x4.mul(d, right));
    }
    storePair(to, a0, a1);
    storePair(to + padded, b0, b1);
    storePair(to + 2 * padded, c0, c1);
    storePair(to + 3 * padded, d0, d1);
  }
}

@inline
function storePair(to: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to, right, 16);
}

/** The numbers after `own`, as far as they are in the same sixteen. */
function fillAfter(x: usize, own: i32, value: f32): void {
  for (let j = own + 1; j & 15; j++) store<f32>(x + (usize(j) << 2), value);
}

@inline
function endOf(x: usize, own: i32): usize {
  return x + (usize((own & ~15) + 16) << 2);
}

/** In place, of the first own + 1 products and zeros after them. */
function softmax(x: usize, own: i32, scale: f32): void {
  fillAfter(x, own, -Infinity);
  const last = endOf(x, own);
  const factor = f32x4.splat(scale);
  let most = f32x4.splat(-Infinity);
  for (let at = x; at < last; at += 16) {
    const z = f32x4.mul(v128.load(at), factor);
    v128.store(at, z);
    most = f32x4.pmax(most, z);
  }
  const max = maxOf(most);
  const shift = shiftOf(max);
  const exponent = exponentOf(max - shift);
  const shifts = f32x4.splat(shift);
  const lowest = f32x4.splat(lowestOf(exponent));
  const rounder = f32x4.splat(rounderOf(exponent));
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let at = x; at < last; at += 64) {
    const e0 = expRelative(f32x4.sub(v128.load(at), shifts), lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    const e1 = expRelative(f32x4.sub(v128.load(at, 16), shifts), lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    const e2 = expRelative(f32x4.sub(v128.load(at, 32), shifts), lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    const e3 = expRelative(f32x4.sub(v128.load(at, 48), shifts), lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    storePair(at, e0, e1);
    storePair(at + 32, e2, e3);
    s0 = f32x4.add(s0, e0);
    s1 = f32x4.add(s1, e1);
    s2 = f32x4.add(s2, e2);
    s3 = f32x4.add(s3, e3);
  }
  const sum = f32x4.splat(sumOfSixteen(s0, s1, s2, s3));
  for (let at = x; at < last; at += 16) v128.store(at, f32x4.div(v128.load(at), sum));
}

@inline
function sumOfSixteen(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const four = f32x4.add(f32x4.add(s0, s2), f32x4.add(s1, s3));
  const two = f32x4.add(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

/** From the gradient by the weights p to that by the products, in place. */
function softmaxBackward(p: usize, g: usize, own: i32, scale: f32): void {
  fillAfter(g, own, 0);
  const last = endOf(g, own);
  const apart = p - g;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let at = g; at < last; at += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(at + apart), v128.load(at)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(at + apart, 16), v128.load(at, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(at + apart, 32), v128.load(at, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(at + apart, 48), v128.load(at, 48)));
  }
  const mean = f32x4.splat(sumOfSixteen(s0, s1, s2, s3));
  const factor = f32x4.splat(scale);
  for (let at = g; at < last; at += 16) {
    const slope = f32x4.mul(f32x4.sub(v128.load(at), mean), v128.load(at + apart));
    v128.store(at, f32x4.mul(slope, factor));
  }
}

/** to, the rows i … i + 3 ← Σⱼ pⱼ·x of position j, for the positions up to each row's own. */
function mix(p: usize, x: usize, i: i32, rows: i32, to: usize): void {
  const p1 = rows > 1 ? padded : 0;
  const p2 = rows > 2 ? 2 * padded : 0;
  const p3 = rows > 3 ? 3 * padded : 0;
  const common = p + (usize(i + 1) << 2);
  let c = 0;
  for (; c + 8 <= width; c += 8, x += 32, to += 32) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    let from = x;
    for (let at = p; at < common; at += 4, from += step) {
      const left = v128.load(from);
      const right = v128.load(from, 16);
      const pa = v128.load32_splat(at);
      a0 = f32x4.add(a0, f32x4.mul(pa, left));
      a1 = f32x4.add(a1, f32x4.mul(pa, right));
      const pb = v128.load32_splat(at + p1);
      b0 = f32x4.add(b0, f32x4.mul(pb, left));
      b1 = f32x4.add(b1, f32x4.mul(pb, right));
      const pc = v128.load32_splat(at + p2);
      c0 = f32x4.add(c0, f32x4.mul(pc, left));
      c1 = f32x4.add(c1, f32x4.mul(pc, right));
      const pd = v128.load32_splat(at + p3);
      d0 = f32x4.add(d0, f32x4.mul(pd, left));
      d1 = f32x4.add(d1, f32x4.mul(pd, right));
    }
    storePair(to, a0, a1);
    if (rows > 1) storeWith(to + step, b0, b1, common + p1, from, 1);
    if (rows > 2) storeWith(to + 2 * step, c0, c1, common + p2, from, 2);
    if (rows > 3) storeWith(to + 3 * step, d0, d1, common + p3, from, 3);
  }
  for (; c < width; c++, x += 4, to += 4) {
    for (let r = 0; r < rows; r++) {
      let sum: f32 = 0;
      let from = x;
      const first = p + usize(r) * padded;
      const last = first + (usize(i + r + 1) << 2);
      for (let at = first; at < last; at += 4, from += step) sum += load<f32>(at) * load<f32>(from);
      store<f32>(to + usize(r) * step, sum);
    }
  }
}

/** The sums with `more` positions that the row has beyond the first of the four. */
function storeWith(to: usize, left: v128, right: v128, p: usize, from: usize, more: i32): void {
  for (let j = 0; j < more; j++, p += 4, from += step) {
    const weight = v128.load32_splat(p);
    left = f32x4.add(left, f32x4.mul(weight, v128.load(from)));
    right = f32x4.add(right, f32x4.mul(weight, v128.load(from, 16)));
  }
  storePair(to, left, right);
}

/** to of position j ← to + Σ pⱼ·x over the rows i … i + 3 that are not before j. */
function spread(p: usize, x: usize, i: i32, rows: i32, to: usize): void {
  let c = 0;
  if (rows == 4) {
    const p3 = 3 * padded;
    for (; c + 8 <= width; c += 8, x += 32, to += 32) {
      const a0 = v128.load(x);
      const a1 = v128.load(x, 16);
      const b0 = v128.load(x + step);
      const b1 = v128.load(x + step, 16);
      const c0 = v128.load(x + 2 * step);
      const c1 = v128.load(x + 2 * step, 16);
      const d0 = v128.load(x + 3 * step);
      const d1 = v128.load(x + 3 * step, 16);
      let at = to;
      let from = p;
      for (let j = 0; j <= i; j++, at += step, from += 4) {
        const pa = v128.load32_splat(from);
        const pb = v128.load32_splat(from + padded);
        const pc = v128.load32_splat(from + 2 * padded);
        const pd = v128.load32_splat(from + p3);
        const left = f32x4.add(f32x4.add(v128.load(at), f32x4.mul(pa, a0)), f32x4.mul(pb, b0));
        const right = f32x4.add(f32x4.add(v128.load(at, 16), f32x4.mul(pa, a1)), f32x4.mul(pb, b1));
        v128.store(at, f32x4.add(f32x4.add(left, f32x4.mul(pc, c0)), f32x4.mul(pd, d0)));
        v128.store(at, f32x4.add(f32x4.add(right, f32x4.mul(pc, c1)), f32x4.mul(pd, d1)), 16);
      }
      for (let j = 1; j < 4; j++, at += step, from += 4) {
        for (let r = j; r < 4; r++) {
          const weight = v128.load32_splat(from + usize(r) * padded);
          const row = x + usize(r) * step;
          v128.store(at, f32x4.add(v128.load(at), f32x4.mul(weight, v128.load(row))));
          v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(weight, v128.load(row, 16))), 16);
        }
      }
    }
  }
  for (; c < width; c++, x += 4, to += 4) {
    for (let j = 0; j < i + rows; j++) {
      const at = to + usize(j) * step;
      let sum = load<f32>(at);
      for (let r = max(0, j - i); r < rows; r++) {
        sum += load<f32>(p + usize(r) * padded + (usize(j) << 2)) * load<f32>(x + usize(r) * step);
      }
      store<f32>(at, sum);
    }
  }
}

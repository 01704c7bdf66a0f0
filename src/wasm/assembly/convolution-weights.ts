import { addSixteen, addThirtyTwo } from './add-terms';
import { listPatches } from './images';
import { scratch } from './scratch';

/** Outputs whose gradients are summed together: what they have in a row of the output's gradient is one cache line. */
const OUTPUTS: i32 = 16;
/** Positions that are listed at a time: their patches stay in the first cache. */
const RUN: i32 = 256;
/** The terms of an output, and the one that is written before it is known to be none. */
const LIST_BYTES: usize = usize(RUN + 1) * 8;

/**
 * The gradient of a convolution's weights, in parts: the part `group` of an item is summed over `span` positions, for
 * sixteen outputs. Items [begin, end) go through the outputs first. A part is [outputs][pieces][width], where width is that
 * of a piece, rounded up to sixteen numbers (the last ones are of no use). Images and patches as in {@link convolution};
 * `flag` is the address of a number that is not 0 if an input is not finite: then zeros of the gradient count.
 */
export function convolutionWeights(
  begin: i32,
  end: i32,
  x: usize,
  outHeight: i32,
  outWidth: i32,
  imageBytes: i32,
  lineBytes: i32,
  stepBytes: i32,
  pieces: i32,
  pieceBytes: i32,
  rowBytes: i32,
  g: usize,
  positions: i32,
  outputs: i32,
  span: i32,
  flag: usize,
  to: usize,
): void {
  const all = load<i32>(flag) != 0;
  const blocks = (outputs + OUTPUTS - 1) / OUTPUTS;
  const width = (pieceBytes + 63) & ~63;
  const outputBytes = usize(pieces) * usize(width);
  const patches = scratch + 256;
  const ends = patches + RUN * 4;
  const lists = ends + OUTPUTS * 4;
  for (let item = begin; item < end; item++) {
    const group = item / blocks;
    const output = (item % blocks) * OUTPUTS;
    const count = min(OUTPUTS, outputs - output);
    const sums = to + (usize(group) * usize(outputs) + usize(output)) * outputBytes;
    memory.fill(sums, 0, usize(count) * outputBytes);
    const last = min(positions, (group + 1) * span);
    for (let first = group * span; first < last; first += RUN) {
      const length = min(RUN, last - first);
      listPatches(first, first + length, x, outHeight, outWidth, imageBytes, lineBytes, stepBytes, patches);
      const from = g + ((usize(first) * usize(outputs) + usize(output)) << 2);
      listTerms(from, usize(outputs) << 2, length, count, all, patches, lists, ends);
      for (let o = 0; o < count; o++) {
        const list = lists + usize(o) * LIST_BYTES;
        const listEnd: usize = load<u32>(ends + (usize(o) << 2));
        let sum = sums + usize(o) * outputBytes;
        for (let piece = 0; piece < pieces; piece++, sum += width) {
          const offset = usize(piece) * usize(rowBytes);
          let j: usize = 0;
          for (; j + 64 < usize(pieceBytes); j += 128) addThirtyTwo(list, listEnd, offset + j, sum + j);
          if (j < usize(pieceBytes)) addSixteen(list, listEnd, offset + j, sum + j);
        }
      }
    }
  }
}

/**
 * For each of `count` outputs the terms of `length` positions: their patches and gradients, those that are not 0. Where
 * the lists end is stored at `ends`. `step` is the bytes between rows of the gradient.
 */
function listTerms(g: usize, step: usize, length: i32, count: i32, all: bool, patches: usize, lists: usize, ends: usize): void {
  let output = 0;
  for (; output + 4 <= count; output += 4, g += 16, lists += 4 * LIST_BYTES, ends += 16) {
    let t0 = lists;
    let t1 = lists + LIST_BYTES;
    let t2 = lists + 2 * LIST_BYTES;
    let t3 = lists + 3 * LIST_BYTES;
    let from = g;
    for (let patch = patches, last = patches + (usize(length) << 2); patch < last; patch += 4, from += step) {
      const four = v128.load(from);
      const taking = all ? 15 : i32x4.bitmask(f32x4.ne(four, f32x4.splat(0)));
      const at = v128.load32_zero(patch);
      // Writing each and moving on only past those that count costs less than branches on random bits do.
      const low = v128.shuffle<i32>(at, four, 0, 4, 0, 5);
      const high = v128.shuffle<i32>(at, four, 0, 6, 0, 7);
      v128.store64_lane(t0, low, 0);
      t0 += usize(taking & 1) << 3;
      v128.store64_lane(t1, low, 1);
      t1 += usize(taking & 2) << 2;
      v128.store64_lane(t2, high, 0);
      t2 += usize(taking & 4) << 1;
      v128.store64_lane(t3, high, 1);
      t3 += usize(taking & 8);
    }
    store<u32>(ends, u32(t0));
    store<u32>(ends, u32(t1), 4);
    store<u32>(ends, u32(t2), 8);
    store<u32>(ends, u32(t3), 12);
  }
  for (; output < count; output++, g += 4, lists += LIST_BYTES, ends += 4) {
    let term = lists;
    let from = g;
    for (let patch = patches, last = patches + (usize(length) << 2); patch < last; patch += 4, from += step) {
      const one = load<f32>(from);
      store<u32>(term, load<u32>(patch));
      store<f32>(term, one, 4);
      term += usize(all || one != 0) << 3;
    }
    store<u32>(ends, u32(term));
  }
}

/**
 * Rows [begin, end) of the weights' gradient [pieces·piece][outputs], `piece` the numbers of a piece: the sum of `groups`
 * parts in their order.
 */
export function sumWeightParts(begin: i32, end: i32, parts: usize, groups: i32, pieces: i32, piece: i32, outputs: i32, to: usize): void {
  const width = (usize(piece) + 15) & ~15;
  const outputBytes = (usize(pieces) * width) << 2;
  const partBytes = usize(outputs) * outputBytes;
  for (let row = begin; row < end; row++) {
    let from = parts + ((usize(row / piece) * width + usize(row % piece)) << 2);
    for (let o = 0; o < outputs; o++, from += outputBytes) {
      let sum = load<f32>(from);
      for (let group = 1; group < groups; group++) sum += load<f32>(from + usize(group) * partBytes);
      store<f32>(to + ((usize(row) * usize(outputs) + usize(o)) << 2), sum);
    }
  }
}

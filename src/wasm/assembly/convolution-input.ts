import { addSixteen, addThirtyTwo } from './add-terms';
import { listPatches } from './images';
import { scratch } from './scratch';

/** Positions listed at a time, and the bytes for their terms; the host sees to it that one position's terms fit. */
const RUN: i32 = 1024;
const LIST_BYTES: i32 = 262144;

/**
 * Packs the blocks [begin, end) of the transposed weights: a block has, for each output, 32 numbers of a piece (zeros
 * beyond its end), and a piece of `piece` numbers has as many blocks as it takes. `w` is [pieces·piece][outputs].
 */
export function packTransposedKernels(begin: i32, end: i32, w: usize, piece: i32, outputs: i32, to: usize): void {
  const perPiece = (piece + 31) / 32;
  for (let block = begin; block < end; block++) {
    const first = (block % perPiece) * 32;
    const from = w + ((usize((block / perPiece) * piece + first) * usize(outputs)) << 2);
    const at = to + ((usize(block) * usize(outputs)) << 7);
    for (let i = 0; i < 32; i++) {
      for (let o = 0; o < outputs; o++) {
        const there = (usize(i) * usize(outputs) + usize(o)) << 2;
        store<f32>(at + (usize(o) << 7) + (usize(i) << 2), first + i < piece ? load<f32>(from + there) : 0);
      }
    }
  }
}

/**
 * The gradient of a convolution's input, with its border, for the images [begin, end). Images and patches as in
 * {@link convolution}; `packed` are the blocks of {@link packTransposedKernels}. `flag` is the address of a number that is
 * not 0 if a weight is not finite: then zeros of the gradient count.
 */
export function convolutionInput(
  begin: i32,
  end: i32,
  g: usize,
  outputs: i32,
  packed: usize,
  flag: usize,
  x: usize,
  outHeight: i32,
  outWidth: i32,
  imageBytes: i32,
  lineBytes: i32,
  stepBytes: i32,
  pieces: i32,
  pieceBytes: i32,
  rowBytes: i32,
): void {
  const all = load<i32>(flag) != 0;
  const positions = outHeight * outWidth;
  const run = min(RUN, LIST_BYTES / (outputs * 8));
  const patches = scratch + 256;
  const ends = patches + RUN * 4;
  const blockBytes = usize(outputs) << 7;
  for (let image = begin; image < end; image++) {
    memory.fill(x + usize(image) * usize(imageBytes), 0, imageBytes);
    for (let first = 0; first < positions; first += run) {
      const start = image * positions + first;
      const length = min(run, positions - first);
      listPatches(start, start + length, x, outHeight, outWidth, imageBytes, lineBytes, stepBytes, patches);
      listTerms(g + ((usize(start) * usize(outputs)) << 2), length, outputs, all, packed, ends);
      let block: usize = 0;
      for (let piece = 0; piece < pieces; piece++) {
        for (let j = 0; j < pieceBytes; j += 128, block += blockBytes) {
          const offset = usize(piece) * usize(rowBytes) + usize(j);
          addBlock(length, patches, offset, min(128, pieceBytes - j), block, ends);
        }
      }
    }
  }
}

/** Where the terms of the first position begin; each position's end is stored after it. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function termsAfter(ends: usize): usize {
  return ends + RUN * 4;
}

/** For each of `length` positions its gradients that are not 0, each with the weights of its output in the first block. */
function listTerms(g: usize, length: i32, outputs: i32, all: bool, packed: usize, ends: usize): void {
  let term = termsAfter(ends);
  for (let i = 0; i < length; i++, ends += 4) {
    let weights = i32x4.add(i32x4.splat(i32(packed)), i32x4(0, 128, 256, 384));
    let output = 0;
    for (; output + 4 <= outputs; output += 4, g += 16, weights = i32x4.add(weights, i32x4.splat(512))) {
      const four = v128.load(g);
      const taking = all ? 15 : i32x4.bitmask(f32x4.ne(four, f32x4.splat(0)));
      const low = v128.shuffle<i32>(weights, four, 0, 4, 1, 5);
      const high = v128.shuffle<i32>(weights, four, 2, 6, 3, 7);
      v128.store64_lane(term, low, 0);
      term += usize(taking & 1) << 3;
      v128.store64_lane(term, low, 1);
      term += usize(taking & 2) << 2;
      v128.store64_lane(term, high, 0);
      term += usize(taking & 4) << 1;
      v128.store64_lane(term, high, 1);
      term += usize(taking & 8);
    }
    for (; output < outputs; output++, g += 4) {
      const one = load<f32>(g);
      store<u32>(term, u32(packed) + (u32(output) << 7));
      store<f32>(term, one, 4);
      term += usize(all || one != 0) << 3;
    }
    store<u32>(ends, u32(term));
  }
}

/** Adds to all patches at `offset`, where a block of `bytes` belongs, what their positions' terms give. */
function addBlock(length: i32, patches: usize, offset: usize, bytes: i32, block: usize, ends: usize): void {
  let term = termsAfter(ends);
  for (let i = 0; i < length; i++, patches += 4, ends += 4) {
    const last: usize = load<u32>(ends);
    const to = usize(load<u32>(patches)) + offset;
    if (term == last) continue;
    if (bytes == 128) addThirtyTwo(term, last, block, to);
    else if (bytes == 64) addSixteen(term, last, block, to);
    else {
      // Beyond the end of the piece lie numbers of others.
      memory.copy(scratch, to, bytes);
      if (bytes > 64) addThirtyTwo(term, last, block, scratch);
      else addSixteen(term, last, block, scratch);
      memory.copy(to, scratch, bytes);
    }
    term = last;
  }
}

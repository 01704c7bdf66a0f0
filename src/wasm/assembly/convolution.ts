import { COLUMNS, ROWS, finish, packRows } from './gemm';
import { directTile } from './gemm-tile';
import { listPatches } from './images';
import { SCRATCH_BYTES, scratch } from './scratch';

/** Positions whose patches are copied at a time: with a panel of weights they stay in the first cache. */
const BLOCK: i32 = 4 * ROWS;

/**
 * Packs the panels [begin, end), of eight columns each, of the `k` × `outputs` matrix of weights at `w`: row by row, zeros
 * beyond the last column.
 */
export function packKernels(begin: i32, end: i32, w: usize, k: i32, outputs: i32, to: usize): void {
  for (let panel = begin; panel < end; panel++) {
    const column = panel * COLUMNS;
    const pieces = (k + 255) / 256; // of a panel, which follow one another
    const at = to + usize(panel) * usize(k) * 32;
    packRows(0, pieces, w + (usize(column) << 2), outputs, k, min(COLUMNS, outputs - column), at);
  }
}

/**
 * Positions [begin, end) of a convolution's output: the product of their patches in the bordered images and the packed
 * weights. See {@link listPatches} for the images' geometry; a patch is `pieces` pieces of `pieceBytes`, one every `rowBytes`,
 * at most about a fifth of the scratch area. Flags are those of the matrix product.
 */
export function convolution(
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
  packed: usize,
  bias: usize,
  flags: i32,
  outputs: i32,
  to: usize,
): void {
  const patches = scratch + 256; // behind the tile that is being summed
  const copies = patches + BLOCK * 4;
  const patchBytes = usize(pieces) * usize(pieceBytes);
  const block = usize(BLOCK + 1) * patchBytes < SCRATCH_BYTES - 1024 ? BLOCK : ROWS;
  for (let first = begin; first < end; first += block) {
    const last = min(end, first + block);
    listPatches(first, last, x, outHeight, outWidth, imageBytes, lineBytes, stepBytes, patches);
    copyPatches(patches, last - first, pieces, pieceBytes, rowBytes, copies);
    let panel = packed;
    for (let column = 0; column < outputs; column += COLUMNS, panel += patchBytes * 8) {
      let a0 = copies;
      for (let row = first; row < last; row += ROWS, a0 += usize(ROWS) * patchBytes) {
        const rows = min(ROWS, last - row);
        // Patches that are not there are read as the first, and not stored.
        const a1 = rows > 1 ? a0 + patchBytes : a0;
        const a2 = rows > 2 ? a1 + patchBytes : a0;
        const a3 = rows > 3 ? a2 + patchBytes : a0;
        const a4 = rows > 4 ? a3 + patchBytes : a0;
        directTile(a0, a1, a2, a3, a4, panel, i32(patchBytes >> 2), scratch);
        finish(to, outputs, row, rows, column, outputs, bias, flags);
      }
    }
  }
}

/** The patches one after the other. Copies whole vectors: what is too much at a piece's end, the next one overwrites. */
function copyPatches(patches: usize, count: i32, pieces: i32, pieceBytes: i32, rowBytes: i32, to: usize): void {
  for (let i = 0; i < count; i++) {
    let piece: usize = load<u32>(patches + (usize(i) << 2));
    for (let j = 0; j < pieces; j++, piece += rowBytes, to += pieceBytes) {
      for (let at = 0; at < pieceBytes; at += 16) v128.store(to + at, v128.load(piece + at));
    }
  }
}

import { COLUMNS, ROWS, finish, packRows } from './gemm';
import { listPatches } from './images';
import { patchTile } from './patch-tile';
import { scratch } from './scratch';

/** Behind the tile that is being summed. */
const PATCHES: usize = 256;

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
 * Positions [begin, end) of a convolution's output (at most 2048): the product of their patches, which lie in the
 * bordered images where they are, and the packed weights. See {@link listPatches} for the images' geometry; `offsets` are
 * those of a patch's `k` numbers from its first, in bytes. Flags are those of the matrix product.
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
  offsets: usize,
  k: i32,
  packed: usize,
  bias: usize,
  flags: i32,
  outputs: i32,
  to: usize,
): void {
  const patches = scratch + PATCHES;
  listPatches(begin, end, x, outHeight, outWidth, imageBytes, lineBytes, stepBytes, patches);
  const panelBytes = usize(k) * 32;
  const offsetsEnd = offsets + usize(k) * 4;
  for (let column = 0; column < outputs; column += COLUMNS, packed += panelBytes) {
    for (let row = begin; row < end; row += ROWS) {
      const rows = min(ROWS, end - row);
      const at = patches + (usize(row - begin) << 2);
      const a0: usize = load<u32>(at);
      const a1: usize = rows > 1 ? load<u32>(at, 4) : a0;
      const a2: usize = rows > 2 ? load<u32>(at, 8) : a0;
      const a3: usize = rows > 3 ? load<u32>(at, 12) : a0;
      const a4: usize = rows > 4 ? load<u32>(at, 16) : a0;
      patchTile(a0, a1, a2, a3, a4, offsets, offsetsEnd, packed, scratch);
      finish(to, outputs, row, rows, column, outputs, bias, flags);
    }
  }
}

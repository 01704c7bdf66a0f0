/** Images in rows of pixels, a pixel's channels side by side (NHWC), and the same with a border around them. */

/**
 * Rows [begin, end) of all bordered images, one after the other: `to` ← the images at `x` with `padding` rows and pixels
 * of zeros on each side. `height` counts the rows with the border; `row` and `side` are the bytes of a row and of its
 * border at one end.
 */
export function padImages(begin: i32, end: i32, x: usize, height: i32, row: i32, side: i32, padding: i32, to: usize): void {
  const inner = height - 2 * padding;
  let at = to + usize(begin) * usize(row + 2 * side);
  for (let i = begin; i < end; i++) {
    const y = (i % height) - padding;
    if (y < 0 || y >= inner) {
      memory.fill(at, 0, row + 2 * side);
      at += row + 2 * side;
      continue;
    }
    at = zeros(at, side);
    memory.copy(at, x + usize((i / height) * inner + y) * usize(row), row);
    at = zeros(at + row, side);
  }
}

/** The way back, for the rows [begin, end) of all images without their borders. */
export function cropImages(begin: i32, end: i32, x: usize, height: i32, row: i32, side: i32, padding: i32, to: usize): void {
  const inner = height - 2 * padding;
  for (let i = begin; i < end; i++) {
    const from = usize((i / inner) * height + padding + (i % inner)) * usize(row + 2 * side) + usize(side);
    memory.copy(to + usize(i) * usize(row), x + from, row);
  }
}

function zeros(at: usize, bytes: i32): usize {
  const last = at + bytes;
  for (; at < last; at += 4) store<f32>(at, 0);
  return last;
}

/** Stores 1 at `to` if one of the numbers [begin, end) is not finite. */
export function findNonFinite(begin: i32, end: i32, x: usize, to: usize): void {
  let sum = f32x4.splat(0);
  let at = x + (usize(begin) << 2);
  const last = x + (usize(end) << 2);
  for (; at + 16 <= last; at += 16) {
    const four = v128.load(at);
    sum = f32x4.add(sum, f32x4.sub(four, four)); // 0 for finite numbers alone
  }
  let rest: f32 = 0;
  for (; at < last; at += 4) rest += load<f32>(at) - load<f32>(at);
  if (rest != 0 || v128.any_true(f32x4.ne(sum, f32x4.splat(0)))) store<i32>(to, 1);
}

/**
 * Stores the addresses of the patches [begin, end) at `to`. A patch is what one position of a convolution's output sees:
 * the same pieces of some following rows, named by the address of the first. Positions go along rows, rows and images.
 * `imageBytes` is from one image to the next, `lineBytes` and `stepBytes` from one position to that below and beside it.
 */
export function listPatches(
  begin: i32,
  end: i32,
  x: usize,
  outHeight: i32,
  outWidth: i32,
  imageBytes: i32,
  lineBytes: i32,
  stepBytes: i32,
  to: usize,
): void {
  let column = begin % outWidth;
  let line = (begin / outWidth) % outHeight;
  let image = x + usize(begin / outWidth / outHeight) * usize(imageBytes);
  for (let position = begin; position < end; position++, to += 4) {
    store<u32>(to, u32(image + usize(line) * usize(lineBytes) + usize(column) * usize(stepBytes)));
    if (++column < outWidth) continue;
    column = 0;
    if (++line < outHeight) continue;
    line = 0;
    image += imageBytes;
  }
}

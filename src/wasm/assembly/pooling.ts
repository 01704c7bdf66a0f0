/**
 * Pooling of images in NHWC. An item is a row of the output: its number among all rows of all images. The output has
 * `outHeight` × `outWidth` positions, `size` is the window's side, `stride` the pixels between windows.
 */

/** Of the first pixel of the window of an item's first position. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function windowOf(item: i32, x: usize, height: i32, width: i32, pixel: usize, outHeight: i32, stride: i32): usize {
  const row = (item / outHeight) * height + (item % outHeight) * stride;
  return x + usize(row) * usize(width) * pixel;
}

/** y ← the largest of each window, `which` ← its number in the window (a float32): the first of equals, the last NaN. */
export function maxPool(
  begin: i32,
  end: i32,
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  y: usize,
  which: usize,
): void {
  const pixel = usize(channels) << 2;
  const line = usize(width) * pixel;
  let to = usize(begin) * usize(outWidth) * pixel;
  for (let item = begin; item < end; item++) {
    let from = windowOf(item, x, height, width, pixel, outHeight, stride);
    for (let column = 0; column < outWidth; column++, from += usize(stride) * pixel) {
      const last = to + pixel;
      let at = from;
      if (size == 2) {
        for (; to + 16 <= last; to += 16, at += 16) largestOfFour(at, pixel, line, y + to, which + to);
      }
      for (; to + 16 <= last; to += 16, at += 16) {
        let best = v128.load(at);
        let where = f32x4.splat(0);
        let number = f32x4.splat(0);
        for (let i = 0, row = at; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) {
            const v = v128.load(here);
            const better = isBetter(v, best);
            best = v128.bitselect(v, best, better);
            where = v128.bitselect(number, where, better);
            number = f32x4.add(number, f32x4.splat(1));
          }
        }
        v128.store(y + to, best);
        v128.store(which + to, where);
      }
      for (; to < last; to += 4, at += 4) {
        let best = load<f32>(at);
        let where = 0;
        for (let i = 0, row = at; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) {
            const v = load<f32>(here);
            if (!(v > best || v != v)) continue;
            best = v;
            where = i * size + j;
          }
        }
        store<f32>(y + to, best);
        store<f32>(which + to, f32(where));
      }
    }
  }
}

/** As {@link maxPool} for four channels of a window of 2×2, the usual one. */
function largestOfFour(at: usize, pixel: usize, line: usize, y: usize, which: usize): void {
  let best = v128.load(at);
  const v1 = v128.load(at + pixel);
  const second = isBetter(v1, best);
  best = v128.bitselect(v1, best, second);
  const v2 = v128.load(at + line);
  const third = isBetter(v2, best);
  best = v128.bitselect(v2, best, third);
  const v3 = v128.load(at + line + pixel);
  const fourth = isBetter(v3, best);
  v128.store(y, v128.bitselect(v3, best, fourth));
  let where = v128.and(second, f32x4.splat(1));
  where = v128.bitselect(f32x4.splat(2), where, third);
  v128.store(which, v128.bitselect(f32x4.splat(3), where, fourth));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isBetter(v: v128, best: v128): v128 {
  return v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
}

/** dx ← of every window the gradient g at its largest, for the images [begin, end). Where windows overlap, sums. */
export function maxPoolBackward(
  begin: i32,
  end: i32,
  g: usize,
  which: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  dx: usize,
): void {
  const pixel = usize(channels) << 2;
  const line = usize(width) * pixel;
  // Windows of 2×2 side by side that cover the image write all of it.
  if (size != 2 || stride != 2 || ((height | width) & 1) != 0 || channels % 4 != 0) {
    memory.fill(dx + usize(begin) * usize(height) * line, 0, usize(end - begin) * usize(height) * line);
  }
  let at = usize(begin) * usize(outHeight) * usize(outWidth) * pixel;
  for (let item = begin * outHeight; item < end * outHeight; item++) {
    let window = windowOf(item, dx, height, width, pixel, outHeight, stride);
    for (let column = 0; column < outWidth; column++, window += usize(stride) * pixel) {
      const last = at + pixel;
      let to = window;
      if (size == 2 && stride >= 2) {
        for (; at + 16 <= last; at += 16, to += 16) spreadOverFour(g + at, which + at, pixel, line, to);
      }
      for (; at + 16 <= last; at += 16, to += 16) {
        const gradient = v128.load(g + at);
        const where = v128.load(which + at);
        let number = f32x4.splat(0);
        for (let i = 0, row = to; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) {
            v128.store(here, f32x4.add(v128.load(here), v128.and(gradient, f32x4.eq(where, number))));
            number = f32x4.add(number, f32x4.splat(1));
          }
        }
      }
      for (; at < last; at += 4, to += 4) {
        const where = i32(load<f32>(which + at));
        const here = to + usize(where / size) * line + usize(where % size) * pixel;
        store<f32>(here, load<f32>(here) + load<f32>(g + at));
      }
    }
  }
}

/** As {@link maxPoolBackward} for four channels of a window of 2×2 that overlaps with no other. */
function spreadOverFour(g: usize, which: usize, pixel: usize, line: usize, to: usize): void {
  const gradient = f32x4.add(v128.load(g), f32x4.splat(0)); // a sum from 0 on: −0 becomes 0
  const where = v128.load(which);
  v128.store(to, v128.and(gradient, f32x4.eq(where, f32x4.splat(0))));
  v128.store(to + pixel, v128.and(gradient, f32x4.eq(where, f32x4.splat(1))));
  v128.store(to + line, v128.and(gradient, f32x4.eq(where, f32x4.splat(2))));
  v128.store(to + line + pixel, v128.and(gradient, f32x4.eq(where, f32x4.splat(3))));
}

/** y ← the mean of each window: float32 sums in the order of its pixels, divided by their number. */
export function averagePool(
  begin: i32,
  end: i32,
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  y: usize,
): void {
  const pixel = usize(channels) << 2;
  const line = usize(width) * pixel;
  const count = f32(size * size);
  let to = y + usize(begin) * usize(outWidth) * pixel;
  for (let item = begin; item < end; item++) {
    let from = windowOf(item, x, height, width, pixel, outHeight, stride);
    for (let column = 0; column < outWidth; column++, from += usize(stride) * pixel) {
      const last = to + pixel;
      let at = from;
      for (; to + 16 <= last; to += 16, at += 16) {
        let sum = f32x4.splat(0);
        for (let i = 0, row = at; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) sum = f32x4.add(sum, v128.load(here));
        }
        v128.store(to, f32x4.div(sum, f32x4.splat(count)));
      }
      for (; to < last; to += 4, at += 4) {
        let sum: f32 = 0;
        for (let i = 0, row = at; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) sum += load<f32>(here);
        }
        store<f32>(to, sum / count);
      }
    }
  }
}

/** dx ← the sum, over the windows of a pixel, of g divided by the pixels of a window, for the images [begin, end). */
export function averagePoolBackward(
  begin: i32,
  end: i32,
  g: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  dx: usize,
): void {
  const pixel = usize(channels) << 2;
  const line = usize(width) * pixel;
  const count = f32(size * size);
  memory.fill(dx + usize(begin) * usize(height) * line, 0, usize(end - begin) * usize(height) * line);
  let at = g + usize(begin) * usize(outHeight) * usize(outWidth) * pixel;
  for (let item = begin * outHeight; item < end * outHeight; item++) {
    let window = windowOf(item, dx, height, width, pixel, outHeight, stride);
    for (let column = 0; column < outWidth; column++, window += usize(stride) * pixel) {
      const last = at + pixel;
      let to = window;
      for (; at + 16 <= last; at += 16, to += 16) {
        const share = f32x4.div(v128.load(at), f32x4.splat(count));
        for (let i = 0, row = to; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) {
            v128.store(here, f32x4.add(v128.load(here), share));
          }
        }
      }
      for (; at < last; at += 4, to += 4) {
        const share = load<f32>(at) / count;
        for (let i = 0, row = to; i < size; i++, row += line) {
          for (let j = 0, here = row; j < size; j++, here += pixel) store<f32>(here, load<f32>(here) + share);
        }
      }
    }
  }
}

import { zeros, type FloatArray, type Tensor } from '../core';

/** `[N, T, size]` → `[N, heads, T, size/heads]` */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [N, T, size] = x.shape;
  const split = zeros([N, heads, T, size / heads], { dtype: x.dtype });
  exchange(x.data, split.data, T, heads, size / heads);
  return split;
}

/** `[N, heads, T, width]` → `[N, T, heads·width]` */
export function joinHeads(x: Tensor): Tensor {
  const [N, heads, T, width] = x.shape;
  const joined = zeros([N, T, heads * width], { dtype: x.dtype });
  exchange(x.data, joined.data, heads, T, width);
  return joined;
}

/** `[N, A, B, width]` → `[N, B, A, width]` */
function exchange(from: FloatArray, to: FloatArray, A: number, B: number, width: number): void {
  let at = 0;
  for (let block = 0; block < from.length; block += A * B * width) {
    for (let b = 0; b < B; b++) {
      for (let a = 0; a < A; a++) {
        const start = block + (a * B + b) * width;
        for (let k = 0; k < width; k++) to[at++] = from[start + k];
      }
    }
  }
}

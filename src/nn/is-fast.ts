import type { Tensor } from '../core';
import { isFloat32 } from '../core/typed-array';
import { available } from '../wasm';

/** Whether a kernel can take it, and it has `few` elements or more, so that calling one costs less than it saves. */
export function isFast(x: Tensor, few: number): x is Tensor<Float32Array> {
  return isFloat32(x.data) && x.data.length >= few && available();
}

import { isTensor, ShapeError, zeros, type Tensor, newTensor } from '../core';
import { describe } from '../core/checks';
import { available, float32Array } from '../wasm';
import type { Row } from './rows';
import { isFloat32, isFloat64 } from '../core/typed-array';

/** Numbers below which a kernel's call costs more than it saves. */
const FEW = 512;

/** A function of one number that takes arrays and tensors of any shape, too: same shape, same dtype. */
export interface Elementwise {
  (x: number): number;
  (x: Row): number[];
  (x: Tensor): Tensor;
}

/** Lifts a function of one number; `name` is for the error messages, `kernel` the same function of float32. */
export function elementwise(
  name: string,
  f: (x: number) => number,
  kernel?: (x: Float32Array, to: Float32Array) => void,
): Elementwise {
  function lifted(x: number): number;
  function lifted(x: Row): number[];
  function lifted(x: Tensor): Tensor;
  function lifted(x: number | Row | Tensor): number | number[] | Tensor {
    if (typeof x === 'number') return f(x);
    if (isTensor(x)) {
      if (kernel && isFloat32(x.data) && x.data.length >= FEW && available()) {
        const data = float32Array(x.data.length);
        kernel(x.data, data);
        return newTensor(data, [...x.shape]);
      }
      const out = zeros(x.shape, x.dtype);
      for (let i = 0; i < out.data.length; i++) out.data[i] = f(x.data[i]);
      return out;
    }
    if (!(Array.isArray(x) || isFloat64(x))) {
      throw new ShapeError(
        `${name}: x should be a number, an array of numbers or a tensor, got ${describe(x)}`,
      );
    }
    return Array.from(x as readonly number[], (value, i) => {
      if (typeof value === 'number') return f(value);
      throw new ShapeError(
        `${name}: x[${i}] should be a number, got ${describe(value)}; use tensor(…) for a matrix`,
      );
    });
  }
  return lifted;
}

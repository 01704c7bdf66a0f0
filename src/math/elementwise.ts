import { asTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { available, float32Array } from '../wasm';
import { isFloat32 } from '../core/typed-array';
import { isRow, type Matrix, type Row } from './rows';

/** Numbers below which a kernel's call costs more than it saves. */
const FEW = 512;

/** A function of one number, of a row of them, and of tensors and nested arrays of any shape: same shape, same dtype. */
export interface Elementwise {
  (x: number): number;
  (x: Row): number[];
  (x: Matrix): Tensor;
}

/** Lifts a function of one number; `name` is for the error messages, `kernel` the same function of float32. */
export function elementwise(
  name: string,
  f: (x: number) => number,
  kernel?: (x: Float32Array, to: Float32Array) => void,
): Elementwise {
  function lifted(x: number): number;
  function lifted(x: Row): number[];
  function lifted(x: Matrix): Tensor;
  function lifted(x: number | TensorLike): number | number[] | Tensor {
    if (typeof x === 'number') return f(x);
    const from = asTensor(name, 'x', x);
    const to = apply(from);
    return isRow(x) ? Array.from(to.data) : to;
  }
  function apply({ data: x, shape, dtype }: Tensor): Tensor {
    if (kernel && isFloat32(x) && x.length >= FEW && available()) {
      const data = float32Array(x.length);
      kernel(x, data);
      return newTensor(data, [...shape]);
    }
    const out = zeros(shape, { dtype });
    for (let i = 0; i < out.data.length; i++) out.data[i] = f(x[i]);
    return out;
  }
  return lifted;
}

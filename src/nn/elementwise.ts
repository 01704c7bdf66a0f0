import { asTensor, isTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { available, float32Array } from '../wasm';
import { isFloat32 } from '../core/typed-array';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/** The same function for float32: computed as exactly, and rounded once. */
export interface ElementwiseKernel {
  forward(x: Float32Array, output: Float32Array): void;
  backward(output: Float32Array, dOutput: Float32Array, dInput: Float32Array): void;
}

/**
 * A layer without parameters that applies `f` to each element. Its derivative is written as a function of
 * the *output*, so that the output is all that has to be kept.
 */
export function elementwise(
  name: string,
  f: (x: number) => number,
  derivativeFromOutput: (y: number) => number,
  kernel?: ElementwiseKernel,
): Layer<Tensor, TensorLike> {
  /** Where the kernel should put its result; undefined where the plain loop should do it. */
  const place = ({ data }: Tensor): Float32Array | undefined =>
    kernel && isFloat32(data) && data.length >= FEW && available() ? float32Array(data.length) : undefined;

  return {
    name,
    parameters: {},
    forward(given, context) {
      checkContext(name, context);
      const x = asTensor(name, 'x', given);
      const data = place(x);
      if (data) {
        kernel?.forward(x.data as Float32Array, data);
        const output = newTensor(data, x.shape);
        return [output, output];
      }
      const output = zeros(x.shape, { dtype: x.dtype });
      const [from, to] = [x.data, output.data];
      for (let i = 0; i < to.length; i++) to[i] = f(from[i]);
      return [output, output];
    },
    backward(output, given) {
      checkCache(name, output, isTensor(output));
      const dOutput = readGradient(name, given, output.shape, ['the output', output]);
      const data = place(output);
      if (data) {
        kernel?.backward(output.data as Float32Array, dOutput.data as Float32Array, data);
        return { dInput: newTensor(data, output.shape), gradients: {} };
      }
      const dInput = zeros(output.shape, { dtype: output.dtype });
      const [y, dY, dX] = [output.data, dOutput.data, dInput.data];
      for (let i = 0; i < dX.length; i++) dX[i] = dY[i] * derivativeFromOutput(y[i]);
      return { dInput, gradients: {} };
    },
  };
}

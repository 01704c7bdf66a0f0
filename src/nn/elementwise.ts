import { zeros, type Tensor } from '../core';
import { checkSameDtype, checkSameShape } from '../core/checks';
import type { Layer } from './layer';

/**
 * A layer without parameters that applies `f` to each element. Its derivative is written as a function of
 * the *output*, so that the output is all that has to be kept.
 */
export function elementwise(
  name: string,
  f: (x: number) => number,
  derivativeFromOutput: (y: number) => number,
): Layer<Tensor> {
  return {
    name,
    parameters: {},
    forward(x) {
      const output = zeros(x.shape, x.dtype);
      for (let i = 0; i < output.data.length; i++) output.data[i] = f(x.data[i]);
      return [output, output];
    },
    backward(output, dOutput) {
      checkSameShape(name, ['the output', output], ['dOutput', dOutput]);
      checkSameDtype(name, output, dOutput);
      const dInput = zeros(output.shape, output.dtype);
      for (let i = 0; i < dInput.data.length; i++) {
        dInput.data[i] = dOutput.data[i] * derivativeFromOutput(output.data[i]);
      }
      return { dInput, gradients: {} };
    },
  };
}

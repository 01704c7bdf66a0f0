import { asTensor, isTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { NORMAL_PARTS, normalParts } from '../core/special/normal';
import { elementProduct, float32Array, gelu as float32Gelu } from '../wasm';
import { isFast } from './is-fast';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/**
 * The Gaussian error linear unit x·Φ(x), element by element, for tensors of any shape; Φ is the standard normal distribution
 * function, (1 + erf(x/√2))/2. The exact one, not the approximation by tanh.
 *
 * @remarks
 * Gradient: Φ(x) + x·φ(x), φ being the density e^(−x²/2)/√(2π)
 * Numerics: x·Φ(x) within 4.5 ulp, far to the left too, where 1 + erf cancels (|x| < 37.6); float32 is computed in float64 and
 *           rounded once, within 0.51 ulp, and so is the derivative (and 1e-11). NaN at −∞, as in PyTorch
 * Cost:     the derivative is made with the value and kept, as many numbers as x has; backward is a product
 * @example
 * nn.gelu().forward(tensor([-1, 0, 1]))[0].data // ≈ [-0.158655, 0, 0.841345]
 * Source: [Hendrycks2016]; cf. torch.nn.GELU
 */
export function gelu(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('gelu', surplus);
  return {
    name: 'gelu',
    parameters: {},
    forward(given, context) {
      checkContext('gelu', context);
      const x = asTensor('gelu', 'x', given);
      if (isFast(x, FEW)) {
        const [y, slope] = [float32Array(x.data.length), float32Array(x.data.length)];
        float32Gelu(x.data, y, slope);
        return [newTensor(y, x.shape), newTensor(slope, x.shape)];
      }
      const [output, slopes] = [zeros(x.shape, { dtype: x.dtype }), zeros(x.shape, { dtype: x.dtype })];
      const [from, to, slope] = [x.data, output.data, slopes.data];
      for (let i = 0; i < to.length; i++) {
        normalParts(from[i]);
        to[i] = from[i] * NORMAL_PARTS[0];
        slope[i] = NORMAL_PARTS[0] + from[i] * NORMAL_PARTS[1];
      }
      return [output, slopes];
    },
    backward(slopes, given) {
      checkCache('gelu', slopes, isTensor(slopes));
      const dOutput = readGradient('gelu', given, slopes.shape, ['x', slopes]);
      if (isFast(slopes, FEW)) {
        const data = float32Array(slopes.data.length);
        elementProduct(slopes.data, dOutput.data as Float32Array, data);
        return { dInput: newTensor(data, slopes.shape), gradients: {} };
      }
      const dInput = zeros(slopes.shape, { dtype: slopes.dtype });
      const [slope, dY, dX] = [slopes.data, dOutput.data, dInput.data];
      for (let i = 0; i < dX.length; i++) dX[i] = dY[i] * slope[i];
      return { dInput, gradients: {} };
    },
  };
}

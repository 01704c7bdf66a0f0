import { asTensor, isTensor, zeros, type Tensor, type TensorLike } from '../core';
import { NORMAL_PARTS, normalParts } from '../core/special/normal';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

/**
 * The Gaussian error linear unit x·Φ(x), element by element, for tensors of any shape; Φ is the standard normal distribution
 * function, (1 + erf(x/√2))/2. The exact one, not the approximation by tanh.
 *
 * @remarks
 * Gradient: Φ(x) + x·φ(x), φ being the density e^(−x²/2)/√(2π)
 * Numerics: x·Φ(x) within 4.5 ulp, far to the left too, where 1 + erf cancels (|x| < 37.6); float32 is computed in float64 and
 *           rounded once. NaN at −∞, as in PyTorch
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
      const output = zeros(x.shape, { dtype: x.dtype });
      const [from, to] = [x.data, output.data];
      for (let i = 0; i < to.length; i++) {
        normalParts(from[i]);
        to[i] = from[i] * NORMAL_PARTS[0];
      }
      return [output, x];
    },
    backward(x, given) {
      checkCache('gelu', x, isTensor(x));
      const dOutput = readGradient('gelu', given, x.shape, ['x', x]);
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const [from, dY, dX] = [x.data, dOutput.data, dInput.data];
      for (let i = 0; i < dX.length; i++) {
        normalParts(from[i]);
        dX[i] = dY[i] * (NORMAL_PARTS[0] + from[i] * NORMAL_PARTS[1]);
      }
      return { dInput, gradients: {} };
    },
  };
}

import { asTensor, exp, isTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { checkMatrix } from '../core/checks';
import { logSoftmax as logSoftmaxOfRows } from '../math';
import { available, float32Array, logSoftmaxBackward } from '../wasm';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';
import { isFloat32 } from '../core/typed-array';

/** Numbers below which a kernel's call costs more than it saves. */
const FEW = 512;

/**
 * The logarithm of softmax, for each row of a matrix.
 *
 * @remarks
 * Gradient: ∂loss/∂zₖ = gₖ − pₖ Σⱼ gⱼ with g = ∂loss/∂(log p) and p = exp(log p)
 * Numerics: see `math.logSoftmax`; the gradient of float32 is computed in float64 and rounded once. Before
 *           `losses.nllLoss` that of a confident row, p_y − 1, cancels; `losses.softmaxCrossEntropy`, which has both
 *           in one, keeps its digits
 * @throws {@link ShapeError} if x is no matrix; {@link DomainError} if a row is −∞ throughout, or has a +∞
 * @example
 * nn.logSoftmax().forward(tensor([[1000, 0]]))[0].data // [0, -1000]
 * Source: [Bridle1990]; cf. torch.nn.LogSoftmax
 */
export function logSoftmax(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('logSoftmax', surplus);
  return {
    name: 'logSoftmax',
    parameters: {},
    forward(given, context) {
      checkContext('logSoftmax', context);
      const x = asTensor('logSoftmax', 'x', given);
      checkMatrix('logSoftmax', 'x', x);
      const output = logSoftmaxOfRows(x);
      return [output, output];
    },
    backward(output, given) {
      checkCache('logSoftmax', output, isTensor(output) && output.shape.length === 2, 'of shape [N, K]');
      const dOutput = readGradient('logSoftmax', given, output.shape, ['the output', output]);
      const [rows, classes] = output.shape;
      const [y, g] = [output.data, dOutput.data];
      if (isFloat32(y) && isFloat32(g) && y.length >= FEW && available()) {
        const data = float32Array(y.length);
        logSoftmaxBackward(y, g, classes, data);
        return { dInput: newTensor(data, output.shape), gradients: {} };
      }
      const dInput = zeros(output.shape, { dtype: output.dtype });
      for (let i = 0; i < rows; i++) {
        const [from, to] = [i * classes, (i + 1) * classes];
        let sum = 0;
        for (let k = from; k < to; k++) sum += g[k];
        for (let k = from; k < to; k++) dInput.data[k] = g[k] - exp(y[k]) * sum;
      }
      return { dInput, gradients: {} };
    },
  };
}

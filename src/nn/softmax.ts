import { asTensor, isTensor, zeros, type Tensor, type TensorLike } from '../core';
import { checkMatrix } from '../core/checks';
import { softmax as softmaxOfRows } from '../math';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

/**
 * Softmax, for each row of a matrix: for a model that is to give probabilities. Before a loss that takes logits it
 * is one softmax too many.
 *
 * @remarks
 * Gradient: ∂loss/∂zₖ = pₖ (gₖ − Σⱼ pⱼ gⱼ) with g = ∂loss/∂p
 * Numerics: see `math.softmax`
 * @throws {@link ShapeError} if x is no matrix; {@link DomainError} if a row is −∞ throughout, or has a +∞
 * @example
 * nn.softmax().forward(tensor([[1000, 1000]]))[0].data // [0.5, 0.5]
 * Source: [Bridle1990]; cf. torch.nn.Softmax
 */
export function softmax(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('softmax', surplus);
  return {
    name: 'softmax',
    parameters: {},
    forward(given, context) {
      checkContext('softmax', context);
      const x = asTensor('softmax', 'x', given);
      checkMatrix('softmax', 'x', x);
      const output = softmaxOfRows(x);
      return [output, output];
    },
    backward(output, given) {
      checkCache('softmax', output, isTensor(output) && output.shape.length === 2, 'of shape [N, K]');
      const dOutput = readGradient('softmax', given, output.shape, ['the output', output]);
      const [rows, classes] = output.shape;
      const dInput = zeros(output.shape, { dtype: output.dtype });
      for (let i = 0; i < rows; i++) {
        const [from, to] = [i * classes, (i + 1) * classes];
        let mean = 0;
        for (let k = from; k < to; k++) mean += output.data[k] * dOutput.data[k];
        for (let k = from; k < to; k++) dInput.data[k] = output.data[k] * (dOutput.data[k] - mean);
      }
      return { dInput, gradients: {} };
    },
  };
}

import { OptionError, asTensor, isTensor, zeros, type Tensor, type TensorLike } from '../core';
import { describe } from '../core/checks';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

/**
 * In training, each element is dropped with the given probability p and the others are divided by 1 − p, so that the
 * expectation stays; else the identity.
 *
 * @remarks
 * Formula:  y = x ⊙ m, mᵢ = 0 with probability p, else 1/(1 − p)
 * Gradient: dx = G ⊙ m, where G = ∂loss/∂y
 * Domain:   p of [0, 1]; with p = 1 all is dropped. What is dropped is 0, NaN and ∞ too
 * @throws {@link OptionError} if p is no probability; from `forward` if it is to train without an rng
 * @example
 * nn.dropout(0.5).forward(tensor([1, 2, 3]), { training: true, rng: rng(1) })[0].data // [0, 4, 6]
 * Source: [Srivastava2014]; cf. torch.nn.Dropout
 */
export function dropout(probability = 0.5): Layer<Tensor | undefined, TensorLike> {
  if (!(typeof probability === 'number' && probability >= 0 && probability <= 1)) {
    throw new OptionError(`dropout: probability should be a number of [0, 1], got ${describe(probability)}`);
  }
  const scale = probability < 1 ? 1 / (1 - probability) : 0;

  return {
    name: 'dropout',
    parameters: {},
    forward(given, context) {
      checkContext('dropout', context);
      const { training = false, rng } = context ?? {};
      const x = asTensor('dropout', 'x', given);
      if (!training || probability === 0) return [x, undefined];
      if (!rng) {
        throw new OptionError('dropout: training draws: call forward(x, { training: true, rng: rng(1) })');
      }
      const mask = zeros(x.shape, { dtype: x.dtype });
      const result = zeros(x.shape, { dtype: x.dtype });
      const [from, factors, to] = [x.data, mask.data, result.data];
      const drawn = rng.uniforms(x.shape).data;
      for (let i = 0; i < to.length; i++) {
        if (drawn[i] < probability) continue;
        factors[i] = scale;
        to[i] = from[i] * factors[i];
      }
      return [result, mask];
    },
    backward(mask, given) {
      checkCache('dropout', mask, mask === undefined || isTensor(mask));
      if (!mask) return { dInput: asTensor('dropout', 'dOutput', given), gradients: {} };
      const dOutput = readGradient('dropout', given, mask.shape, ['the output', mask]);
      const dInput = zeros(mask.shape, { dtype: mask.dtype });
      const [from, factors, to] = [dOutput.data, mask.data, dInput.data];
      for (let i = 0; i < to.length; i++) if (factors[i] !== 0) to[i] = from[i] * factors[i];
      return { dInput, gradients: {} };
    },
  };
}

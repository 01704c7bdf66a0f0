import { DomainError, type NamedTensors } from '../core';
import { euclideanNorm } from './euclidean-norm';
import { checkNumber, checkTensors } from './optimizer';

/**
 * Scales all gradients in place by one factor so that their joint Euclidean norm is at most `maximum`.
 *
 * @remarks
 * The factor is maximum/norm exactly; PyTorch divides by norm + 1e-6. The norm is taken of gradients divided
 * by the largest one, so that squares neither overflow nor underflow.
 * @returns the norm before clipping
 * @throws {@link DomainError} that names the gradient if one is NaN or infinite: no factor would mend it;
 * {@link OptionError} for a negative maximum
 * @example
 * optim.clipGradientNorm({ weight: tensor([3, 4]) }, 1) // 5; the gradient becomes [0.6, 0.8]
 * Source: [Pascanu2013]; cf. torch.nn.utils.clip_grad_norm_
 */
export function clipGradientNorm(gradients: NamedTensors, maximum: number): number {
  checkTensors('clipGradientNorm', 'gradients', gradients);
  checkNumber('clipGradientNorm', 'maximum', maximum, 0);
  const norm = euclideanNorm(Object.values(gradients).map(({ data }) => data));
  if (!Number.isFinite(norm)) checkFinite(gradients);
  if (norm > maximum) {
    const factor = maximum / norm;
    for (const { data } of Object.values(gradients)) for (let i = 0; i < data.length; i++) data[i] *= factor;
  }
  return norm;
}

function checkFinite(gradients: NamedTensors): void {
  for (const [name, { data }] of Object.entries(gradients)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new DomainError(`clipGradientNorm: gradient '${name}' holds ${data[at]} at ${at}`);
  }
}

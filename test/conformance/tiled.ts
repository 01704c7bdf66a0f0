import { isTensor, tensor, type Tensor } from '../../src/core';
import type { AnyLoss, AnyReduction, ReductionOptions } from '../../src/losses';
import type { Implementation } from './case';

/** Logits from which on float32 batches go to the kernel. */
const KERNEL = 512;

/**
 * The implementation, but for float32 softmax cross-entropy of small batches: there the batch is repeated until it is
 * one for the kernel, and the result is that of the last copy.
 */
export function tiled(ours: Implementation): Implementation {
  const withGradient = (
    logits: Tensor,
    target: unknown,
    options: AnyReduction<ReductionOptions> = {},
  ): Result => {
    const { length } = logits.data;
    if (logits.dtype !== 'float32' || length === 0) {
      return ours.softmaxCrossEntropy.withGradient(logits, target, options);
    }
    const copies = Math.ceil(KERNEL / length);
    const { reduction = 'mean', normalizer } = options;
    const { sampleWeight } = options as { sampleWeight?: Tensor };
    const result = ours.softmaxCrossEntropy.withGradient(
      repeat(logits, copies),
      isTensor(target) ? repeat(target, copies) : Array(copies).fill(target).flat(),
      {
        ...options,
        ...(normalizer === undefined ? {} : { normalizer: normalizer * copies }),
        ...(sampleWeight === undefined ? {} : { sampleWeight: repeat(sampleWeight, copies) }),
      },
    );
    const scale = reduction === 'mean' ? copies : 1;
    const gradient = result.gradient.data.slice(-length).map((g) => g * scale);
    const { loss } = result;
    if (isTensor(loss)) {
      const { shape } = logits;
      return {
        loss: tensor(loss.data.slice(-shape[0])),
        gradient: tensor(gradient, { shape }),
      };
    }
    return {
      loss: reduction === 'sum' ? loss / copies : loss,
      gradient: tensor(gradient, { shape: logits.shape }),
    };
  };
  return { ...ours, softmaxCrossEntropy: { withGradient: withGradient as AnyLoss['withGradient'] } };
}

type Result = ReturnType<AnyLoss['withGradient']>;

function repeat({ data, shape }: Tensor, copies: number): Tensor {
  const repeated = new Float32Array(data.length * copies);
  for (let copy = 0; copy < copies; copy++) repeated.set(data, copy * data.length);
  return tensor(repeated, { shape: [shape[0] * copies, ...shape.slice(1)] });
}

import {
  asTensor,
  tensor as plainTensor,
  zeros,
  type Tensor as PlainTensor,
  type TensorLike,
} from '../../core';
import { isRecording } from '../no-grad';
import { gradientSink, resultOf, type Tensor } from '../tensor';

/** A loss with its options bound: a scalar (float64), or the losses `[N]` with reduction 'none'. */
export type Criterion<Target> = (input: TensorLike, target: Target) => Tensor;

/** Makes one of a function that gives loss and gradient. */
export function criterionOf<Target>(
  name: string,
  withGradient: (input: PlainTensor, target: Target) => { loss: number | PlainTensor; gradient: PlainTensor },
): Criterion<Target> {
  const criterion = (given: TensorLike, target: Target): Tensor => {
    const input = asTensor(name, 'input', given, target);
    const { loss, gradient } = withGradient(input, target);
    const toInput = gradientSink(input);
    const output = typeof loss === 'number' ? plainTensor([loss], { shape: [] }) : loss;
    const backward =
      toInput && isRecording() ? (up: PlainTensor) => toInput(scaled(gradient, up)) : undefined;
    return resultOf(output, backward);
  };
  Object.defineProperty(criterion, 'name', { value: name });
  return criterion;
}

/** Each loss's gradient times the number that `backward` brings for this loss. */
function scaled(gradient: PlainTensor, { data: factors }: PlainTensor): PlainTensor {
  const product = zeros(gradient.shape, { dtype: gradient.dtype });
  const width = gradient.data.length / factors.length;
  for (let i = 0; i < product.data.length; i++) {
    product.data[i] = gradient.data[i] * factors[Math.floor(i / width)];
  }
  return product;
}

import {
  OptionError,
  ShapeError,
  formatShape,
  isTensor,
  newTensor,
  tensor as plainTensor,
  zeros,
  type DType,
  type FloatArray,
  type NestedNumbers,
  type Tensor as PlainTensor,
} from '../core';
import { checkBoolean, checkDType, checkOptions, checkSameShape } from '../core/checks';

/** Takes the gradient of a result back to what the result was computed from. */
export type GradFn = (gradient: PlainTensor) => void;

/** A tensor with what PyTorch's training loops ask of one. Every function of the library takes it as a tensor. */
export interface Tensor<A extends FloatArray = FloatArray> extends PlainTensor<A> {
  /** ∂loss/∂this, added up since it was last null. Parameters have one, and what was made with `requires_grad`. */
  grad: PlainTensor | null;
  readonly requires_grad: boolean;
  /** Of the result of a module or a loss; null for what was made otherwise. */
  readonly grad_fn: GradFn | null;
  /**
   * The number that a tensor of one element holds.
   * @throws {@link ShapeError} if there are more, or none
   */
  item(): number;
  /**
   * Adds the gradients of this result to `grad` of everything that it was computed from. `gradient`, of this
   * tensor's shape, says where to start; a scalar starts at 1.
   * @throws {@link OptionError} if there is no way back, or it was gone once; {@link ShapeError}
   */
  backward(gradient?: PlainTensor): void;
}

export interface TensorOptions {
  /** By default float32 for numbers, as in PyTorch, and their own type for typed arrays and tensors. */
  dtype?: DType;
  /** Whether `backward` should fill in `grad`. By default false. */
  requires_grad?: boolean;
}

/**
 * Makes a tensor of a number, nested numbers, a typed array or a tensor; what it is given is copied.
 *
 * @remarks
 * It holds floating-point numbers; class indices stay what they are everywhere here: an array of integers.
 * @example
 * const z = torch.tensor([[1, 2, 3]], { requires_grad: true });
 * torch.nn.CrossEntropyLoss()(z, [2]).backward();
 * z.grad?.data // ≈ [0.0900, 0.2447, -0.3348]
 * Source: cf. torch.tensor
 */
export function tensor(
  values: number | NestedNumbers | FloatArray | PlainTensor,
  options: TensorOptions = {},
): Tensor {
  checkOptions('torch.tensor', options, ['dtype', 'requires_grad']);
  checkBoolean('torch.tensor', 'requires_grad', options.requires_grad);
  checkDType('torch.tensor', options.dtype);
  return asTorch(copyOf(values, options.dtype), options.requires_grad ?? false, null);
}

function copyOf(values: number | NestedNumbers | FloatArray | PlainTensor, dtype?: DType): PlainTensor {
  if (typeof values === 'number') return plainTensor([values], { shape: [], dtype: dtype ?? 'float32' });
  if (Array.isArray(values)) return plainTensor(values as NestedNumbers, { dtype: dtype ?? 'float32' });
  const source = isTensor(values) ? values : plainTensor(values);
  const copy = zeros(source.shape, { dtype: dtype ?? source.dtype });
  copy.data.set(source.data);
  return copy;
}

/** A result of `backward`'s inverse; `backward` undefined if there is nothing to take a gradient to. */
export function resultOf(output: PlainTensor, backward: GradFn | undefined): Tensor {
  let way = backward;
  if (way === undefined) return asTorch(output, false, null);
  return asTorch(output, true, (gradient) => {
    if (way === undefined) {
      throw new OptionError('backward: this way back was gone once; call the model and the loss again');
    }
    const go = way;
    way = undefined; // and with it all that was kept for it
    go(gradient);
  });
}

/** Where a gradient of `x` should go; undefined if nobody asks for it. */
export function gradientSink(x: PlainTensor | Tensor): GradFn | undefined {
  if (!('requires_grad' in x && x.requires_grad)) return undefined;
  return x.grad_fn ?? ((gradient) => accumulate(x, gradient));
}

/** Adds to `x.grad`; the first gradient becomes it. */
export function accumulate(x: Tensor, gradient: PlainTensor): void {
  if (x.grad === null) {
    x.grad = gradient;
    return;
  }
  const { data } = x.grad;
  for (let i = 0; i < data.length; i++) data[i] += gradient.data[i];
}

function asTorch(
  { data, shape, dtype }: PlainTensor,
  requires_grad: boolean,
  grad_fn: GradFn | null,
): Tensor {
  const x = Object.assign(newTensor(data, shape), { grad: null, requires_grad }) as Tensor;
  const item = (): number => {
    if (x.data.length === 1) return x.data[0];
    throw new ShapeError(`item: expected a tensor of one element, got ${formatShape(shape)}`);
  };
  const backward = (gradient?: PlainTensor): void => {
    if (grad_fn === null) {
      throw new OptionError('backward: expected the result of a module or a loss that needs gradients');
    }
    if (gradient) checkSameShape('backward', ['the result', x], ['the gradient', gradient]);
    else if (x.data.length !== 1) {
      throw new ShapeError(
        `backward: a result of shape ${formatShape(shape)} needs a gradient of that shape to start from`,
      );
    }
    grad_fn(gradient ?? plainTensor([1], { shape, dtype }));
  };
  // Not enumerable: a printed tensor shows its numbers.
  return Object.defineProperties(x, {
    grad_fn: { value: grad_fn },
    item: { value: item },
    backward: { value: backward },
  });
}

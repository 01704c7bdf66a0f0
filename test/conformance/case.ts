import { tensor, type Tensor } from '../../src/core';
import * as losses from '../../src/losses';
import * as math from '../../src/math';
import { flat, type Batch, type Vector } from './vectors';

type Losses = 'softmaxCrossEntropy' | 'binaryCrossEntropy' | 'nllLoss' | 'meanSquaredError' | 'hinge';

/** What is tested: of the losses the call with gradient, and the functions of `math`. */
export type Implementation = {
  readonly [name in Losses]: Pick<losses.AnyLoss, 'withGradient'>;
} & Readonly<typeof math>;

export const OURS: Implementation = { ...math, ...losses } as Implementation;

/** A vector with its batch at hand, in the vector's dtype. */
export interface Case extends Vector {
  readonly logits: Tensor;
  readonly rows: number;
  readonly classes: number;
  /** The target: class indices, or a tensor of the logits' shape. */
  readonly y: number[] | Tensor;
  /** An array of the batch as a tensor. */
  array(name: string): Tensor;
  /** The array that an option names, `undefined` if the option is not given. */
  optional(option: string): Tensor | undefined;
}

/** Our result for a case, flat like the vector's gradient. */
export interface Answer {
  readonly value: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
}

export function makeCase(vector: Vector, batch: Batch): Case {
  const { dtype, options, target } = vector;
  const array = (name: string): Tensor => {
    const [first] = batch[name];
    const shape = typeof first === 'number' ? [batch[name].length] : [batch[name].length, flat(first).length];
    const numbers = Float32Array.from(flat(batch[name])); // the nearest to the decimals are the numbers meant
    return tensor(dtype === 'float32' ? numbers : Float64Array.from(numbers), { shape });
  };
  const logits = array('logits');
  const isLabels = typeof batch[target][0] === 'number';
  return {
    ...vector,
    logits,
    rows: logits.shape[0],
    classes: logits.shape[1],
    y: isLabels ? flat(batch[target]) : array(target),
    array,
    optional: (option) => (options[option] === undefined ? undefined : array(options[option] as string)),
  };
}

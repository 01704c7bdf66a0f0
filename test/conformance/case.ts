import { tensor, type Tensor } from '../../src/core';
import * as losses from '../../src/losses';
import * as math from '../../src/math';
import { flat, type Batch, type Vector } from './vectors';

type Library = typeof losses;

/** The names of all losses of the library. */
export type LossName = {
  [name in keyof Library]: Library[name] extends { withGradient: unknown } ? name : never;
}[keyof Library];

/** What is tested: of the losses the call with gradient, and the functions of `math`. */
export type Implementation = {
  readonly [name in LossName]: Pick<losses.AnyLoss, 'withGradient'>;
} & Readonly<typeof math>;

export const OURS: Implementation = { ...math, ...losses } as unknown as Implementation;

/** A vector with its batch at hand, in the vector's dtype. */
export interface Case extends Vector {
  /** The numbers of the value in a row. */
  readonly value: readonly number[];
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
  const array = (name: string): Tensor => arrayOf(batch, name, dtype);
  const logits = array('logits');
  const isLabels = typeof batch[target][0] === 'number';
  return {
    ...vector,
    value: flat(vector.value),
    logits,
    rows: logits.shape[0],
    classes: logits.shape[1],
    y: isLabels ? flat(batch[target]) : array(target),
    array,
    optional: (option) => (options[option] === undefined ? undefined : array(options[option] as string)),
  };
}

/** What the cases of a batch share. */
const made = new WeakMap<Batch, Map<string, Tensor>>();

function arrayOf(batch: Batch, name: string, dtype: Vector['dtype']): Tensor {
  const arrays = made.get(batch) ?? new Map<string, Tensor>();
  made.set(batch, arrays);
  const key = `${name} ${dtype}`;
  const known = arrays.get(key);
  if (known) return known;
  const [first] = batch[name];
  const shape = typeof first === 'number' ? [batch[name].length] : [batch[name].length, flat(first).length];
  const numbers = Float32Array.from(flat(batch[name])); // the nearest to the decimals are the numbers meant
  const array = tensor(dtype === 'float32' ? numbers : Float64Array.from(numbers), { shape });
  arrays.set(key, array);
  return array;
}

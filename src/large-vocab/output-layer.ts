import {
  OptionError,
  ShapeError,
  asTensor,
  formatShape,
  newTensor,
  sizeOf,
  type DType,
  type Labels,
  type NamedTensors,
  type Rng,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkMatrix, checkOptions, checkRng, checkSameDtype } from '../core/checks';
import { checkIgnoreIndex, checkLabels, classIndices } from '../core/labels';
import { checkReduction, type AnyReduction, type Reducing, type Unreduced } from '../core/reduction';

/** The gradients of the reduction `'none'` are those of the sum. */
export interface OutputOptions extends Reducing {
  /** Rows with this label are left out of loss, gradients and denominator; −100 by default. */
  ignoreIndex?: number;
}

/** ∂loss/∂x, of x's shape, and ∂loss/∂parameter under each parameter's name. */
export interface OutputGradients<L> {
  loss: L;
  dInput: Tensor;
  gradients: NamedTensors;
}

type AnyOptions = AnyReduction<OutputOptions>;

interface Loss {
  (x: TensorLike, labels: Labels, options?: OutputOptions): number;
  (x: TensorLike, labels: Labels, options: Unreduced<OutputOptions>): Tensor;
  (x: TensorLike, labels: Labels, options?: AnyOptions): number | Tensor;
}

interface WithGradient {
  (x: TensorLike, labels: Labels, options?: OutputOptions): OutputGradients<number>;
  (x: TensorLike, labels: Labels, options: Unreduced<OutputOptions>): OutputGradients<Tensor>;
  (x: TensorLike, labels: Labels, options?: AnyOptions): OutputGradients<number | Tensor>;
}

/** A last layer and its loss in one: a distribution over V classes that depends on x `[N, D]`. */
export interface OutputLayer {
  /** The function's name, for messages. */
  readonly name: string;
  /** V */
  readonly classes: number;
  /** The live tensors: an optimiser changes their data in place. */
  readonly parameters: NamedTensors;
  /** −log p of the labels `[N]`, reduced; in nats. */
  readonly loss: Loss;
  readonly withGradient: WithGradient;
  /** log p of every class, `[N, V]`, of x's dtype. Rows of probabilities sum to one but for rounding. */
  logProbabilities(x: TensorLike): Tensor;
}

/** A checked batch. */
export interface Batch {
  x: Tensor;
  /** −1: to be ignored. */
  labels: Int32Array;
  /** Whether the losses of the rows are wanted rather than their sum. */
  perRow: boolean;
  /** What the sum of the losses, and the gradients, are divided by. */
  divisor: number;
  wantsGradients: boolean;
}

export interface BatchResult {
  loss: number | Tensor;
  dInput?: Tensor;
  gradients?: NamedTensors;
}

interface Definition {
  name: string;
  inputs: number;
  classes: number;
  parameters: NamedTensors;
  run(batch: Batch): BatchResult;
  logProbabilities(x: Tensor): Tensor;
}

/** An output layer of what is special about it: the checks and reductions are added. */
export function outputLayer({ name, inputs, classes, parameters, ...own }: Definition): OutputLayer {
  const [parameter] = Object.values(parameters);

  const readInput = (where: string, given: TensorLike): Tensor => {
    const x = asTensor(where, 'x', given, parameter);
    if (checkMatrix(where, 'x', x)[1] !== inputs) {
      throw new ShapeError(`${where}: x should have shape [N, ${inputs}], got ${formatShape(x.shape)}`);
    }
    checkSameDtype(where, ['x', x], ['the layer', parameter]);
    return x;
  };

  const run = (
    where: string,
    givenX: TensorLike,
    givenLabels: Labels,
    options: AnyOptions,
    wantsGradients: boolean,
  ): BatchResult => {
    checkOptions(where, options, ['ignoreIndex', 'reduction', 'normalizer', 'onEmpty']);
    checkReduction(where, options);
    const { ignoreIndex = -100, reduction = 'mean', normalizer, onEmpty = 'nan' } = options;
    checkIgnoreIndex(where, ignoreIndex);
    const x = readInput(where, givenX);
    const given = classIndices(where, givenLabels);
    const counted = checkLabels(where, given, x.shape[0], classes, ignoreIndex);
    const labels = Int32Array.from(given as ArrayLike<number>, (y) => (y === ignoreIndex ? -1 : y));
    const denominator = reduction === 'mean' ? (normalizer ?? counted) : 1;
    const result = own.run({
      x,
      labels,
      perRow: reduction === 'none',
      divisor: denominator || 1,
      wantsGradients,
    });
    return denominator === 0 ? { ...result, loss: onEmpty === 'zero' ? 0 : NaN } : result;
  };

  return {
    name,
    classes,
    parameters,
    loss: ((x, labels, options = {}) => run(`${name}.loss`, x, labels, options, false).loss) as Loss,
    withGradient: ((x, labels, options = {}) =>
      run(`${name}.withGradient`, x, labels, options, true)) as WithGradient,
    logProbabilities: (x) => own.logProbabilities(readInput(`${name}.logProbabilities`, x)),
  };
}

/** The losses of the rows as a tensor of x's dtype. */
export function lossesOf(losses: Float64Array, { dtype }: Tensor): Tensor {
  return newTensor(dtype === 'float32' ? new Float32Array(losses) : losses, [losses.length]);
}

/** A weight `[rows, inputs]` as `torch.nn.Linear` has it at the start: uniform on ±1/√inputs. */
export function uniformWeight(
  where: string,
  rng: Rng | undefined,
  [rows, inputs]: readonly [number, number],
  dtype: DType,
): Tensor {
  checkRng(where, rng);
  if (!rng) throw new OptionError(`${where}: random weights need a seeded rng: pass { rng: rng(1) }`);
  sizeOf([rows, inputs], where);
  const bound = 1 / Math.sqrt(inputs);
  return rng.uniforms([rows, inputs], { low: -bound, high: bound, dtype });
}

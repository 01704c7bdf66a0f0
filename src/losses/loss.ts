import { checkOptions, describe } from '../core/checks';
import { checkReduction } from '../core/reduction';
import { OptionError, asTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { float32Array, keep, scope } from '../wasm';
import {
  REDUCTION_OPTIONS,
  checkApart,
  checkOut,
  divisorOf,
  type AnyReduction,
  type ReductionOptions,
  type Unreduced,
} from './reduction';

/**
 * A loss: called like a function, with its gradient beside it. The result is a number for the reductions
 * `'mean'` and `'sum'`, a tensor for `'none'`.
 */
export interface Loss<
  Target,
  Options extends ReductionOptions,
  Part extends string = never,
  Other extends string = never,
> {
  (input: TensorLike, target: Target, options?: Options): number;
  (input: TensorLike, target: Target, options: Unreduced<Options>): Tensor;
  (input: TensorLike, target: Target, options?: AnyReduction<Options>): number | Tensor;
  readonly withGradient: WithGradient<Target, Options, Part, Other>;
  /** Names of the options that it takes. */
  readonly options: readonly string[];
}

/** Loss and gradient with respect to the input, from one pass. With `'none'`, each row's gradient is its own. */
export interface WithGradient<
  Target,
  Options extends ReductionOptions,
  Part extends string = never,
  Other extends string = never,
> {
  (input: TensorLike, target: Target, options?: Options): LossAndGradient<number, Part, Other>;
  (input: TensorLike, target: Target, options: Unreduced<Options>): LossAndGradient<Tensor, Part, Other>;
  (
    input: TensorLike,
    target: Target,
    options?: AnyReduction<Options>,
  ): LossAndGradient<number | Tensor, Part, Other>;
}

/**
 * A loss, its gradient, the summands of the loss that its docstring names (they are part of `loss`), and its gradients with
 * respect to other arguments than the input.
 */
export type LossAndGradient<
  L extends number | Tensor,
  Part extends string = never,
  Other extends string = never,
> = {
  loss: L;
  gradient: Tensor;
} & { [name in Part]?: L } & { [name in Other]: Tensor };

/** What a loss's file writes. */
export interface LossDefinition<Target, Options extends ReductionOptions> {
  name: string;
  /** Names of the options it takes besides the common ones. */
  options: readonly Exclude<keyof Options & string, keyof ReductionOptions>[];
  /** Checks target and options, and returns the batch as rows. The common options are checked already. */
  prepare(input: Tensor, target: Target, options: AnyReduction<Options>): Batch;
}

/**
 * The kernel of a row. Returns the loss of row `i`, whose input is `x`, overwrites `gradient`, its derivative with
 * respect to `x`, and writes the named summands into `parts`. It may use `x` as scratch.
 */
export type RowKernel = (i: number, x: Float64Array, gradient: Float64Array, parts: Float64Array) => number;

/** A checked batch: a kernel of a row or, for float32, of all rows at once, and what it takes to reduce. */
export type Batch = BatchShape &
  (
    | { readonly row: RowKernel; readonly kernel?: undefined }
    | { readonly kernel: (results: KernelResults) => void }
  );

export interface BatchShape {
  /** How many numbers of the input make one loss. */
  readonly width: number;
  /** Shape of the losses before they are reduced. */
  readonly shape: readonly number[];
  /** What `'mean'` divides the sum by. */
  readonly denominator: number;
  /** Losses, gradients and the denominator are multiples of it; 1 by default. A power of two, 1 for `'none'`. */
  readonly unit?: number;
  /** Names of the summands that the result states separately. */
  readonly parts?: readonly string[];
  /** Gradients with respect to other arguments than the input by name, divided by the denominator (if it is not 0). */
  readonly others?: (denominator: number) => Record<string, Tensor>;
}

/** What a float32 kernel writes: the rows' gradients times `scale` if they are wanted, their losses, the named summands. */
export interface KernelResults {
  readonly scale: number;
  /** Without it the losses are the same bits. */
  readonly gradient?: Float32Array;
  readonly losses: Float32Array;
  readonly parts: readonly Float32Array[];
}

/** Any loss, for code that treats all alike. */
export type AnyLoss = Loss<unknown, ReductionOptions, string>;

const losses = new Map<string, AnyLoss>();

/** Every loss that was defined, by name; the suite in `test/losses` tests that each keeps the contract of all. */
export const ALL_LOSSES: ReadonlyMap<string, AnyLoss> = losses;

/**
 * Makes a loss of its kernel: the call, `withGradient`, the checks of the common options, the reductions,
 * `out`, and the entry in {@link ALL_LOSSES}.
 *
 * The kernel computes in float64; a float32 input is widened before, and what is stored in a tensor is
 * rounded to the input's type after, unless the loss has a float32 kernel of its own. A reduced loss is a plain
 * (float64) number.
 */
export function defineLoss<
  Target,
  Options extends ReductionOptions,
  Part extends string = never,
  Other extends string = never,
>(definition: LossDefinition<Target, Options>): Loss<Target, Options, Part, Other> {
  if (typeof (definition as { prepare?: unknown } | null)?.prepare !== 'function') {
    throw new OptionError(`defineLoss: expected { name, options, prepare }, got ${describe(definition)}`);
  }
  const { name } = definition;
  const known = [...definition.options, ...REDUCTION_OPTIONS];
  type AnyOptions = AnyReduction<Options>;
  const prepare = (input: Tensor, target: Target, options: AnyOptions): Batch => {
    checkOptions(name, options, known);
    checkReduction(name, options);
    return definition.prepare(input, target, options);
  };

  const call = (given: TensorLike, target: Target, options = {} as AnyOptions): number | Tensor => {
    const input = asTensor(name, 'the input', given, target);
    const batch = prepare(input, target, options);
    if (options.out !== undefined) {
      if (options.reduction !== 'none') {
        throw new OptionError(`${name}: a call takes out only with reduction 'none'; the result is a number`);
      }
      checkOut(name, options.out, 'the losses', { shape: batch.shape, dtype: input.dtype });
      checkApart(name, input, target, options);
    }
    return run(batch, input, options, { losses: options.out }).loss;
  };
  const withGradient = (given: TensorLike, target: Target, options = {} as AnyOptions): Result => {
    const input = asTensor(name, 'the input', given, target);
    const batch = prepare(input, target, options);
    if (options.out !== undefined) {
      checkOut(name, options.out, 'the input', input);
      checkApart(name, input, target, options);
    }
    const others = batch.others?.(divisorOf(batch, options)); // before `out`, which may be an argument, is written
    return Object.assign(
      run(batch, input, options, { gradient: options.out ?? newGradient(batch, input) }),
      others,
    );
  };
  Object.defineProperty(call, 'name', { value: name });
  const loss = Object.assign(call, { withGradient, options: known }) as unknown as Loss<
    Target,
    Options,
    Part,
    Other
  >;
  if (losses.has(name)) throw new OptionError(`defineLoss: there is a loss '${name}' already`);
  losses.set(name, loss as AnyLoss);
  return loss;
}

type Result = { loss: number | Tensor; gradient: Tensor } & Record<string, number | Tensor>;

function run(
  batch: Batch,
  input: Tensor,
  options: AnyReduction<ReductionOptions>,
  out: { losses?: Tensor; gradient?: Tensor },
): Result {
  const { width, parts: partNames = [] } = batch;
  const { reduction = 'mean', onEmpty = 'nan' } = options;
  const denominator = divisorOf(batch, options);
  const newLosses = (): Tensor => zeros(batch.shape, { dtype: input.dtype });
  const separate = reduction === 'none' ? [out.losses ?? newLosses(), ...partNames.map(newLosses)] : [];

  const totals = new Float64Array(1 + partNames.length);
  const rows = batch.shape.reduce((product, length) => product * length, 1);
  if (batch.kernel) {
    const { kernel } = batch;
    const call = (): void => runKernel(kernel, rows, denominator, separate, out.gradient, totals);
    if (separate.length === 0 && rows > MOST_SPARE)
      scope(call); // frees its array of the losses
    else call();
  } else runRows(batch.row, rows, width, input, denominator, separate, out.gradient, totals);

  const reduced = (s: number): number | Tensor => {
    if (reduction === 'none') return separate[s];
    if (denominator === 0) return onEmpty === 'zero' ? 0 : NaN;
    return totals[s] / denominator;
  };
  const result: Result = { loss: reduced(0), gradient: out.gradient as Tensor };
  partNames.forEach((part, s) => (result[part] = reduced(s + 1)));
  return result;
}

/** A float32 kernel writes all of it; plain loops leave out what is 0. */
function newGradient(batch: Batch, { data, shape, dtype }: Tensor): Tensor {
  return batch.kernel ? newTensor(float32Array(data.length), [...shape]) : zeros(shape, { dtype });
}

/** Row by row in float64. */
function runRows(
  row: RowKernel,
  rows: number,
  width: number,
  input: Tensor,
  denominator: number,
  separate: readonly Tensor[],
  gradients: Tensor | undefined,
  totals: Float64Array,
): void {
  const x = new Float64Array(width);
  const gradient = new Float64Array(width);
  const parts = new Float64Array(totals.length - 1);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < width; k++) x[k] = input.data[i * width + k];
    const loss = row(i, x, gradient, parts);
    for (let s = 0; s < totals.length; s++) {
      const summand = s === 0 ? loss : parts[s - 1];
      totals[s] += summand;
      if (separate.length > 0) separate[s].data[i] = summand;
    }
    if (!gradients) continue;
    for (let k = 0; k < width; k++) {
      gradients.data[i * width + k] = denominator === 0 ? 0 : gradient[k] / denominator;
    }
  }
}

function runKernel(
  kernel: (results: KernelResults) => void,
  rows: number,
  denominator: number,
  separate: readonly Tensor[],
  gradients: Tensor | undefined,
  totals: Float64Array,
): void {
  const losses = (separate[0]?.data ?? spareArray(rows)) as Float32Array;
  const parts: Float32Array[] = [];
  for (let s = 1; s < totals.length; s++) {
    parts.push((separate[s]?.data ?? new Float32Array(rows)) as Float32Array);
  }
  const gradient = gradients?.data as Float32Array | undefined;
  kernel({ scale: denominator === 0 ? 0 : 1 / denominator, gradient, losses, parts });
  totals[0] = sumOf(losses);
  parts.forEach((values, s) => (totals[s + 1] = sumOf(values)));
}

/** The most numbers that are kept between calls. */
const MOST_SPARE = 16384;
let spare = new Float32Array(0);

/** For losses of which the sum alone is wanted: kept for the next call, since training has batches of one size. */
function spareArray(length: number): Float32Array {
  if (length > MOST_SPARE) return float32Array(length);
  if (spare.length !== length) spare = keep(float32Array(length));
  return spare;
}

function sumOf(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

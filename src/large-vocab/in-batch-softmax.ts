import {
  ShapeError,
  asTensor,
  classIndices,
  exp,
  formatShape,
  isTensor,
  log,
  zeros,
  type FloatArray,
  type Labels,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkEntries } from '../core/check-entries';
import { checkChoice, checkMatrix, checkOptions, checkSameDtype, checkSameShape } from '../core/checks';
import { checkLabels } from '../core/labels';
import { checkReduction, type AnyReduction, type Reducing, type Unreduced } from '../core/reduction';
import { isFloat32 } from '../core/typed-array';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from '../nn';
import { available, float32Array, softmaxCrossEntropy as float32Kernel } from '../wasm';
import { lossesOf } from './output-layer';
import { rowLoss } from './row-loss';

/** The gradients of the reduction `'none'` are those of the sum. */
export interface InBatchSoftmaxOptions extends Reducing {
  /**
   * `[N]`, or `[N + M]` with M hard negatives: ln of how probable each candidate is as one of the batch, subtracted from its
   * logits. Without it items that come often are pushed down by as often being negatives. Hard negatives without are not
   * corrected.
   */
  logQ?: TensorLike;
  /**
   * From which logits ln q is subtracted: `'negatives'` (default), those of the others alone, and with it ln(N − 1), for so many
   * there are; or `'both'`, also from that of the row's own item.
   */
  correction?: 'both' | 'negatives';
  /** `[M, D]`: candidates of all rows that are nobody's item. */
  hardNegatives?: TensorLike;
  /**
   * `[N]`, or `[N + M]`: which items the candidates are. A candidate that is the row's own item again is left out of that row.
   */
  ids?: Labels;
}

/** ∂loss/∂users, ∂loss/∂items, and ∂loss/∂hardNegatives if there are some, each of the shape of its tensor. */
export interface InBatchGradients {
  users: Tensor;
  items: Tensor;
  hardNegatives?: Tensor;
}

type Options = InBatchSoftmaxOptions;
type AnyOptions = AnyReduction<Options>;
type Result<L> = { loss: L; gradients: InBatchGradients };

interface InBatchSoftmax {
  (users: TensorLike, items: TensorLike, options?: Options): number;
  (users: TensorLike, items: TensorLike, options: Unreduced<Options>): Tensor;
  (users: TensorLike, items: TensorLike, options?: AnyOptions): number | Tensor;
  readonly withGradient: {
    (users: TensorLike, items: TensorLike, options?: Options): Result<number>;
    (users: TensorLike, items: TensorLike, options: Unreduced<Options>): Result<Tensor>;
    (users: TensorLike, items: TensorLike, options?: AnyOptions): Result<number | Tensor>;
  };
}

const NAME = 'inBatchSoftmax';
/** A row's plain cross-entropy. */
const SETTINGS = { classes: 1, labelSmoothing: 0, zLoss: 0, totalWeight: 1, scale: 1 };

/**
 * Softmax cross-entropy of each user's item against the other items of the batch: for two towers, of which one makes the vectors
 * of users and one those of items.
 *
 * @remarks
 * Formula:  ℓᵢ = log Σⱼ exp sᵢⱼ − sᵢᵢ over the candidates j, the N items and M hard negatives; sᵢᵢ = uᵢ·vᵢ,
 *           sᵢⱼ = uᵢ·vⱼ − ln((N − 1)·qⱼ) of the others; with `'both'` all are uᵢ·vⱼ − ln qⱼ
 * Gradient: with G = softmax(s) − I, divided as the loss is: du = G·V, dV = Gᵀ·U
 * Mean:     Σ ℓᵢ / N
 * Domain:   finite ln q; NaN and ±∞ in vectors give NaN
 * Units:    nats
 * Numerics: float32: products as {@link linearCrossEntropy}, losses and G within 2 ulp for the logits; else float64. The same
 *           bits for any number of threads
 * Cost:     O(N·(N + M)·D), and `[N, N + M]` logits
 *
 * An item is among the negatives as often as it is somebody's item; q is its share of the interactions. With `ids` exp sᵢᵢ + Σⱼ exp sᵢⱼ is on average Σ exp(uᵢ·v) over all items, so that u·v become logits of the full softmax, as those of
 * {@link sampledSoftmax}. With `'both'`, as in the paper, one's own item weighs 1/((N − 1)·q) as much: with `ids` logits of rare items
 * come out lower, of frequent ones higher. Without correction u·v are logits less ln q, and rare items rank too high.
 *
 * @param users - `[N, D]`
 * @param items - `[N, D]`: row i is of the item of user i
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names the shapes; {@link DTypeError}; {@link LabelError} for an id below 0;
 *   {@link DomainError} for a ln q that is not finite; {@link OptionError}
 * @example
 * const users = tensor([[1, 0], [0, 1]]);
 * const items = tensor([[2, 0], [0, 3]]);
 * largeVocab.inBatchSoftmax(users, items) // ≈ 0.0877577
 * const options = { logQ: [Math.log(0.75), Math.log(0.25)] };
 * largeVocab.inBatchSoftmax.withGradient(users, items, options).gradients.items.data // ≈ [-0.1756, 0.0311, 0.1756, -0.0311]
 *
 * Source: [Yi2019] (`correction: 'both'`), who call q the sampling bias; the other correction [BengioSenecal2008]
 */
export const inBatchSoftmax: InBatchSoftmax = Object.assign(
  ((users, items, options) => run(users, items, options, false).loss) as InBatchSoftmax,
  {
    withGradient: ((users: TensorLike, items: TensorLike, options?: AnyOptions) =>
      run(users, items, options, true)) as InBatchSoftmax['withGradient'],
  },
);

function run(
  givenUsers: TensorLike,
  givenItems: TensorLike,
  options: AnyOptions = {},
  wantsGradients: boolean,
): Result<number | Tensor> {
  checkOptions(NAME, options, [
    'logQ',
    'correction',
    'hardNegatives',
    'ids',
    'reduction',
    'normalizer',
    'onEmpty',
  ]);
  checkReduction(NAME, options);
  checkChoice(NAME, 'correction', options.correction, ['both', 'negatives']);
  const { reduction = 'mean', normalizer, onEmpty = 'nan' } = options;
  const items = asTensor(NAME, 'items', givenItems, isTensor(givenUsers) ? givenUsers : undefined);
  const users = asTensor(NAME, 'users', givenUsers, items);
  checkMatrix(NAME, 'users', users);
  checkSameShape(NAME, ['users', users], ['items', items]);
  checkSameDtype(NAME, ['users', users], ['items', items]);
  const hard = hardNegativesOf(options.hardNegatives, items);
  const rows = users.shape[0];
  const denominator = reduction === 'mean' ? (normalizer ?? rows) : 1;

  const candidates = hard ? joined(items, hard) : items;
  const logits = matmulTransposedRight(users, candidates);
  correct(logits, options);
  if (options.ids !== undefined) leaveOutHits(logits, options.ids);
  const losses = descend(logits, denominator === 0 ? 0 : 1 / denominator);
  const result = { loss: reduced() } as Result<number | Tensor>;
  if (wantsGradients) {
    const ofCandidates = matmulTransposedLeft(logits, users);
    const { data, shape } = items;
    result.gradients = { users: matmul(logits, candidates), items: ofCandidates };
    if (hard) {
      result.gradients.items = copied(ofCandidates.data.subarray(0, data.length), shape);
      result.gradients.hardNegatives = copied(ofCandidates.data.subarray(data.length), hard.shape);
    }
  }
  return result;

  function reduced(): number | Tensor {
    if (reduction === 'none') return lossesOf(losses, users);
    if (denominator === 0) return onEmpty === 'zero' ? 0 : NaN;
    return losses.reduce((sum, loss) => sum + loss, 0) / denominator;
  }
}

function hardNegativesOf(given: TensorLike | undefined, items: Tensor): Tensor | undefined {
  if (given === undefined) return undefined;
  const hard = asTensor(NAME, 'hardNegatives', given, items);
  checkSameDtype(NAME, ['hardNegatives', hard], ['items', items]);
  if (hard.shape.length === 2 && hard.shape[1] === items.shape[1]) return hard;
  throw new ShapeError(
    `${NAME}: hardNegatives should have shape [M, ${items.shape[1]}], got ${formatShape(hard.shape)}`,
  );
}

/** Subtracts ln q from the columns. */
function correct({ data, shape }: Tensor, { logQ: given, correction = 'negatives' }: AnyOptions): void {
  if (given === undefined) return;
  const [rows, columns] = shape;
  const logQ = asTensor(NAME, 'logQ', given);
  const corrected = logQ.shape[0];
  if (logQ.shape.length !== 1 || (corrected !== rows && corrected !== columns)) {
    const expected = rows === columns ? `[${rows}]` : `[${rows}] or, with the hard negatives, [${columns}]`;
    throw new ShapeError(`${NAME}: logQ should have shape ${expected}, got ${formatShape(logQ.shape)}`);
  }
  checkEntries(NAME, 'logQ', logQ, Number.isFinite, 'a finite number');
  const isBoth = correction === 'both';
  const logOthers = isBoth || rows < 2 ? 0 : log(rows - 1);
  const shifts = Float64Array.from(logQ.data, (value, j) => value + (j < rows ? logOthers : 0));
  for (let i = 0; i < rows; i++) {
    const own = data[i * columns + i];
    for (let j = 0; j < corrected; j++) data[i * columns + j] -= shifts[j];
    if (!isBoth) data[i * columns + i] = own;
  }
}

function leaveOutHits({ data, shape }: Tensor, given: Labels): void {
  const [rows, columns] = shape;
  const checked = classIndices(NAME, given, 'ids');
  checkLabels(NAME, checked, columns, Infinity, NaN, 'ids');
  const columnsOf = new Map<number, number[]>();
  for (let j = 0; j < columns; j++) {
    const those = columnsOf.get(checked[j]);
    if (those) those.push(j);
    else columnsOf.set(checked[j], [j]);
  }
  for (let i = 0; i < rows; i++) {
    for (const j of columnsOf.get(checked[i])!) if (j !== i) data[i * columns + j] = -Infinity;
  }
}

/** The losses of the rows; overwrites the logits with their gradients, times the scale. */
function descend({ data, shape }: Tensor, scale: number): Float64Array {
  const [rows, columns] = shape;
  if (isFloat32(data) && available()) {
    const losses = float32Array(rows);
    const target = Int32Array.from({ length: rows }, (_, i) => i);
    float32Kernel({ logits: data, target, scale, gradient: data, losses });
    return Float64Array.from(losses);
  }
  const z = new Float64Array(columns);
  return Float64Array.from({ length: rows }, (_, i) => {
    z.set(data.subarray(i * columns, (i + 1) * columns));
    return descendRow(z, i, scale, data, i * columns);
  });
}

function descendRow(z: Float64Array, label: number, scale: number, to: FloatArray, at: number): number {
  let max = -Infinity;
  for (let j = 0; j < z.length; j++) if (j !== label && !(z[j] <= max)) max = z[j];
  let sum = 0;
  for (let j = 0; j < z.length; j++) if (j !== label && max !== -Infinity) sum += exp(z[j] - max);
  const others = max === -Infinity ? -Infinity : max + log(sum);
  const { loss, logSum, label: slope } = rowLoss(others, z[label], 0, 1, SETTINGS);
  for (let j = 0; j < z.length; j++) to[at + j] = scale * (j === label ? slope : exp(z[j] - logSum));
  return loss;
}

/** The rows of both, one below the other. */
function joined(above: Tensor, below: Tensor): Tensor {
  const all = zeros([above.shape[0] + below.shape[0], above.shape[1]], { dtype: above.dtype });
  all.data.set(above.data);
  all.data.set(below.data, above.data.length);
  return all;
}

function copied(numbers: FloatArray, shape: readonly number[]): Tensor {
  const copy = zeros(shape, { dtype: isFloat32(numbers) ? 'float32' : 'float64' });
  copy.data.set(numbers);
  return copy;
}

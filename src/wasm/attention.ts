import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import { temporary } from './temporary';

/** Multiply-adds in a chunk of heads, about. */
const GRAIN = 131072;
/** Eight rows of so many numbers fill the scratch area of a thread. */
const LONGEST = 16384;

/** Arrays are `[sequences, length, heads·width]`. */
export interface AttentionSizes {
  readonly sequences: number;
  /** Positions of a sequence. */
  readonly length: number;
  readonly heads: number;
  /** Numbers of a query of one head. */
  readonly width: number;
}

type Qkv = Readonly<Record<'query' | 'key' | 'value', Float32Array>>;

export function isAttendable({ length }: AttentionSizes): boolean {
  return length <= LONGEST;
}

/**
 * weights `[sequences, heads, length, length]` ← softmax(QKᵀ/√width) of each head over the positions up to a row's own, 0 after it;
 * mixed ← weights·V.
 *
 * @remarks
 * Numerics: products and sums in float32, each rounded, in the order of a head's numbers, and of the positions; the exponentials
 *           as in `softmax`, but without its care for the largest: within 2⁻²⁰ of the weights of the scores as they were rounded
 * The bits are the same for any number of threads. No position reads a later one.
 */
export function attend(
  { query, key, value }: Qkv,
  sizes: AttentionSizes,
  weights: Float32Array,
  mixed: Float32Array,
): void {
  checkSizes('attend', sizes, [{ query, key, value, mixed }], weights);
  const { length, width, heads } = sizes;
  borrow('attend', [query, key, value], [weights, mixed], (q, k, v, weights, mixed) =>
    forHeads('attend', sizes, (run, columns) =>
      run(q, k, v, length, width, heads, 1 / Math.sqrt(width), columns, weights, mixed),
    ),
  );
}

/** The gradients by Q, K and V, given that by weights·V, to the arrays of `to`. */
export function attendBackward(
  { query, key, value, weights }: Qkv & { readonly weights: Float32Array },
  g: Float32Array,
  sizes: AttentionSizes,
  to: Qkv,
): void {
  checkSizes('attendBackward', sizes, [{ query, key, value, g }, to], weights);
  const { length, width, heads } = sizes;
  borrow(
    'attendBackward',
    [query, key, value, weights, g],
    [to.query, to.key, to.value],
    (q, k, v, weights, g, dq, dk, dv) =>
      forHeads('attendBackward', sizes, (run, columns) =>
        run(q, k, v, weights, g, length, width, heads, 1 / Math.sqrt(width), columns, dq, dk, dv),
      ),
  );
}

function checkSizes(
  where: string,
  { sequences, length, heads, width }: AttentionSizes,
  arrays: readonly Readonly<Record<string, Float32Array>>[],
  weights: Float32Array,
): void {
  for (const [name, data] of arrays.flatMap((given) => Object.entries(given))) {
    checkLength(where, name, data, sequences * length * heads * width);
  }
  checkLength(where, 'weights', weights, sequences * heads * length * length);
}

/** With room for a transposed matrix of each head. */
function forHeads(
  kernel: string,
  { sequences, length, heads, width }: AttentionSizes,
  call: (run: (...args: number[]) => void, columns: number) => void,
): void {
  const grain = Math.max(1, Math.floor(GRAIN / (length * length * width)));
  const run = (...args: number[]): void => parallel(kernel, sequences * heads, grain, ...args);
  const bytes = 4 * sequences * heads * width * Math.ceil(length / 16) * 16;
  temporary(kernel, [bytes], (columns) => call(run, columns));
}

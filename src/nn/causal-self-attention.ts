import {
  OptionError,
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  type DType,
  type FloatArray,
  type NamedTensors,
  type Rng,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkCount, checkDType, checkOptions, checkSameDtype } from '../core/checks';
import { ofDType } from '../core/new-array';
import { isFloat32 } from '../core/typed-array';
import {
  attend as float32Attend,
  attendBackward as float32AttendBackward,
  available,
  float32Array,
  isAttendable,
  type AttentionSizes,
} from '../wasm';
import { glorot, type Initializer } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { linear } from './linear';
import * as plain from './plain-attention';
import { sumOf } from './sum-of';
import { readGradient } from './windows';

export interface CausalSelfAttentionOptions {
  /** By how many softmaxes, each of `size/heads` numbers of query, key and value; they divide the size. */
  heads: number;
  /** Needed by every initialiser but `zeros`. */
  rng?: Rng;
  /** Of the four weight matrices; by default {@link glorot}. The biases start at zero. */
  initializer?: Initializer;
  /** By default float64. */
  dtype?: DType;
}

/** The attention of one forward pass. */
export interface AttentionCache {
  readonly x: Tensor;
  /** `[N, T, size]`, those of the heads side by side, as are `key` and `value`. */
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  /**
   * How much position i takes of position j, `[N, heads, T, T]`: each row i sums to 1, and is 0 where j > i. What maps of attention
   * show.
   */
  readonly weights: Tensor;
  /** What the output projection was given, `[N, T, size]`. */
  readonly mixed: Tensor;
}

/** Products of a head below which calling kernels costs more than it saves. */
const FEW = 1024;

/**
 * Causal self-attention: each position of a sequence takes a mean of the values of itself and those before it, weighted by the
 * softmax of how well its query fits their keys.
 *
 * @remarks
 * Formula:   per head, with d = size/heads: P = softmax(QKᵀ/√d + M), Mᵢⱼ being −∞ where j > i, else 0; y = (P·V of all
 *            heads, side by side)·Wₒ + bₒ. Q, K and V are linear in x. K has no bias: it would add the same to all scores of a row
 * Gradients: with G by P·V: dV = PᵀG, dP = G·Vᵀ, dS = P ⊙ (dP − Σⱼ P ⊙ dP)/√d, dQ = dS·K, dK = dSᵀ·Q; then as in `nn.linear`,
 *            dx being the sum of the three projections'
 * Shapes:    x and y `[N, T, size]`; `query.weight`, `key.weight`, `value.weight` and `output.weight` `[size, size]`,
 *            `query.bias`, `value.bias` and `output.bias` `[size]`. The weights P are `weights` of the cache, `[N, heads, T, T]`
 * Numerics:  the row's largest score is subtracted, so that no finite score overflows. y at a position is the same, bit for bit,
 *            whatever comes after it, which it never touches (but with `size` ≤ 16 and float32 the projections' kernel is
 *            chosen by the share of zeros in all of x: see `nn.matmul`)
 * Cost:      O(N·T·size² + N·T²·size) each forward and backward; N·heads·T² numbers are kept
 * @throws {@link OptionError} if the heads do not divide the size, for unknown options or a missing rng; `forward` a
 * {@link ShapeError} for other shapes
 * @example
 * const layer = nn.causalSelfAttention(8, { heads: 2, rng: rng(1) });
 * const [y, { weights }] = layer.forward(rng(2).normals([4, 5, 8]));
 * y.shape // [4, 5, 8]
 * weights.shape // [4, 2, 5, 5]
 * weights.data.slice(0, 5) // [1, 0, 0, 0, 0]
 * Source: [Vaswani2017]; cf. torch.nn.MultiheadAttention with an upper triangular mask
 */
export function causalSelfAttention(
  size: number,
  options: CausalSelfAttentionOptions,
): Layer<AttentionCache, TensorLike> {
  checkOptions('causalSelfAttention', options, ['heads', 'rng', 'initializer', 'dtype']);
  const { heads, rng, initializer = glorot, dtype = 'float64' } = options;
  checkCount('causalSelfAttention', 'size', size, 1);
  checkCount('causalSelfAttention', 'heads', heads, 1);
  if (size % heads !== 0) {
    throw new OptionError(`causalSelfAttention: heads should divide the size, ${size}, got ${heads}`);
  }
  checkDType('causalSelfAttention', dtype);
  const projection = (bias: boolean) => linear(size, size, { rng, initializer, bias, dtype });
  const projections = {
    query: projection(true),
    key: projection(false),
    value: projection(true),
    output: projection(true),
  };
  const { query, key, value, output } = projections;

  return {
    name: 'causalSelfAttention',
    parameters: named(projections, ({ parameters }) => parameters),
    forward(given, context) {
      checkContext('causalSelfAttention', context);
      const x = asTensor('causalSelfAttention', 'x', given, query.parameters.weight);
      const { shape } = x;
      if (shape.length !== 3 || shape[2] !== size) {
        throw new ShapeError(
          `causalSelfAttention: x should have shape [N, T, ${size}], got ${formatShape(shape)}`,
        );
      }
      checkSameDtype('causalSelfAttention', ['x', x], ['the weights', query.parameters.weight]);
      const [q, k, v] = [query, key, value].map((layer) => layer.forward(x)[0]);
      const attention = attend(q, k, v, sizesOf(x, heads));
      const weights = newTensor(attention.weights, [shape[0], heads, shape[1], shape[1]]);
      const mixed = newTensor(attention.mixed, shape);
      return [output.forward(mixed)[0], { x, query: q, key: k, value: v, weights, mixed }];
    },
    backward(cache, given) {
      const fits = isTensor(cache?.x) && cache.x.shape[2] === size && cache.weights?.shape[1] === heads;
      checkCache('causalSelfAttention', cache, fits, `of ${heads} heads and x of shape [N, T, ${size}]`);
      const { x, mixed } = cache;
      const dOutput = readGradient('causalSelfAttention', given, x.shape, ['x', x]);
      const ofOutput = output.backward(mixed, dOutput);
      const [dQuery, dKey, dValue] = attendBackward(cache, ofOutput.dInput, sizesOf(x, heads)).map((data) =>
        newTensor(data, x.shape),
      );
      const results = {
        query: query.backward(x, dQuery),
        key: key.backward(x, dKey),
        value: value.backward(x, dValue),
        output: ofOutput,
      };
      return {
        dInput: sumOf([results.query.dInput, results.key.dInput, results.value.dInput]),
        gradients: named(results, ({ gradients }) => gradients),
      };
    },
  };
}

/** By the kernels where they pay. */
function attend(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  sizes: AttentionSizes,
): { weights: FloatArray; mixed: FloatArray } {
  if (isFast(query, sizes)) {
    const { sequences, heads, length } = sizes;
    const weights = float32Array(sequences * heads * length * length);
    const mixed = float32Array(query.data.length);
    const [q, k, v] = [query, key, value].map(({ data }) => data as Float32Array);
    float32Attend({ query: q, key: k, value: v }, sizes, weights, mixed);
    return { weights, mixed };
  }
  const { weights, mixed } = plain.attend(query.data, key.data, value.data, sizes);
  return { weights: ofDType(weights, query.dtype), mixed: ofDType(mixed, query.dtype) };
}

function attendBackward(cache: AttentionCache, dMixed: Tensor, sizes: AttentionSizes): FloatArray[] {
  const { query, key, value, weights } = cache;
  const data = { query: query.data, key: key.data, value: value.data, weights: weights.data };
  if (isFast(query, sizes)) {
    const [dQuery, dKey, dValue] = [0, 0, 0].map(() => float32Array(query.data.length));
    const to = { query: dQuery, key: dKey, value: dValue };
    float32AttendBackward(
      data as Record<keyof typeof data, Float32Array>,
      dMixed.data as Float32Array,
      sizes,
      to,
    );
    return [dQuery, dKey, dValue];
  }
  return plain.attendBackward(data, dMixed.data, sizes).map((sums) => ofDType(sums, query.dtype));
}

function sizesOf({ shape: [sequences, length, size] }: Tensor, heads: number): AttentionSizes {
  return { sequences, length, heads, width: size / heads };
}

function isFast(query: Tensor, sizes: AttentionSizes): query is Tensor<Float32Array> {
  const { length, width } = sizes;
  return isFloat32(query.data) && length * length * width >= FEW && isAttendable(sizes) && available();
}

/** What each projection has, under its name: 'query.weight', … */
function named<T>(projections: Record<string, T>, tensorsOf: (projection: T) => NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(projections).flatMap(([projection, x]) =>
      Object.entries(tensorsOf(x)).map(([name, tensor]) => [`${projection}.${name}`, tensor]),
    ),
  );
}

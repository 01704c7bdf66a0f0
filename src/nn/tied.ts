import {
  OptionError,
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkChildren } from './children';
import type { Lookup } from './embedding';
import { checkCache, checkContext, type Layer } from './layer';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from './matmul';
import { sequential } from './sequential';
import { sumOf } from './sum-of';
import { readGradient } from './windows';

/** What the layers before the output need, and what they gave it. */
export interface TiedCache {
  readonly caches: unknown[];
  readonly hidden: Tensor;
}

/**
 * A model from tokens to logits that has one table for both: an embedding, layers, and as the output their product with the
 * embedding's table. A layer itself; parameters are named by position, the table '0.weight'.
 *
 * @remarks
 * Formula:   z = h·`weight`ᵀ, h = the layers of `weight`[x]: the logit of a word is the product of h and its vector
 * Gradients: dh = G·`weight`, where G = ∂loss/∂z; dweight = Gᵀh + the embedding's own
 * Shapes:    x `[N]`, `[N, T]`, … of indices, `weight` `[count, dimension]`, h `[…, dimension]`, z `[…, count]`
 * Cost:      O(N·count·dimension) beside the layers
 * @throws {@link OptionError} if the first argument is no embedding, another no layer, or two share a parameter; `forward` a
 * {@link ShapeError} if what the layers give is not as wide as the table
 * @example
 * const r = rng(1);
 * const model = nn.tied(nn.embedding(79, 8, { rng: r }), nn.linear(8, 8, { rng: r }), nn.gelu());
 * model.forward(tensor([[3, 14, 15]]))[0].shape // [1, 3, 79]
 * Source: [Press2017]
 */
export function tied(
  embedding: Layer<Lookup, TensorLike>,
  ...layers: readonly Layer[]
): Layer<TiedCache, TensorLike> {
  checkChildren('tied', [embedding, ...layers]);
  if (embedding.name !== 'embedding') {
    throw new OptionError(`tied: argument 0 should be an nn.embedding, got the layer ${embedding.name}`);
  }
  const { weight } = embedding.parameters;
  const [count, dimension] = weight.shape;
  const inner = sequential(embedding, ...layers);

  return {
    name: 'tied',
    parameters: inner.parameters,
    buffers: inner.buffers,
    forward(x, context) {
      checkContext('tied', context);
      const [hidden, caches] = inner.forward(asTensor('tied', 'x', x, weight), context);
      const { shape } = hidden;
      if (shape[shape.length - 1] !== dimension) {
        throw new ShapeError(
          `tied: the layers should give shape […, ${dimension}], for the table is [${count}, ${dimension}]; got ${formatShape(shape)}`,
        );
      }
      const { data } = matmulTransposedRight(rowsOf(hidden), weight);
      return [newTensor(data, outputShape(hidden)), { caches, hidden }];
    },
    backward(cache, given) {
      checkCache('tied', cache, isTensor(cache?.hidden));
      const { caches, hidden } = cache;
      const dOutput = rowsOf(readGradient('tied', given, outputShape(hidden), ['weight', weight]));
      const dHidden = newTensor(matmul(dOutput, weight).data, hidden.shape);
      const { dInput, gradients } = inner.backward(caches, dHidden);
      const dTable = matmulTransposedLeft(dOutput, rowsOf(hidden));
      return { dInput, gradients: { ...gradients, '0.weight': sumOf([gradients['0.weight'], dTable]) } };
    },
  };

  function outputShape({ shape }: Tensor): number[] {
    return [...shape.slice(0, -1), count];
  }
}

/** All axes but the last as one. */
function rowsOf({ data, shape }: Tensor): Tensor {
  const width = shape[shape.length - 1];
  return newTensor(data, [data.length / width, width]);
}

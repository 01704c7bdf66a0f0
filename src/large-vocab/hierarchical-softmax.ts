import { exp, log1p, zeros, type DType, type NamedTensors, type Rng, type Tensor } from '../core';
import { checkBoolean, checkCount, checkDType, checkOptions } from '../core/checks';
import { addToRows } from '../nn/float32-product';
import { matmulTransposedRight } from '../nn/matmul';
import { readTree, type ClassTree, type Pairs } from './class-tree';
import { outputLayer, uniformWeight, type OutputLayer } from './output-layer';
import { treeLoss } from './tree-loss';

export interface HierarchicalSoftmaxOptions {
  /** What `huffmanTree` or `classTree` made, or the pairs that `classTree` takes. */
  tree: ClassTree | Pairs;
  /** Draws `weight`, uniform on ±1/√inputs. */
  rng: Rng;
  /** Whether each node has a bias, which starts at zero; by default true. */
  bias?: boolean;
  /** By default float64. */
  dtype?: DType;
}

/**
 * A distribution over V classes as the product of the binary decisions on the way down a tree: the loss of a class costs
 * as many logits as the class is deep, some log₂ V instead of V.
 *
 * @remarks
 * Formula:  p(k) = Π σ(±z) over the nodes above class k, z = x·weightᵢ + biasᵢ of node V + i; + where the way goes on to the
 *           second child, − to the first. ℓ = Σ log(1 + exp ∓z). Two classes are the binary cross-entropy
 * Gradient: ∂ℓ/∂z = ∓σ(∓z) of the nodes above the label, 0 of all others
 * Mean:     Σ ℓᵢ / the number of rows that are not ignored. If there is none, see `onEmpty`; the gradients are then 0
 * Domain:   x and parameters finite; NaN gives NaN
 * Units:    nats
 * Shapes:   x `[N, inputs]`, `weight` `[V − 1, inputs]`, `bias` `[V − 1]`; `logProbabilities` `[N, V]`
 * Numerics: in float64 throughout, each loss and gradient rounded once for float32; `logProbabilities` of float32 takes z
 *           from a product in float32, see `nn.matmul`
 * Cost:     loss and gradients O(Σ depth of the labels · inputs), beside the gradient of `weight`: a tensor of its size, zero
 *           but in the rows of nodes above labels. With small batches and many classes, making that and the optimiser's
 *           step over all of it are what takes the time. `logProbabilities` O(N·V·inputs)
 *
 * @param inputs - D, the length of the rows of x
 * @throws {@link OptionError} for what is no tree, sizes, unknown options or a missing rng; its methods also
 *   {@link ShapeError}, {@link LabelError} that names the first bad label, and {@link DTypeError}
 * @example
 * const tree = largeVocab.huffmanTree([5, 1, 2]);
 * const output = largeVocab.hierarchicalSoftmax(4, { tree, rng: rng(1) });
 * const { loss, dInput, gradients } = output.withGradient([[0, 0, 0, 0]], [1]);
 * loss / Math.log(2) // ≈ 2
 * gradients.bias.data // [0.5, 0.5]
 * output.logProbabilities([[0, 0, 0, 0]]).data // ≈ [-0.693147, -1.386294, -1.386294]
 *
 * Source: [MorinBengio2005]; with Huffman's tree [MikolovSutskever2013]
 */
export function hierarchicalSoftmax(inputs: number, options: HierarchicalSoftmaxOptions): OutputLayer {
  const NAME = 'hierarchicalSoftmax';
  checkOptions(NAME, options, ['tree', 'rng', 'bias', 'dtype']);
  const { rng, bias = true, dtype = 'float64' } = options;
  checkCount(NAME, 'inputs', inputs, 1);
  checkBoolean(NAME, 'bias', bias);
  checkDType(NAME, dtype);
  const tree = readTree(NAME, options.tree);
  const nodes = tree.classes - 1;
  const weight = uniformWeight(NAME, rng, [nodes, inputs], dtype);
  const parameters: NamedTensors = bias ? { weight, bias: zeros([nodes], { dtype }) } : { weight };

  return outputLayer({
    name: NAME,
    inputs,
    classes: tree.classes,
    parameters,
    run: (batch) => treeLoss(batch, tree, parameters),
    logProbabilities(x) {
      const z = matmulTransposedRight(x, weight);
      if (bias) addToRows(z.data, parameters.bias.data);
      return fromTheRoot(tree, z);
    },
  });
}

/** log p of all classes, from the logits of all nodes `[N, V − 1]`. */
function fromTheRoot({ classes, children, order }: ClassTree, z: Tensor): Tensor {
  const [rows, nodes] = z.shape;
  const result = zeros([rows, classes], { dtype: z.dtype });
  const logs = new Float64Array(classes + nodes); // of the root, or the only class: log 1
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < nodes; j++) {
      const k = order[j] - classes;
      const logit = z.data[i * nodes + k];
      const rest = log1p(exp(-Math.abs(logit)));
      const above = logs[order[j]];
      logs[children[2 * k]] = above - Math.max(logit, 0) - rest;
      logs[children[2 * k + 1]] = above - Math.max(-logit, 0) - rest;
    }
    result.data.set(logs.subarray(0, classes), i * classes);
  }
  return result;
}

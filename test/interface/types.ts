/** What the compiler should make of calls; it is run by the step `types` alone. */
import { convert, datasets, losses, math, nn, tensor, zeros, type DType, type Tensor } from '../../src';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile unless the type of `value` is exactly `T`: `is<T>()(value)`. */
const is =
  <T>() =>
  <V>(value: Equal<V, T> extends true ? V : never): V =>
    value;

declare const dtype: DType;
declare const array: Float32Array | Float64Array;

is<Tensor<Float32Array>>()(tensor(new Float32Array(2)));
is<Tensor<Float32Array>>()(tensor(new Float32Array(2), { shape: [2, 1] }));
is<Tensor<Float64Array>>()(tensor([[1, 2]]));
is<Tensor<Float64Array>>()(tensor(Int32Array.of(1)));
is<Tensor<Float32Array>>()(tensor([1], { dtype: 'float32' }));
is<Tensor<Float64Array>>()(tensor(new Float32Array(2), { dtype: 'float64' }));
is<Tensor<Float32Array | Float64Array>>()(tensor([1], { dtype }));
is<Tensor>()(tensor(array));
is<Tensor<Float64Array>>()(zeros([2]));
is<Tensor<Float32Array>>()(zeros([2], { dtype: 'float32' }));
is<Tensor>()(zeros([2], { dtype }));
is<Tensor<Float32Array>>()(convert([1], 'float32'));
is<Tensor<Float32Array>>()(datasets.oneHot([0], 2, { dtype: 'float32' }));
// @ts-expect-error -- the shape is an option
tensor([1, 2], [2]);
// @ts-expect-error -- so is the type
zeros([2], 'float32');
// @ts-expect-error -- no such type
zeros([2], { dtype: 'f32' });

const z = [[1, 2, 3]];
is<number>()(losses.softmaxCrossEntropy(z, [0]));
is<number>()(losses.softmaxCrossEntropy(z, [0], { labelSmoothing: 0.1, reduction: 'sum' }));
is<Tensor>()(losses.softmaxCrossEntropy(z, [0], { reduction: 'none' }));
const options: losses.ReductionOptions = { normalizer: 2 };
is<number>()(losses.hinge([1], [1], options));
is<number>()(losses.hinge.withGradient([1], [1], options).loss);
const each: losses.Unreduced<losses.SoftmaxCrossEntropyOptions> = { reduction: 'none', labelSmoothing: 0.1 };
is<Tensor>()(losses.softmaxCrossEntropy(z, [0], each));
const any: losses.AnyReduction<losses.SoftmaxCrossEntropyOptions> = {};
is<number | Tensor>()(losses.softmaxCrossEntropy(z, [0], any));
declare const reduction: losses.Reduction;
is<number | Tensor>()(losses.softmaxCrossEntropy(z, [0], { reduction }));
const lists: losses.ListOptions = { mask: [[true, false]] };
is<number>()(losses.listNet(z, z, lists));
is<number>()(losses.lambdaLoss.withGradient(z, z, { mask: [[1, 0]], k: 2 }).loss);
is<Tensor>()(losses.bpr.withGradient([1], [2]).negativeGradient);
is<Tensor>()(losses.bpr([1], [[2, 3]], { reduction: 'none' }));
is<number>()(losses.gbce(z, { samplingRate: 0.5 }));
is<Tensor>()(losses.gbce.withGradient(z, { samplingRate: 0.5, reduction: 'none' }).loss);
// @ts-expect-error -- without the rate
losses.gbce(z, {});
// @ts-expect-error -- a word that is no option
losses.softmaxCrossEntropy(z, [0], { labelSmooting: 0.1 });
// @ts-expect-error -- with which it is of type Unreduced
export const reduced: losses.ReductionOptions = { reduction: 'none' };

is<number[]>()(math.softmax([1, 2]));
is<number[]>()(math.softmax(new Float32Array(2)));
is<Tensor>()(math.softmax(z));
is<Tensor>()(math.sigmoid(tensor(z)));
is<number>()(math.sigmoid(1));
is<number>()(math.klDivergence([1], [1]));
is<Tensor>()(math.klDivergence([1], tensor([1])));
math.gradCheck((x: number[]) => x[0], [1], [1]);
math.gradCheck((x) => x.data[0], [[1]], [[1]]);

nn.linear(2, 1, { initializer: (inputs, outputs, { dtype }) => zeros([inputs, outputs], { dtype }) }).forward(
  [[1, 2]],
);
/** A layer of one's own is given tensors. */
export const identity: nn.Layer<Tensor> = {
  name: 'identity',
  parameters: {},
  forward: (x) => [is<Tensor>()(x), x],
  backward: (_cache, dOutput) => ({ dInput: is<Tensor>()(dOutput), gradients: {} }),
};
nn.sequential(identity, nn.relu()).forward(z);

import { datasets, nn, rng, tensor, wasm, zeros, type Tensor } from '../../../src';

/** Few numbers, which plain loops read, and many, which the kernels do. */
export const MATRIX = [[2, 2], [64, 32]]; // prettier-ignore
export const VECTOR = [[4], [2048]];
export const SQUARE = [[2, 2], [48, 48]]; // prettier-ignore
export const SEQUENCES = [[1, 2, 2], [2, 32, 32]]; // prettier-ignore
export const IMAGES = [[1, 2, 2, 1], [2, 32, 32, 1]]; // prettier-ignore

/** What is done with a tensor whose scope has ended, and the one that lies there now. */
type Use = (late: Tensor, living: Tensor) => unknown;

/** By the function's path, and which argument it is; with the shapes of the tensors, if they are not matrices. */
export type Uses = Record<string, Use | [Use, readonly (readonly number[])[]]>;

export const labels = ({ shape }: Tensor): Int32Array =>
  Int32Array.from({ length: shape[0] }, (_, i) => i % 2);

export const halves = ({ shape }: Tensor): Tensor => {
  const x = zeros(shape, { dtype: 'float32' });
  x.data.fill(0.5);
  return x;
};

export const dataset = (features: Tensor) => ({
  ...datasets.xor({ rng: rng(1), rows: 8 }),
  features,
  labels: labels(features),
});

/** For rows of x. */
export const linear = ({ shape }: Tensor) => nn.linear(shape[1], 2, { rng: rng(1), dtype: 'float32' });

export const holding = (weight: Tensor): ReturnType<typeof linear> => ({
  ...linear(weight),
  parameters: { weight, bias: tensor([0, 0], { dtype: 'float32' }) },
});

export const backward = <C>(layer: nn.Layer<C>, late: Tensor, living: Tensor): unknown =>
  layer.backward(layer.forward(living)[1], late);

/** What was made in a scope that has ended. */
export function outlived<T>(make: () => T): T {
  let made: T[] = [];
  wasm.scope(() => {
    made = [make()];
    return 0;
  });
  return made[0];
}

export { float32, float64 } from './dtypes';
export { manual_seed } from './manual-seed';
export * as nn from './nn';
export { no_grad } from './no-grad';
export * as optim from './optim';
export { tensor } from './tensor';
export type { GradFn, Tensor, TensorOptions } from './tensor';

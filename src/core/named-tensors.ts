import type { Tensor } from './tensor';

/** Tensors by name, e.g. a model's parameters `{ '0.weight': …, '0.bias': … }` or their gradients. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

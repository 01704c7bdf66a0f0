export { convert, rng, tensor, zeros } from './core';
export type { DType, FloatArray, Labels, NestedNumbers, Rng, RowGradient, Tensor, TensorLike } from './core';
export {
  DTypeError,
  DatasetError,
  DomainError,
  KernelError,
  LabelError,
  MemoryError,
  OptionError,
  ShapeError,
} from './core';
export * as math from './math';
export * as losses from './losses';
export * as largeVocab from './large-vocab';
export * as wordVectors from './word-vectors';
export * as recommenders from './recommenders';
export * as wasm from './wasm';
export * as nn from './nn';
export * as optim from './optim';
export * as torch from './torch';
export * as train from './train';
export * as metrics from './metrics';
export * as images from './images';
export * as text from './text';
export * as datasets from './datasets';
export * as figures from './figures';
export * from './jupyter';
export * from './python';

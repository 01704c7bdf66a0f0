export * from './errors';
export * from './tensor';
export * from './display';
export * from './labels';
export * from './named-tensors';
export * from './special';
export { rng } from './random';
export type { ChoiceOptions, NormalsOptions, Rng, UniformsOptions } from './random';

export * from './errors';
export * from './tensor';
export * from './display';
export * from './labels';
export * from './named-tensors';

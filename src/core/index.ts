export * from './errors';
export * from './tensor';
export * from './display';

export { Adam, type AdamOptions } from './adam';
export type { Optimizer } from './optimizer';
export { SGD, type SGDOptions } from './sgd';

export { train, trainTogether } from './train';
export type { EpochEvent, WordVectors } from './train';
export type { WordVectorOptions } from './options';

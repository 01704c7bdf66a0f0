export { analogies } from './analogies';
export type { Analogies } from './analogies';
export { cosineSimilarities } from './cosine-similarities';
export { nearest } from './nearest';
export type { Neighbour, NearestOptions } from './nearest';
export { train, trainTogether } from './train';
export type { EpochEvent, WordVectors } from './train';
export type { WordVectorOptions } from './options';

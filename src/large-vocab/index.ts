export { linearCrossEntropy } from './linear-cross-entropy';
export type { LinearCrossEntropyOptions, LinearGradients } from './linear-cross-entropy';
export { logUniformSampler } from './log-uniform-sampler';
export { unigramSampler } from './unigram-sampler';
export type { UnigramSamplerOptions } from './unigram-sampler';
export { uniformSampler } from './uniform-sampler';
export type { Sampler } from './sampler';

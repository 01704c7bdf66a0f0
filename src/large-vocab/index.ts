export { linearCrossEntropy } from './linear-cross-entropy';
export type { LinearCrossEntropyOptions, LinearGradients } from './linear-cross-entropy';

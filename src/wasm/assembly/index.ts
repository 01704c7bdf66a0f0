/** Everything that JavaScript may call. A kernel works on the items [begin, end) and says nothing of threads. */
export { setScratch } from './scratch';
export { add, multiplyAdd, relu, reluBackward, scale } from './elementwise';

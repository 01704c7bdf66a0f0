export { BCEWithLogitsLoss, type BCEWithLogitsLossOptions } from './bce-with-logits-loss';
export type { Criterion } from './criterion';
export { CrossEntropyLoss, type CrossEntropyLossOptions } from './cross-entropy-loss';
export { Linear, type LinearOptions } from './linear';
export { LogSoftmax } from './log-softmax';
export type { Module } from './module';
export { NLLLoss, type NLLLossOptions } from './nll-loss';
export { ReLU } from './relu';
export { Sequential } from './sequential';

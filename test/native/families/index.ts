import type { Family } from '../draw';
import { elementwise } from './elementwise';
import { exponentials } from './exponentials';
import { gather } from './gather';
import { gemms } from './gemm';
import { optimizers } from './optimizers';
import { sigmoidCrossEntropies } from './sigmoid-cross-entropy';
import { crossEntropies, softmaxes } from './softmax';
import { generalCrossEntropies } from './softmax-cross-entropy-general';
import { softmaxesInFloat64 } from './softmax-float64';

export const FAMILIES: readonly Family[] = [
  gemms,
  elementwise,
  exponentials,
  optimizers,
  gather,
  sigmoidCrossEntropies,
  softmaxes,
  crossEntropies,
  softmaxesInFloat64,
  generalCrossEntropies,
];

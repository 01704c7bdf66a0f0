import type { Family } from '../draw';
import { exponentials } from './exponentials';
import { gemms } from './gemm';
import { crossEntropies, softmaxes } from './softmax';

export const FAMILIES: readonly Family[] = [gemms, exponentials, softmaxes, crossEntropies];

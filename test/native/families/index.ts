import type { Family } from '../draw';
import { convolutionGradients, convolutions } from './convolution';
import { gemms } from './gemm';
import { poolings } from './pooling';

export const FAMILIES: readonly Family[] = [gemms, convolutions, convolutionGradients, poolings];

import type { Family } from '../draw';
import { sumsOfColumns } from './column-sums';
import { convolutionGradients, convolutions } from './convolution';
import { fewGemms, gemms } from './gemm';
import { narrowGemms } from './narrow';
import { poolings } from './pooling';

export const FAMILIES: readonly Family[] = [
  ...[gemms, fewGemms, narrowGemms, sumsOfColumns],
  ...[convolutions, convolutionGradients, poolings],
];

import type { Family } from '../draw';
import { sumsOfColumns } from './column-sums';
import { fewGemms, gemms } from './gemm';
import { narrowGemms } from './narrow';

export const FAMILIES: readonly Family[] = [gemms, fewGemms, narrowGemms, sumsOfColumns];

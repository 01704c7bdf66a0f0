import type { Family } from '../draw';
import { sumsOfColumns } from './column-sums';
import { fewGemms, gemms } from './gemm';

export const FAMILIES: readonly Family[] = [gemms, fewGemms, sumsOfColumns];

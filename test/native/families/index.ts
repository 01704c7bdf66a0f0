import type { Family } from '../draw';
import { sumsOfColumns } from './column-sums';
import { gemms } from './gemm';

export const FAMILIES: readonly Family[] = [gemms, sumsOfColumns];

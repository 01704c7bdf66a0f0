import type { Family } from '../draw';
import { exponentials } from './exponentials';
import { gemms } from './gemm';

export const FAMILIES: readonly Family[] = [gemms, exponentials];

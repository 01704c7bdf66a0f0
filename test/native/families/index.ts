import type { Family } from '../draw';
import { gemms } from './gemm';

export const FAMILIES: readonly Family[] = [gemms];

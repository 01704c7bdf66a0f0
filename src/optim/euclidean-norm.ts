import type { FloatArray } from '../core';

/**
 * The joint Euclidean norm of some arrays; NaN if one holds NaN or ±∞. Numbers are divided by the largest first, so that squares
 * neither overflow nor underflow.
 */
export function euclideanNorm(arrays: readonly FloatArray[]): number {
  let largest = 0;
  for (const data of arrays) {
    for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  }
  if (largest === 0) return 0;
  let squares = 0;
  for (const data of arrays) {
    for (let i = 0; i < data.length; i++) squares += (data[i] / largest) * (data[i] / largest);
  }
  return largest * Math.sqrt(squares);
}

import { threads } from './thread-count';

/**
 * Rows in a chunk of about so many numbers, a multiple of four; all of them where one thread is set: a chunk costs a call,
 * and the maximum of its first row, which otherwise is found beside the arithmetic of the row before.
 */
export function rowGrain(rows: number, classes: number, numbers: number): number {
  return threads() === 1 ? rows : Math.max(4, Math.ceil(numbers / classes / 4) * 4);
}

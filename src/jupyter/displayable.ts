import { isDisplayable, isTensor, type Displayable } from '../core';
import { displayTensor } from '../core/display-tensor';
import { isFrame } from '../core/frame';
import { table } from './table';

/**
 * A value as something that shows itself: a figure or a table as it is, a data frame as a table, a tensor; undefined for
 * anything else. The kernel shows a cell's last expression by it.
 */
export function displayableOf(value: unknown): Displayable | undefined {
  if (isDisplayable(value)) return value;
  if (isFrame(value)) return table(value);
  return isTensor(value) ? displayTensor(value) : undefined;
}

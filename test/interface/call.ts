import { tensor, type Tensor } from '../../src';

/** A call that works. */
export interface Call {
  /** `'losses.hinge.withGradient'`; `'nn.linear > forward'` is a method of what `nn.linear` returns. */
  name: string;
  run: (...args: unknown[]) => unknown;
  /** For all its places. */
  args: () => unknown[];
}

export const matrix = (): Tensor =>
  tensor([
    [1, -2, 0.5],
    [0.25, 3, -1],
  ]);

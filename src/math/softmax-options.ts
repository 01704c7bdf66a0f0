import { float32Memory, isTensor, OptionError, ShapeError, type Tensor } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { RowSizes } from './rows';
import { typedArrayKind } from '../core/typed-array';

/**
 * Which classes take part: true (or non-zero) where they do. K entries for all rows alike, or N·K (a flat array
 * or a tensor of the logits' shape) for each row its own.
 */
export type Mask = readonly (boolean | number)[] | Uint8Array | Tensor;

export interface SoftmaxOptions {
  /** τ > 0, by which the logits are divided; 1 by default. Small is sharp, large is flat. */
  temperature?: number;
  /** Which classes take part; the others have probability 0. By default all do. */
  mask?: Mask;
}

/** τ, checked to be positive and finite. */
export function temperatureOf(where: string, options: SoftmaxOptions): number {
  const { temperature = 1 } = options;
  if (!(Number.isFinite(temperature) && temperature > 0)) {
    throw new OptionError(
      `${where}: temperature should be positive and finite, got ${describe(temperature)}`,
    );
  }
  return temperature;
}

/** Whether class k takes part in row i. */
export type Keeps = (i: number, k: number) => boolean;

export function keepsOf(where: string, mask: Mask | undefined, { count, length }: RowSizes): Keeps {
  if (mask === undefined) return () => true;
  const entries = isTensor(mask) ? mask.data : mask;
  if (!(Array.isArray(entries) || typedArrayKind(entries))) {
    throw new OptionError(`${where}: mask should be an array or a tensor, got ${describe(mask)}`);
  }
  if (entries.length !== length && entries.length !== count * length) {
    throw new ShapeError(
      `${where}: mask has ${entries.length} entries, expected ${length} (one a class) or ${count * length} (one a logit)`,
    );
  }
  float32Memory().check(where, entries);
  for (let j = 0; j < entries.length; j++) {
    if (typeof entries[j] === 'boolean' || typeof entries[j] === 'number') continue;
    throw new OptionError(
      `${where}: mask[${j}] should be true, false or a number, got ${describe(entries[j])}`,
    );
  }
  const perRow = entries.length === length ? 0 : length;
  return (i, k) => Boolean(entries[i * perRow + k]);
}

/** Throws an {@link OptionError} for options that the function does not know. */
export function checkSoftmaxOptions(
  where: string,
  options: SoftmaxOptions,
  known: (keyof SoftmaxOptions)[],
): void {
  checkOptions(where, options, known);
}

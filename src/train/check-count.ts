import { OptionError } from '../core';
import { describe } from '../core/checks';

/** Throws an {@link OptionError} unless the value is an integer of at least `minimum`. */
export function checkCount(where: string, name: string, value: number, minimum: number): void {
  if (!(Number.isInteger(value) && value >= minimum)) {
    throw new OptionError(`${where}: ${name} should be an integer ≥ ${minimum}, got ${describe(value)}`);
  }
}

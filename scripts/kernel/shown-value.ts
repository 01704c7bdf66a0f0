import type { InspectOptions } from 'node:util';

const DISPLAY = Symbol.for('Jupyter.display');

/** How plain text is made of a value. Every option is stated: a default that changed with Node would change the notebooks. */
export const INSPECTION: InspectOptions = {
  depth: 4,
  colors: false,
  showHidden: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  breakLength: 100,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

/** What shows the value as it wants to be shown. */
export function displayOf(value: unknown): (() => unknown) | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  const display = isObject ? (value as Record<symbol, unknown>)[DISPLAY] : undefined;
  return typeof display === 'function' ? () => (value as { [DISPLAY](): unknown })[DISPLAY]() : undefined;
}

/** Whether it may be a Danfo data frame or series, or a tensor, as far as can be told without loading either. */
export function mayBeOfLibrary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    ('$data' in value && '$columns' in value) || ('data' in value && 'shape' in value && 'dtype' in value)
  );
}

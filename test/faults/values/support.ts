import { tensor } from '../../../src';
import type { Tensor } from '../../../src/core';
import type { Fault } from '../fault';

export const logits = tensor([
  [0.9, 0.1],
  [0.2, 0.8],
  [0.6, 0.4],
]);

/** `[64, 16]`: enough for the kernels. */
export function large(dtype: 'float32' | 'float64'): Tensor {
  const numbers = Array.from({ length: 1024 }, (_, i) => Math.round(1000 * ((i * 0.37) % 3)) / 1000);
  return tensor(numbers, { shape: [64, 16], dtype });
}

/** Their classes; every ninth row is ignored, if that is no class. */
export function classes(ignored = 0): number[] {
  return Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? ignored : i % 16));
}

/** What float32 and float64 have in common. */
export function digits(x: number): number {
  return Number(x.toPrecision(5));
}

export function equal(fault: string, inject: () => unknown, expected: string | number | boolean): Fault {
  return { fault, inject, expected };
}

/** A fault for each wrong value that `call` is given. */
export function refusals(
  what: string,
  call: (value: never) => unknown,
  values: readonly (readonly [value: unknown, expected: RegExp])[],
): Fault[] {
  return values.map(([value, expected]) => ({
    fault: `${what}: ${nameOf(value)}`,
    inject: () => call(value as never),
    expected,
  }));
}

function nameOf(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, nameOf).join(', ')}]`;
  if (value.constructor !== Object) return value.constructor.name;
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${typeof item === 'function' ? 'a function' : nameOf(item)}`)
    .join(', ')} }`;
}

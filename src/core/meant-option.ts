import type { Rng } from './random';

/** What each option looks like when its value is given in place of the options; undefined if it is no such value. */
const SPELLINGS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  dtype: (value) => (value === 'float32' || value === 'float64' ? `'${value}'` : undefined),
  reduction: (value) => (value === 'mean' || value === 'sum' || value === 'none' ? `'${value}'` : undefined),
  shape: (value) => (Array.isArray(value) ? `[${value.join(', ')}]` : undefined),
  rng: (value) => (isRng(value) ? 'rng(…)' : undefined),
  bias: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  training: (value) => (typeof value === 'boolean' ? String(value) : undefined),
};

/** Options that are a number where they are the first that a function takes. */
const NUMBERS =
  'learningRate lr temperature classes batchSize bins kernelSize ridge penalty maxIterations mean low'.split(
    ' ',
  );

/** `{ learningRate: 0.1 }` for 0.1: what was probably meant by a value that stands where options go. */
export function exampleOf(value: unknown, known: readonly string[]): string {
  for (const name of known) {
    const spelling = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name](value) : undefined;
    if (spelling !== undefined) return `{ ${name}: ${spelling} }`;
  }
  const [first] = known;
  return `{ ${first}: ${typeof value === 'number' && NUMBERS.includes(first) ? value : '…'} }`;
}

/** It has no property that could be an option. */
export function isRng(value: unknown): value is Rng {
  return typeof (value as { normals?: unknown } | null | undefined)?.normals === 'function';
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const DIALECTS = ['torch', 'keras', 'tf', 'optax', 'jax', 'numpy', 'megatron', 'mpmath'] as const;
export type DialectName = (typeof DIALECTS)[number];
export type Numbers = number | readonly Numbers[];

/** A framework's function, called with one of the inputs and some options, and what it returned. */
export interface Vector {
  readonly call: string;
  /** The name of a batch in `inputs.json`. */
  readonly input: string;
  /** Which of the batch's arrays is the target. */
  readonly target: string;
  /** As the framework spells them; a string stands for that array of the batch, if it has one. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly dtype: 'float32' | 'float64';
  readonly value: Numbers;
  /** Of the value (of its sum, where it is no number) with respect to the logits. */
  readonly gradient: readonly number[];
}

export interface VectorFile {
  readonly dialect: DialectName;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly Vector[];
}

/** The arrays of a batch by name, each of float32 numbers or integers. */
export type Batch = Readonly<Record<string, readonly Numbers[]>>;

export const committed = join(__dirname, 'vectors');

export function readVectors(dialect: DialectName, folder = committed): VectorFile {
  return parse(readFileSync(join(folder, `${dialect}.json`), 'utf8')) as VectorFile;
}

export function readInputs(folder = committed): Readonly<Record<string, Batch>> {
  return parse(readFileSync(join(folder, 'inputs.json'), 'utf8')) as Record<string, Batch>;
}

/** A text that names one case of its dialect. */
export function nameOf({ call, input, target, options, dtype }: Vector): string {
  const given = Object.entries(options).map(([name, value]) => `${name}=${String(value)}`);
  return [`${call}(${input}, ${target})`, ...given, dtype].join(' ');
}

/** All numbers of a nested array in a row. */
export function flat(numbers: Numbers): number[] {
  return typeof numbers === 'number' ? [numbers] : numbers.flatMap(flat);
}

/** JSON in which three strings stand for what it has no numbers for. */
function parse(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  );
}

/** Something that goes wrong in the world around the project, done on purpose, and what must be seen of it. */
export interface Fault {
  /** What is done, in words: `metrics.accuracy with a label that is undefined`. */
  fault: string;
  /** Does it, and returns what is seen; what it throws is seen too, as `Name: message`. */
  inject: () => unknown;
  /** The value that must be seen, or a pattern of its text. */
  expected: RegExp | string | number | boolean;
  /** Seconds within which it must be seen, on a machine with much else to do; 120 by default. */
  limit?: number;
}

/** What a program that injects faults prints, a JSON object a line: what begins, then what was seen. */
export type Report =
  { begins: string; limit: number } | { fault: string; seen: string; held: boolean; expected: string };

export const LIMIT_SECONDS = 120;

/** Injects one fault. */
export async function observe({ fault, inject, expected }: Fault): Promise<Report> {
  let seen: string;
  try {
    seen = textOf(await inject());
  } catch (error) {
    seen = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${textOf(error)}`;
  }
  const held = expected instanceof RegExp ? expected.test(seen) : seen === textOf(expected);
  return { fault, seen, held, expected: String(expected) };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

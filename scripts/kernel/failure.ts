import { inspect } from 'node:util';
import { withoutBoxes } from './box-names';
import { hidePaths } from './paths';
import type { Diagnostic } from './tslab';

/** The fields that Jupyter wants to know of an error. */
export type Failure = { ename: string; evalue: string; traceback: string[] };

const MAX_CAUSES = 5;

export const INTERRUPTED = failure('Interrupted', 'the cell was interrupted', []);

/** Describes what code has thrown, whatever that is; the text is the same on every machine. */
export function describeError(error: unknown): Failure {
  if (!isError(error)) return failure('Uncaught', shown(error), []);
  if (isInterrupt(error)) return INTERRUPTED;
  const frames = framesOf(error);
  let cause = read(error, 'cause');
  for (let depth = 0; depth < MAX_CAUSES && cause !== undefined; depth++) {
    frames.push(`Caused by ${isError(cause) ? headline(nameOf(cause), messageOf(cause)) : shown(cause)}`);
    if (!isError(cause)) break;
    frames.push(...framesOf(cause));
    cause = read(cause, 'cause');
  }
  return failure(nameOf(error), messageOf(error), frames);
}

/** Describes what the compiler found in a cell. */
export function describeDiagnostics(diagnostics: Diagnostic[]): Failure {
  const lines = diagnostics.map(({ fileName, start, messageText }) => {
    const place = `line ${start.line + 1}, column ${start.character + 1}`;
    return `${fileName ? `${fileName}, ` : ''}${place}: ${messageText}`;
  });
  return failure('TypeScriptError', lines[0], lines.slice(1));
}

/** A failure whose traceback is the headline and the given lines. */
export function failure(ename: string, message: string, lines: string[]): Failure {
  // Node lists the paths from which it looked for a module.
  const evalue = hidePaths(withoutBoxes(message).replace(/\nRequire stack:\n[\s\S]*$/, ''));
  return { ename, evalue, traceback: [headline(ename, evalue), ...lines.map(hidePaths)] };
}

function headline(name: string, message: string): string {
  return message === '' ? name : `${name}: ${message}`;
}

/** A proxy may throw at the question. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** A property of an error, which may be anything, and undefined when its getter throws. */
function read(error: Error, name: 'name' | 'message' | 'stack' | 'cause' | 'code'): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  try {
    return inspect(value, { depth: 1 });
  } catch {
    return 'a value that cannot be shown: its own inspection throws';
  }
}

function nameOf(error: Error): string {
  const name = read(error, 'name');
  return typeof name === 'string' && name !== '' ? name : 'Error';
}

function messageOf(error: Error): string {
  const message = read(error, 'message') ?? '';
  return typeof message === 'string' ? message : shown(message);
}

const CELL_FRAME = /^ {4}at (?:.* \()?(?:cell \d+|hidden code)(?:, line \d+)?\)?$/;

/** The cells' frames, which is all that `showCellFramesOnly` leaves of a stack that has any. */
function framesOf(error: Error): string[] {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return [];
  const lines = stack.split('\n');
  let start = lines.length;
  while (start > 0 && CELL_FRAME.test(lines[start - 1])) start--; // from the end: a message may quote frames too
  return lines.slice(start);
}

/** Code that does not yield is ended by Node, code that awaits by tslab. */
function isInterrupt(error: Error): boolean {
  return (
    read(error, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ||
    read(error, 'message') === 'Interrupted asynchronously'
  );
}

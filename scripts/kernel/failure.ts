import { inspect } from 'node:util';
import { withoutBoxes } from './box-names';
import { hidePaths } from './paths';
import type { Diagnostic } from './tslab';

/** The fields that Jupyter wants to know of an error. */
export type Failure = { ename: string; evalue: string; traceback: string[] };

const MAX_CAUSES = 5;

/** Describes what code has thrown; the text is the same on every machine. */
export function describeError(error: unknown): Failure {
  if (!(error instanceof Error)) return failure('Uncaught', inspect(error, { depth: 1 }), []);
  if (isInterrupt(error)) return failure('Interrupted', 'the cell was interrupted', []);
  const frames = framesOf(error);
  let cause = error.cause;
  for (let depth = 0; depth < MAX_CAUSES && cause !== undefined; depth++) {
    frames.push(
      `Caused by ${cause instanceof Error ? headline(nameOf(cause), cause.message) : inspect(cause)}`,
    );
    if (!(cause instanceof Error)) break;
    frames.push(...framesOf(cause));
    cause = cause.cause;
  }
  return failure(nameOf(error), error.message, frames);
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

function nameOf(error: Error): string {
  return typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
}

const CELL_FRAME = /^ {4}at (?:.* \()?(?:cell \d+|hidden code)(?:, line \d+)?\)?$/;

/** The cells' frames, which is all that `showCellFramesOnly` leaves of a stack that has any. */
function framesOf(error: Error): string[] {
  if (typeof error.stack !== 'string') return [];
  const lines = error.stack.split('\n');
  let start = lines.length;
  while (start > 0 && CELL_FRAME.test(lines[start - 1])) start--; // from the end: a message may quote frames too
  return lines.slice(start);
}

/** Code that does not yield is ended by Node, code that awaits by tslab. */
function isInterrupt(error: Error): boolean {
  return (
    (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ||
    error.message === 'Interrupted asynchronously'
  );
}

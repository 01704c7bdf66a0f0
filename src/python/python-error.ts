/**
 * Python code gave no result. `kind` says why: it raised an `exception`, there is no such `environment`, it took
 * longer than the `timeout`, an `interrupt` ended it, or its process died or garbled its answer (`crash`).
 */
export class PythonError extends Error {
  override name = 'PythonError';

  constructor(
    message: string,
    readonly kind: 'exception' | 'environment' | 'timeout' | 'interrupt' | 'crash',
    /** The class of the exception, e.g. 'ValueError'. */
    readonly exception?: string,
    /** The line of the code, counted from 1, that raised it. */
    readonly line?: number,
  ) {
    super(message);
  }
}

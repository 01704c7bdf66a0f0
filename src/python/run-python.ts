import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import { startChild } from './child';
import { environmentError, pythonExecutable, type PythonEnvironment } from './environment';
import { answerReader, pieces, type Answer } from './messages';
import { hidePlaceholders } from './placeholders';
import { PythonError } from './python-error';
import { fromWire, toWire, type PythonValue } from './values';

/** What of an `AbortSignal` is used: whose type is Node's or the browser's, and a program may have neither. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface PythonOptions {
  /** By default 'tools', which has NumPy. */
  environment?: PythonEnvironment;
  /** Seconds after which the process is ended; by default 300. */
  timeout?: number;
  /** Ends the process when it aborts. */
  signal?: AbortSignalLike;
}

export interface RunPythonOptions extends PythonOptions {
  /** Variables of the program, by name. */
  inputs?: Readonly<Record<string, unknown>>;
}

/**
 * Runs a Python program in a process of its own, e.g. one read from a file. The value of its last line, if that is
 * an expression, is the result.
 *
 * @remarks
 * To Python:   tensors and typed arrays become NumPy arrays of their dtype and shape, bit for bit; numbers (a whole
 *              one is an int), strings, booleans, null, arrays and plain objects what they are in JSON, but NaN, ±∞
 *              and −0 stay themselves
 * From Python: arrays (NumPy's, PyTorch's, TensorFlow's, JAX's) of floats become tensors, one-dimensional ones of
 *              integers `Int32Array`, others nested arrays; scalars numbers; None null; lists, tuples and dicts arrays
 *              and objects. What has no exact form here raises an exception there
 * Prints appear as they come, warnings of the code too, as `line 3: RuntimeWarning: …`; what goes to standard error,
 * and what other processes print, is told only if the process dies. The result comes when it has ended, its threads
 * with it; processes that it leaves behind are not waited for. It ends with ours, whatever ends that.
 *
 * Modules are those of the environment; those of the working folder can be imported too, if no other has their name.
 * `PYTHONPATH` and the other variables of Python have no say.
 * @throws {@link PythonError} with the exception and the lines of the code it came through, or the command that
 * installs what is missing; {@link OptionError} for a value that can't go to Python
 * @example
 * const sums = await runPython('import numpy as np\nnp.exp(z).sum(axis=1)', { inputs: { z: tensor([[0, 0]]) } });
 * (sums as Tensor).data // [2]
 */
export async function runPython<T = PythonValue>(code: string, options: RunPythonOptions = {}): Promise<T> {
  checkOptions('runPython', options, ['environment', 'timeout', 'signal', 'inputs']);
  const { inputs = {}, ...rest } = options;
  return execute(code, inputs, [], rest) as Promise<T>;
}

/** Runs code in which every one of `names` must occur as a name. */
export async function execute(
  code: string,
  inputs: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { environment = 'tools', timeout = 300, signal }: PythonOptions,
): Promise<PythonValue> {
  if (typeof code !== 'string')
    throw new OptionError(`python: code should be a string, got ${describe(code)}`);
  if (typeof timeout !== 'number' || !(timeout > 0)) {
    throw new OptionError(`python: timeout should be a number of seconds above 0, got ${describe(timeout)}`);
  }
  const executable = pythonExecutable(environment);
  const { json, arrays, contents } = toWire(inputs);
  if (signal?.aborted) throw aborted(signal);

  const child = startChild(executable);
  const printer = linePrinter();
  let result: Exclude<Answer, { print: string }> | undefined;
  let stopped: Error | undefined;
  const stop = (why: Error): void => {
    stopped ??= why;
    child.kill();
  };
  const onAbort = (): void => stop(aborted(signal));
  const onInterrupt = (): void => stop(new PythonError('python: interrupted', 'interrupt'));
  const tooLong = (): void => {
    const rest = result === undefined ? '' : '; the code had come to its end, but threads of it had not';
    stop(new PythonError(`python: ended after ${timeout} s, the timeout${rest}`, 'timeout'));
  };
  const timer = setTimeout(tooLong, Math.min(timeout * 1000, 0x7fffffff)); // Node's longest
  signal?.addEventListener('abort', onAbort);
  const reader = answerReader((answer) => {
    if ('print' in answer) printer.print(answer.print);
    else result = answer;
  });
  child.onOutput((chunk) => {
    try {
      if (!stopped) reader.push(chunk);
    } catch (error) {
      stop(garbled((error as Error).message));
    }
  });
  try {
    await Promise.resolve(); // `vm` takes the listeners away while a cell's code runs
    // A kernel outlives an interrupt. A plain program dies of it, unless it listens, and Python with it.
    if (process.listenerCount('SIGINT') > 0) process.once('SIGINT', onInterrupt);
    await child.send(pieces({ code, names, inputs: json, arrays }, contents));
    const end = await child.ended;
    printer.flush();
    if (stopped) throw stopped;
    if (end.error) throw environmentError(environment, `it does not start (${end.error.message})`);
    if (result === undefined) {
      const last = end.stderr.trim().split('\n').slice(-5).join('\n');
      throw new PythonError(`python: the process died (${end.how})${last && `\n${last}`}`, 'crash');
    }
    if (reader.rest()) throw garbled('bytes are left over');
    if ('error' in result) throw exceptionOf(result.error);
    return fromWire(result.value, result.arrays, result.buffers);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    process.removeListener('SIGINT', onInterrupt);
    child.release();
  }
}

/** Prints whole lines, in order. */
function linePrinter(): { print(text: string): void; flush(): void } {
  let open = '';
  return {
    print(text) {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) console.log(line);
    },
    flush() {
      if (open !== '') console.log(open);
      open = '';
    },
  };
}

function exceptionOf({ type, message, places }: Extract<Answer, { error: unknown }>['error']): PythonError {
  const lines = places.slice(-5).map(({ line, code, function: name }) => {
    const within = name === '<module>' ? '' : `, in ${name}`;
    return `  line ${line}${within}: ${hidePlaceholders(code)}`;
  });
  const said = message === '' ? type : `${type}: ${message}`;
  return new PythonError([said, ...lines].join('\n'), 'exception', type, places[places.length - 1]?.line);
}

function garbled(reason: string): PythonError {
  const remedy = 'the code may write to descriptors 1 and 2 and to those that it opens, to no others';
  return new PythonError(`python: the answer can't be read (${reason}): ${remedy}`, 'crash');
}

function aborted(signal: AbortSignalLike | undefined): Error {
  return Object.assign(new Error('python: ended by the signal', { cause: signal?.reason }), {
    name: 'AbortError',
  });
}

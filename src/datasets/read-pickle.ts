import { DatasetError } from '../core';

/** A float32 array of NumPy's. */
export interface PickledArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A function or class that a pickle names. Nothing of Python is run: what these three would do is done here. */
type Global = 'numpy.core.multiarray _reconstruct' | 'numpy ndarray' | 'numpy dtype';

const GLOBALS: readonly string[] = [
  'numpy.core.multiarray _reconstruct',
  'numpy ndarray',
  'numpy dtype',
] satisfies Global[];

/** What a call of `numpy.dtype` and one of `_reconstruct` make, before their state is set. */
class DType {
  constructor(readonly name: unknown) {}
  order: unknown;
}
class NdArray {
  shape: readonly number[] = [];
  data = new Float32Array();
}

/**
 * Reads a pickle of Python's (protocol 3) that holds dictionaries, lists, texts and float32 arrays of NumPy's, and
 * refuses all else: a pickle is a program, of which this runs the few instructions that such data need.
 *
 * @param name - what errors call it
 * @returns dictionaries as `Map`, lists and tuples as arrays
 * @throws {@link DatasetError} that names the instruction, or the function that the pickle would call
 */
export function readPickle(name: string, file: Uint8Array): unknown {
  const fail = (reason: string): never => {
    throw new DatasetError(`${name}: not a pickle of float32 arrays: ${reason}`, 'content');
  };
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const stack: unknown[] = [];
  const marks: number[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;

  const bytes = (length: number): Uint8Array => {
    if (at + length > file.length) fail(`it ends after ${file.length} bytes`);
    return file.subarray(at, (at += length));
  };
  const unsigned = (length: 1 | 2 | 4): number => {
    bytes(length);
    const from = at - length;
    if (length === 1) return view.getUint8(from);
    return length === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
  };
  const text = (length: number): string => new TextDecoder().decode(bytes(length));
  const line = (): string => {
    const end = file.indexOf(10, at);
    if (end < 0) fail('it ends in a name');
    return text(end + 1 - at).trimEnd();
  };
  const pop = (): unknown => (stack.length > 0 ? stack.pop() : fail('it takes more than there is'));
  const top = (): unknown => stack[stack.length - 1];
  const sinceMark = (): unknown[] => stack.splice(marks.pop() ?? fail('a mark is missing'));
  const last = (count: number): unknown[] => Array.from({ length: count }, pop).reverse();
  const append = (values: readonly unknown[]): void => {
    const list = top();
    if (Array.isArray(list)) list.push(...values);
    else fail('it appends to what is no list');
  };
  const set = (values: readonly unknown[]): void => {
    const dictionary = top();
    if (!(dictionary instanceof Map)) return fail('it sets an item of what is no dictionary');
    for (let i = 0; i < values.length; i += 2) dictionary.set(values[i], values[i + 1]);
  };
  const global = (): void => {
    const found = `${line()} ${line()}`;
    if (!GLOBALS.includes(found)) fail(`it calls ${found.replace(' ', '.')}`);
    stack.push(found);
  };
  const call = (): void => {
    const [called, args] = last(2) as [unknown, unknown[]];
    if (called === 'numpy dtype') stack.push(new DType(args[0]));
    else if (called === 'numpy.core.multiarray _reconstruct') stack.push(new NdArray());
    else fail('it calls what is no function');
  };
  const build = (): void => {
    const state = pop() as unknown[];
    const made = top();
    if (made instanceof DType) made.order = state[1];
    else if (made instanceof NdArray) setState(made, state, fail);
    else fail('it sets the state of what is no array');
  };

  /** By the code of the instruction, as Python's module `pickle` lists them. */
  const instructions: Readonly<Record<string, () => unknown>> = {
    '\x80': () => unsigned(1) === 3 || fail('its protocol is another than 3'),
    '(': () => marks.push(stack.length),
    '}': () => stack.push(new Map()),
    ']': () => stack.push([]),
    t: () => stack.push(sinceMark()),
    '\x85': () => stack.push(last(1)),
    '\x87': () => stack.push(last(3)),
    e: () => append(sinceMark()),
    u: () => set(sinceMark()),
    N: () => stack.push(null),
    '\x89': () => stack.push(false),
    K: () => stack.push(unsigned(1)),
    M: () => stack.push(unsigned(2)),
    J: () => stack.push(unsigned(4) | 0),
    X: () => stack.push(text(unsigned(4))),
    C: () => stack.push(bytes(unsigned(1))),
    B: () => stack.push(bytes(unsigned(4))),
    q: () => memo.set(unsigned(1), top()),
    r: () => memo.set(unsigned(4), top()),
    h: () => stack.push(memo.get(unsigned(1))),
    c: global,
    R: call,
    b: build,
  };
  for (;;) {
    const code = String.fromCharCode(unsigned(1));
    if (code === '.') return pop();
    const run = Object.hasOwn(instructions, code) ? instructions[code] : undefined;
    if (!run) fail(`instruction '${code}' at byte ${at - 1}`);
    run!();
  }
}

/** The state of an array: version, shape, type, whether columns come first, the numbers. */
function setState(array: NdArray, state: readonly unknown[], fail: (reason: string) => never): void {
  const [, shape, dtype, columnsFirst, numbers] = state;
  const isFloat32 = dtype instanceof DType && dtype.name === 'f4' && dtype.order === '<';
  if (!isFloat32 || columnsFirst !== false) fail('an array is not of little-endian float32, row by row');
  const isShape = Array.isArray(shape) && shape.every((length) => Number.isInteger(length));
  if (!isShape || !(numbers instanceof Uint8Array)) return fail('an array has no shape or no numbers');
  const size = (shape as number[]).reduce((product, length) => product * length, 4);
  if (numbers.length !== size) fail(`an array of shape [${shape.join(', ')}] has ${numbers.length} bytes`);
  array.shape = shape as number[];
  array.data = new Float32Array(new Uint8Array(numbers).buffer);
}

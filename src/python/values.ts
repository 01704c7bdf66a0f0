import { OptionError, float32Memory, isTensor, tensor, type Tensor } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';
import { hidePlaceholders } from './placeholders';

/** What comes back from Python. */
export type PythonValue =
  null | boolean | number | string | Tensor | Int32Array | PythonValue[] | { [key: string]: PythonValue };

/** An array on the wire: its numbers follow as bytes, in the order of the list. */
export interface WireArray {
  readonly dtype: string;
  readonly shape: readonly number[];
}

type TypedArray = ArrayBufferView & { readonly length: number };

/**
 * Values as JSON, in which every object is a tagged one: `{ dict }`, `{ array: index }`, `{ float: 'NaN' }`. The
 * arrays' bytes are copies: the caller may write to a tensor before it is sent.
 */
export function toWire(value: unknown): { json: unknown; arrays: WireArray[]; contents: Uint8Array[] } {
  const arrays: WireArray[] = [];
  const contents: Uint8Array[] = [];

  const array = (data: TypedArray, shape: readonly number[], path: string): unknown => {
    const dtype = /^(?:Float(?:32|64)|U?[Ii]nt(?:8|16|32))(?=(?:Clamped)?Array$)/
      .exec(typedArrayKind(data) ?? '')?.[0]
      .toLowerCase();
    if (dtype === undefined) throw unfit(path, data);
    float32Memory().check('python', data);
    contents.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice());
    return { array: arrays.push({ dtype, shape: [...shape] }) - 1 };
  };
  const convert = (x: unknown, path: string): unknown => {
    if (x === null || typeof x === 'boolean' || typeof x === 'string') return x;
    if (typeof x === 'number') return Number.isFinite(x) && !Object.is(x, -0) ? x : { float: spelled(x) };
    if (Array.isArray(x)) return Array.from(x, (item, i) => convert(item, `${path}[${i}]`)); // holes are undefined
    if (isTensor(x)) return array(x.data, x.shape, path);
    if (ArrayBuffer.isView(x)) return array(x as TypedArray, [(x as TypedArray).length], path);
    if (!isPlain(x)) throw unfit(path, x);
    const entries = Object.entries(x).map(([key, item]) => [
      key,
      convert(item, path === '' ? key : `${path}.${key}`),
    ]);
    return { dict: Object.fromEntries(entries) as object };
  };
  return { json: convert(value, ''), arrays, contents };
}

/** An object of no class, in any realm: a class may keep what it is elsewhere than in its properties. */
function isPlain(x: unknown): x is object {
  if (Object.prototype.toString.call(x) !== '[object Object]') return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The inverse, of what Python's side wrote. `buffers` are the arrays' bytes, each aligned and its own. */
export function fromWire(
  json: unknown,
  arrays: readonly WireArray[],
  buffers: readonly ArrayBuffer[],
): PythonValue {
  if (typeof json !== 'object' || json === null) return json as PythonValue;
  if (Array.isArray(json)) return json.map((item) => fromWire(item, arrays, buffers));
  const tagged = json as { float?: string; array?: number; dict?: object };
  if (tagged.float !== undefined) return Number(tagged.float);
  if (tagged.array !== undefined) {
    const { dtype, shape } = arrays[tagged.array];
    const buffer = buffers[tagged.array];
    if (dtype === 'int32') return new Int32Array(buffer);
    return tensor(dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer), { shape });
  }
  const entries = Object.entries(tagged.dict ?? {});
  return Object.fromEntries(entries.map(([key, item]) => [key, fromWire(item, arrays, buffers)]));
}

/** Both languages read these. */
function spelled(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}

function unfit(path: string, x: unknown): OptionError {
  return new OptionError(
    `python: ${hidePlaceholders(path)} is ${describe(x)}; numbers, strings, booleans, null, arrays, typed arrays, tensors and ` +
      'plain objects of these can go to Python',
  );
}

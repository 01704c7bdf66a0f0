import type { FloatArray } from './dtype';

/** A typed array of integers that numbers hold. */
export type IntegerArray =
  Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with `call`
const tagOf = Object.getOwnPropertyDescriptor(TypedArrayPrototype, Symbol.toStringTag)!.get!;

/**
 * `'Float32Array'`, …; undefined for what is no typed array. It asks for the internal tag, which arrays of another realm
 * (a worker's, a test runner's) and of a subclass (a Buffer) have too: `instanceof` and the constructor's name fail there.
 */
export function typedArrayKind(value: unknown): string | undefined {
  return tagOf.call(value) as string | undefined;
}

export function isFloat32(value: unknown): value is Float32Array {
  return typedArrayKind(value) === 'Float32Array';
}

export function isFloat64(value: unknown): value is Float64Array {
  return typedArrayKind(value) === 'Float64Array';
}

export function isInt32(value: unknown): value is Int32Array {
  return typedArrayKind(value) === 'Int32Array';
}

export function isFloatArray(value: unknown): value is FloatArray {
  const kind = typedArrayKind(value);
  return kind === 'Float32Array' || kind === 'Float64Array';
}

const INTEGERS = new Set<string | undefined>(
  ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32'].map((type) => `${type}Array`),
);

/** BigInts are none: they do not mix with numbers. */
export function isIntegerArray(value: unknown): value is IntegerArray {
  return INTEGERS.has(typedArrayKind(value));
}

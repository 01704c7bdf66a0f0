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

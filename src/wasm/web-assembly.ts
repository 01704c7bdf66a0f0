/** The little that we use of the WebAssembly API, for which neither the compiler's library nor Node's has types. */
export interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: Record<string, unknown> };
  validate(bytes: Uint8Array): boolean;
}

export interface SharedMemory {
  /** Of its present length. Growing, even by nothing, makes a new object; the old ones stay valid. */
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

export const PAGE = 65536;

/** Undefined where the engine has no WebAssembly. */
export const webAssembly = (globalThis as unknown as { WebAssembly?: WebAssemblyApi }).WebAssembly;

const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/**
 * A buffer object of its own over the memory. Growing by nothing makes one, which in Node is the faster way while no other
 * thread has the memory: each would be woken to hear of it (8 µs a thread). In Chromium each one made so slows down all
 * later ones without limit (from 30 to 500 µs within 16,000). A clone does neither.
 */
export function newBuffer(memory: SharedMemory, hasThreads: boolean): SharedArrayBuffer {
  if ((hasThreads || !isNode) && typeof structuredClone === 'function') return structuredClone(memory.buffer);
  memory.grow(0);
  return memory.buffer;
}

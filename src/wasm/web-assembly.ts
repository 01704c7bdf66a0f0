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

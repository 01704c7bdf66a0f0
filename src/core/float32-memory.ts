/** Where the numbers of float32 tensors lie. */
export interface Float32Memory {
  /** @throws RangeError when there is no room */
  zeros(length: number): Float32Array;
}

let current: Float32Memory = { zeros: (length) => new Float32Array(length) };

/** The place of the tensors made from now on: an ordinary array of the engine's, unless `wasm/` brings its own. */
export function float32Memory(): Float32Memory {
  return current;
}

/** Called by `wasm/`, on which `core/` must not depend. */
export function useFloat32Memory(memory: Float32Memory): void {
  current = memory;
}

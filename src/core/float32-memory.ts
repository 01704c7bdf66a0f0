/** Where the numbers of float32 tensors lie, and how long. */
export interface Float32Memory {
  /** @throws RangeError when there is no room */
  zeros(length: number): Float32Array;
  /** Runs `body`; the float32 tensors made in it may be freed after it, but for those it returns and those kept. */
  scope<T>(body: () => T): T;
  /** Keeps all tensors in `value` (a tensor, or arrays and plain objects of them) beyond the scope. */
  keep<T>(value: T): T;
  /** Tells of a tensor, whose `data` is then taken from it when its scope ends. */
  adopt(tensor: { data: Float32Array }): void;
  /** @throws DomainError if numbers are read or written that are no longer, or not, the array's own */
  check(where: string, data: unknown): void;
}

/** Ordinary arrays, which the engine frees. */
let current: Float32Memory = {
  zeros: (length) => new Float32Array(length),
  scope: (body) => body(),
  keep: (value) => value,
  adopt: () => undefined,
  check: () => undefined,
};

/** The place of the tensors made from now on: the engine's own, unless `wasm/` brings its own. */
export function float32Memory(): Float32Memory {
  return current;
}

/** Called by `wasm/`, on which `core/` must not depend. */
export function useFloat32Memory(memory: Float32Memory): void {
  current = memory;
}

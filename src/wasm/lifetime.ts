import { DomainError, OptionError } from '../core';
import type { Block } from './allocator';
import { memory } from './memory';

/** Of a block that an array lies in. */
export interface Life {
  readonly block: Block;
  /** Kept beyond the scope it was made in. */
  kept: boolean;
  /** While a scope answers for it: then the engine need not watch it, which costs more than the rest of its making. */
  buffer: object | undefined;
}

/**
 * By buffer; null once the life has ended. A life left there would survive the engine's next collection of short-lived
 * objects, a copy each, although nobody needs it.
 */
const lives = new WeakMap<object, Life | null>();
/** The open scopes, innermost last, each with what was made in it. */
const scopes: Life[][] = [];
let young = 0;
/** Any array of ours that is collected, ordinary or not, tells that garbage has been collected. */
const collected = new FinalizationRegistry<Life | undefined>(noteCollection);

/** Bytes handed out since the last sign of a garbage collection, less those that scopes have freed. */
export function youngBytes(): number {
  return young;
}

/** Ties a block to the buffer object made for it: it is freed with its scope, or else when the engine collects the buffer. */
export function track(buffer: object, block: Block): void {
  const life: Life = { block, kept: false, buffer };
  lives.set(buffer, life);
  young += block.bytes;
  const scope = scopes[scopes.length - 1];
  if (scope) scope.push(life);
  else leaveToEngine(life);
}

/** An ordinary array, whose collection is a sign too. */
export function watch(data: object): void {
  collected.register(data, undefined);
}

function leaveToEngine(life: Life): void {
  if (life.buffer) collected.register(life.buffer, life);
  life.buffer = undefined; // which the registry would hold for ever
}

/** A buffer, of ours if it has a life, is no more. */
function noteCollection(life: Life | undefined): void {
  young = 0;
  if (life) end(life);
}

function end(life: Life): void {
  if (life.buffer) lives.set(life.buffer, null);
  life.buffer = undefined;
  young = Math.max(0, young - life.block.bytes);
  memory()?.free(life.block);
}

/**
 * The address of an array in the shared memory; undefined if it lies elsewhere.
 * @throws {@link DomainError} if its scope has ended
 */
export function addressOf(where: string, data: Float32Array): number | undefined {
  const life = lives.get(data.buffer);
  if (life === undefined) return undefined;
  if (life === null) {
    throw new DomainError(
      `${where}: a tensor of ${data.length} numbers was used after its scope had ended; ` +
        'return it from the scope, or wasm.keep it',
    );
  }
  return data.byteOffset;
}

/**
 * Runs `body`, then frees the float32 tensors made in it, but for those in what it returns (a tensor, or arrays and
 * plain objects of them) and those that were kept. Without a scope the engine's garbage collector frees them, later.
 *
 * @throws {@link OptionError} if `body` is async: a scope ends with the call
 * @example
 * const loss = wasm.scope(() => step(model, batch)); // a number: all tensors of the step are freed
 */
export function scope<T>(body: () => T): T {
  const depth = scopes.length;
  const made: Life[] = [];
  scopes.push(made);
  let survivors: Set<Life> | undefined;
  try {
    const result = body();
    if (result instanceof Promise) throw new OptionError('wasm.scope: body should not be async');
    if (typeof result === 'object') survivors = livesIn(result);
    return result;
  } finally {
    scopes.length = depth;
    const outer = scopes[depth - 1] as Life[] | undefined;
    for (const life of made) {
      const survives = life.kept || survivors?.has(life);
      if (!survives) end(life);
      else if (life.kept || !outer) leaveToEngine(life);
      else outer.push(life);
    }
  }
}

/** Keeps tensors (or arrays and plain objects of them) beyond the scope they were made in; returns them. */
export function keep<T>(value: T): T {
  for (const life of livesIn(value)) life.kept = true;
  return value;
}

function livesIn(value: unknown, found = new Set<Life>(), seen = new Set<object>()): Set<Life> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    const life = lives.get(value.buffer);
    if (life) found.add(life);
  } else {
    for (const part of Object.values(value)) livesIn(part, found, seen);
  }
  return found;
}

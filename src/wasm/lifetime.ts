import { DomainError, OptionError, afterTurn } from '../core';
import type { Block } from './allocator';
import { collections } from './collections';
import { gone, usedAfterScope } from './gone';
import { isOurs, memory, type Memory } from './memory';
import { isMeasured } from './peak-bytes';
import { checkFunction } from '../core/checks';

/**
 * How many bytes may be handed out before there is a sign that the engine has collected garbage. It does not
 * know how large these arrays are, and runs finalisers between tasks only: a loop that makes tensors without end
 * and without a scope would fill the memory. Beyond this its arrays are ordinary ones, whose size the engine knows.
 */
const MOST_YOUNG_BYTES = 268435456;

/** Of a block that an array lies in. */
export interface Life {
  /** Undefined once it is free again. */
  block: Block | undefined;
  /** Kept beyond the scope it was made in. */
  kept: boolean;
  /** While a scope answers for it: then the engine need not watch it, which costs more than the rest of its making. */
  buffer: object | undefined;
}

/** What was made while a scope was the innermost one. */
interface Scope {
  readonly lives: Life[];
  readonly tensors: { data: Float32Array }[];
}

/**
 * By buffer; null once the life has ended. A life left there would survive the engine's next collection of short-lived
 * objects, a copy each, although nobody needs it.
 */
const lives = new WeakMap<object, Life | null>();
/** The open scopes, innermost last. */
const scopes: Scope[] = [];
/** A block that is nobody's yet: an interrupt may come at any call. */
let claimed: Block | undefined;
/** Bytes handed out since the last sign of a garbage collection, less those that scopes have freed. */
let young = 0;
const collected = collections<Life>(noteCollection);
/** An ordinary array that is collected tells that garbage has been collected. */
const ordinary = new FinalizationRegistry<undefined>(noteCollection);

/** A scope ends with the call: one that is open later was left so by an interrupt. */
const watch = afterTurn(() => {
  if (scopes.length > 0) close(0);
  freeClaimed();
});

/** A block for an array, to be tied to it by {@link track}; undefined when there is no room, or too many bytes are young. */
export function claim(shared: Memory, bytes: number): Block | undefined {
  freeClaimed();
  if (!isMeasured()) collected.look();
  return young < MOST_YOUNG_BYTES ? (claimed = shared.tryAllocate(bytes)) : undefined;
}

/** Whether nobody frees what is made now but the engine. */
export function isLeftToEngine(): boolean {
  return scopes.length === 0 && !isMeasured();
}

function freeClaimed(): void {
  if (!claimed) return;
  memory()?.free(claimed);
  claimed = undefined;
}

/** Ties a block to the buffer object made for it: it is freed with its scope, or else when the engine collects the buffer. */
export function track(buffer: object, block: Block): void {
  const life: Life = { block, kept: false, buffer };
  lives.set(buffer, life);
  young += block.bytes;
  const scope = scopes[scopes.length - 1] as Scope | undefined;
  if (scope) scope.lives.push(life);
  else leaveToEngine(life);
  claimed = undefined;
}

/** A tensor whose numbers may lie in a block: when its scope ends, its `data` is no more. */
export function adopt(tensor: { data: Float32Array }): void {
  // An ordinary array begins at 0, and small ones have no buffer until it is asked for, which takes long.
  if (scopes.length > 0 && tensor.data.byteOffset > 0) scopes[scopes.length - 1].tensors.push(tensor);
}

/** An ordinary array, whose collection is a sign too. */
export function watchOrdinary(data: object): void {
  ordinary.register(data, undefined);
}

function leaveToEngine(life: Life): void {
  if (life.buffer && life.block) collected.watch(life.buffer, life, life.block.bytes);
  life.buffer = undefined; // which the registry would hold for ever
}

/** A buffer, of ours if it has a life, is no more. */
function noteCollection(life: Life | undefined): void {
  young = 0;
  if (life) end(life);
}

/** May be called again: an interrupt may come before it is done. */
function end(life: Life): void {
  if (!life.block) return;
  const { bytes } = life.block;
  if (life.buffer) lives.set(life.buffer, null);
  memory()?.free(life.block);
  life.block = undefined;
  life.buffer = undefined;
  young = Math.max(0, young - bytes);
}

/**
 * The address of an array in the shared memory; undefined if it lies elsewhere.
 * @throws {@link DomainError} if its scope has ended, or if it is a clone
 */
export function addressOf(where: string, data: Float32Array): number | undefined {
  const life = lives.get(data.buffer);
  if (life) return data.byteOffset;
  if (life === null) throw usedAfterScope(where, data.length);
  if (!isOurs(data.buffer)) return undefined;
  throw new DomainError(
    `${where}: an array of ${data.length} numbers is a clone (structuredClone, postMessage) of one in the shared ` +
      'memory, and has no numbers of its own; clone data.slice()',
  );
}

/**
 * For arrays that no kernel is given, of any type.
 * @throws {@link DomainError} as {@link addressOf}
 */
export function check(where: string, data: unknown): void {
  if (ArrayBuffer.isView(data) && data.byteOffset > 0) addressOf(where, data as Float32Array);
}

/**
 * Runs `body`, then frees the float32 tensors made in it, but for those in what it returns (a tensor, or arrays and
 * plain objects of them) and those that were kept. Without a scope the engine's garbage collector frees them, later.
 * Whoever uses a freed tensor, in the library or otherwise, gets a {@link DomainError}. A scope that an interrupt ends
 * frees all but what was kept, once the code that it ended is left.
 *
 * @throws {@link OptionError} if `body` is async: a scope ends with the call
 * @example
 * const images = zeros([256, 784], { dtype: 'float32' });
 * const layer = nn.linear(784, 10, { rng: rng(1), dtype: 'float32' });
 * wasm.scope(() => losses.softmaxCrossEntropy(layer.forward(images)[0], new Int32Array(256))) // ≈ 2.302585; the logits are freed
 */
export function scope<T>(body: () => T): T {
  checkFunction('wasm.scope', 'body', body);
  const depth = scopes.length;
  watch();
  scopes.push({ lives: [], tensors: [] });
  let survivors: Set<Life> | undefined;
  try {
    const result = body();
    if (typeof (result as { then?: unknown } | null)?.then === 'function')
      throw new OptionError('wasm.scope: body should not be async');
    if (typeof result === 'object') survivors = livesIn('wasm.scope', result);
    return result;
  } finally {
    close(depth, survivors);
  }
}

/** Ends the scope at `depth`, and with it those that interrupts left open within it. */
function close(depth: number, survivors?: Set<Life>): void {
  const outer = scopes[depth - 1] as Scope | undefined;
  for (let i = depth; i < scopes.length; i++) {
    for (const life of scopes[i].lives) {
      const survives = life.kept || survivors?.has(life);
      if (!survives) end(life);
      else if (life.kept || !outer) leaveToEngine(life);
      else outer.lives.push(life);
    }
  }
  for (let i = depth; i < scopes.length; i++) {
    const { tensors } = scopes[i];
    for (let tensor = tensors.pop(); tensor; tensor = tensors.pop()) {
      const life = lives.get(tensor.data.buffer);
      if (life === null) bury(tensor);
      else if (life && survivors?.has(life)) outer?.tensors.push(tensor);
    }
  }
  scopes.length = depth;
}

function bury(tensor: { data: Float32Array }): void {
  try {
    tensor.data = gone(tensor.data.length);
  } catch {
    // It is frozen. `check` finds it, as it finds arrays that are no tensor's.
  }
}

/** Keeps tensors (or arrays and plain objects of them) beyond the scope they were made in; returns them. */
export function keep<T>(value: T): T {
  for (const life of livesIn('wasm.keep', value)) life.kept = true;
  return value;
}

function livesIn(
  where: string,
  value: unknown,
  found = new Set<Life>(),
  seen = new Set<object>(),
): Set<Life> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    check(where, value);
    const life = lives.get(value.buffer);
    if (life) found.add(life);
  } else {
    for (const part of Object.values(value)) livesIn(where, part, found, seen);
  }
  return found;
}

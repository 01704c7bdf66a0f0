import { loadedModule } from './module';

/** Finds out what the engine has collected. */
export interface Collections<Mark extends object> {
  /** Once the object is collected, `gone` gets the mark. */
  watch(object: object, mark: Mark, bytes: number): void;
  /** Tells at once what was collected up to now, where native kernels are there to know it. */
  look(): void;
}

/** Bytes after which the engine hears of them. */
const PIECE = 4194304;
/** The most that it hears of at once: it collects short-lived objects when they have 32 MB of buffers. */
const LARGEST_PIECE = 33554432;

/**
 * JavaScript learns of collected objects between tasks alone, and only of those that a collection of all the heap has
 * found; the native add-on knows them at once. The engine does not know how large what it watches is: that it collects in
 * time, it is told by buffers of this size which are dropped at once, and none of whose pages is ever touched.
 */
export function collections<Mark extends object>(gone: (mark: Mark | undefined) => void): Collections<Mark> {
  const registry = new FinalizationRegistry<Mark | undefined>((mark) => {
    if (!mark) isRegistered = false;
    look();
    gone(mark);
  });
  /** By number; how many numbers follow, and those of the objects that are gone. */
  const marks: (Mark | undefined)[] = [];
  const free: number[] = [];
  const numbers = new Uint32Array(1024);
  let untold = 0;
  let isRegistered = false;
  let native: { watch: Watch; collected: Collected } | undefined;

  function look(): void {
    if (!native) return;
    do {
      while (numbers[0] > 0) {
        const number = numbers[numbers[0]];
        gone(marks[number]);
        marks[number] = undefined;
        numbers[0]--; // not before, and the number is not free before: an interrupt may come at any call
        free.push(number);
      }
      native.collected(numbers);
    } while (numbers[0] > 0);
  }

  return {
    watch(object, mark, bytes) {
      native ??= loadedModule()?.collections;
      if (!native) return registry.register(object, mark);
      const number = free.pop() ?? marks.length;
      marks[number] = mark;
      native.watch(object, number);
      if (!isRegistered) registry.register({}, undefined); // where nothing is asked for any more, a task later
      isRegistered = true;
      untold += bytes;
      if (untold < PIECE) return;
      const piece = Math.min(untold, LARGEST_PIECE);
      untold = 0;
      try {
        Buffer.allocUnsafeSlow(piece);
      } catch {
        // There is no room, or no such function: the engine hears nothing.
      }
    },
    look,
  };
}

/** What the native add-on has for it (`src/native/watch.h`). */
export type Watch = (object: object, number: number) => void;
export type Collected = (numbers: Uint32Array) => void;

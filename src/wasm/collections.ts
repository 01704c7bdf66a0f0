import { loadedModule } from './module';

/** Finds out what the engine has collected. */
export interface Collections<Mark extends object> {
  /** Once the object is collected, `gone` gets the mark. */
  watch(object: object, mark: Mark, bytes: number): void;
  /** Tells at once what was collected up to now, where native kernels are there to know it. */
  look(): void;
}

/** Bytes after which the engine hears of them: of half, so that results of 64 MB are made from one collection to the next. */
const PIECE = 8388608;
/**
 * The most that it hears of at once. It collects short-lived objects when they have 32 MB of buffers, and takes those that
 * have been there at two collections for long-lived: a loop's result, which is still at hand when the next one is made,
 * would be so if each were a reason to collect.
 */
const LARGEST_PIECE = 8388608;

/**
 * JavaScript learns of collected objects between tasks alone, and only of those that a collection of all the heap has
 * found; the native add-on knows them at once. The engine does not know how large what it watches is: that it collects in
 * time, it is told by buffers of this size, none of whose pages is ever touched. They are detached after the collection;
 * dropped, they would count until the engine has freed them, and with 64 MB of them it collects the whole heap.
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
  let native: NativeCollections | undefined;
  const pieces: Buffer[] = [];

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
      if (native.collected(numbers)) forgetPieces(native);
    } while (numbers[0] > 0);
  }

  function forgetPieces({ detach }: NativeCollections): void {
    for (let piece = pieces.pop(); piece; piece = pieces.pop()) detach(piece.buffer);
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
      const piece = Math.min(untold / 2, LARGEST_PIECE);
      untold = 0;
      try {
        pieces.push(Buffer.allocUnsafeSlow(piece));
      } catch {
        // There is no room, or no such function: the engine hears nothing.
      }
    },
    look,
  };
}

/** What the native add-on has for it (`src/native/watch.h`). */
export interface NativeCollections {
  readonly watch: (object: object, number: number) => void;
  /** Returns whether there was a collection since the last call. */
  readonly collected: (numbers: Uint32Array) => boolean;
  readonly detach: (buffer: ArrayBufferLike) => void;
}

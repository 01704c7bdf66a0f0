import { youngCollector } from './collect-young';
import { loadedModule } from './module';

/** Finds out what the engine has collected. */
export interface Collections<Mark extends object> {
  /** Once the object is collected, `gone` gets the mark. */
  watch(object: object, mark: Mark, bytes: number): void;
  /** Tells at once what was collected up to now, where native kernels are there to know it. */
  look(): void;
}

/**
 * When the engine is to collect. Of n objects of b bytes, each pays an nth of the collection, and the more the longer the
 * memory is that they walk through before it is used again, n · b: both together cost least where n · (n · b) is this, for
 * 10 KB as for 16 MB.
 */
const OBJECTS_TIMES_BYTES = 268435456;
/**
 * Not fewer objects than that. What has been there at two collections the engine takes for long-lived: a loop's result,
 * which is still at hand when the next one is made, would be so if each were a reason to collect.
 */
const OBJECTS = 4;

/**
 * JavaScript learns of collected objects between tasks alone, and only of those that a collection of all the heap has
 * found; the native add-on knows them at once. The engine does not know how large what it watches is, so it is asked to
 * collect. (It could be told by buffers of that size, but would count them for all of its heap too, and in a process whose
 * heap is small then collects that, 7 ms each time.)
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
  /** Since the last time that the engine was asked to collect. */
  let [bytesSince, objectsSince] = [0, 0];
  let isRegistered = false;
  let native: NativeCollections | undefined;
  let collectYoung: (() => void) | undefined;

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
      bytesSince += bytes;
      objectsSince++;
      if (objectsSince * bytesSince < OBJECTS_TIMES_BYTES || objectsSince < OBJECTS) return;
      bytesSince = objectsSince = 0;
      collectYoung ??= youngCollector();
      collectYoung();
    },
    look,
  };
}

/** What the native add-on has for it (`src/native/watch.h`). */
export interface NativeCollections {
  readonly watch: (object: object, number: number) => void;
  readonly collected: (numbers: Uint32Array) => void;
}

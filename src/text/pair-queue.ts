/** Pairs by count: the most frequent is taken first, of equals the one with the smaller key. */
export interface PairQueue {
  push(key: number, count: number): void;
  /** The first pair whose count is still what `countOf` says; undefined when there is none that occurs twice. */
  take(countOf: (key: number) => number): number | undefined;
}

interface Entry {
  readonly key: number;
  readonly count: number;
}

const isBefore = (a: Entry, b: Entry): boolean => a.count > b.count || (a.count === b.count && a.key < b.key);

/** A binary heap. Counts may only fall after a pair was pushed: an entry that has is put back when it comes up. */
export function pairQueue(): PairQueue {
  const heap: Entry[] = [];

  function push(key: number, count: number): void {
    const entry = { key, count };
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, heap[above])) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = entry;
  }

  function pop(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
      if (!(below < heap.length && isBefore(heap[below], last))) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = last;
    return first;
  }

  return {
    push,
    take(countOf) {
      for (let entry = pop(); entry !== undefined; entry = pop()) {
        const count = countOf(entry.key);
        if (count < 2) continue;
        if (count === entry.count) return entry.key;
        push(entry.key, count);
      }
      return undefined;
    },
  };
}

import { add } from '../../src/wasm/elementwise';
import { setThreads, threads } from '../../src/wasm/thread-count';

/** What `compute` gives on 1, 2, 3 and 8 threads, which are there when it begins; their number is afterwards as before. */
export function onThreads<T>(compute: () => T): T[] {
  const before = threads();
  const large = new Float32Array(300_003);
  try {
    return [1, 2, 3, 8].map((count) => {
      setThreads(count);
      add(large, large, large); // starts the threads, and waits for none
      if (count > 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      return compute();
    });
  } finally {
    setThreads(before);
  }
}

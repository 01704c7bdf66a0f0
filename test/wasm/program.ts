import type * as Library from '../../src';

export interface Outcome {
  available: boolean;
  /** Whether the browser shares memory between threads. */
  isolated: boolean;
  /** Threads that had started besides the calling one. */
  workers: number;
  /** The bits of all results, summed up in a number each. */
  prints: number[];
}

/**
 * Kernel calls and what came of them, for Node, a page and a worker alike. It is carried there as text, and so uses
 * nothing from outside.
 */
export async function program(library: typeof Library, threads: number): Promise<Outcome> {
  const { losses, math, nn, rng, wasm } = library;
  interface WithWorker {
    crossOriginIsolated?: boolean;
    Worker?: { prototype: { postMessage: (this: unknown, message: unknown) => void } };
  }
  const scope = globalThis as WithWorker;
  const controls = new Set<SharedArrayBuffer>();
  if (scope.Worker) {
    // What our threads are given at their start tells when they have started.
    const { prototype } = scope.Worker;
    const { postMessage } = prototype;
    prototype.postMessage = function (message) {
      controls.add((message as { control: SharedArrayBuffer }).control);
      postMessage.call(this, message);
    };
  }
  const started = (): number => Array.from(controls, (control) => new Int32Array(control)[9])[0] ?? 0;

  const random = rng(1);
  const logits = random.normals([300, 500], { std: 3, dtype: 'float32' });
  const labels = Int32Array.from({ length: 300 }, () => random.integer(500));
  const [a, b] = [0, 1].map(() => random.normals([200, 200], { dtype: 'float32' }));
  const print = ({ data }: Library.Tensor): number => {
    let hash = 0;
    for (const word of new Int32Array(data.slice().buffer)) hash = (Math.imul(hash, 31) + word) | 0;
    return hash;
  };
  const prints = (): number[] => [
    print(losses.softmaxCrossEntropy.withGradient(logits, labels).gradient),
    print(losses.softmaxCrossEntropy(logits, labels, { reduction: 'none' })),
    print(math.softmax(logits)),
    print(nn.matmul(a, b)),
  ];

  wasm.setThreads(threads);
  const first = prints();
  for (let tries = 0; scope.Worker && controls.size > 0 && started() < threads - 1 && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (let round = 0; round < 5; round++) {
    if (prints().join() !== first.join()) throw new Error(`round ${round}: other bits than at first`);
  }
  return {
    available: wasm.available(),
    isolated: scope.crossOriginIsolated ?? true,
    workers: started(),
    prints: first,
  };
}

/** What a thread is given at its start. */
export interface Post {
  module: object;
  memory: object;
  /** The words of {@link WORDS}, then the arguments, then the text of an error. */
  control: SharedArrayBuffer;
  /** Address of the thread's own scratch area. */
  scratch: number;
  /** The native kernels that take the place of the module's. */
  native: { path: string; stamp: string; backend: string } | undefined;
}

/** What Node gives a thread besides: text for the standard error, at once (the console waits for the main thread). */
export type Warn = (text: string) => void;

/** Where things are in the control block: indices of 32-bit words. */
export const WORDS = {
  /** 1 while chunks may be taken. */
  gate: 0,
  /** The first item that nobody has taken. */
  next: 1,
  /** Threads that may be at work; a thread counts itself in before it looks at the gate. */
  active: 2,
  /** Changes with every call: what idle threads wait on. */
  call: 3,
  /** The call: index of the kernel among the module's exports, number of items, items in a chunk, arguments. */
  kernel: 4,
  count: 5,
  grain: 6,
  argumentCount: 7,
  /** Characters of the error; 0 while there is none. */
  failure: 8,
  /** Threads that have started. */
  started: 9,
} as const;

export const ARGUMENTS_AT = 64;
export const MOST_ARGUMENTS = 32;
export const FAILURE_AT = ARGUMENTS_AT + 8 * MOST_ARGUMENTS;
export const MOST_FAILURE_CHARACTERS = 500;
export const CONTROL_BYTES = FAILURE_AT + 2 * MOST_FAILURE_CHARACTERS;

/**
 * The life of a worker thread: it waits for a call, takes chunks until there are none, and waits again.
 *
 * Its source text is what the thread runs (`serve.toString()`), so that it works from `dist/`, from `src/` and in a
 * browser without a file to load. It may therefore use nothing from outside but its parameters.
 */
export function serve(
  post: Post,
  words: typeof WORDS,
  argumentsAt: number,
  mostArguments: number,
  failureAt: number,
  mostFailureCharacters: number,
  warn: Warn = () => {},
): void {
  type Kernels = Record<string, (...args: number[]) => void>;
  type Instance = { exports: Kernels };
  type AddOn = { stamp: string; kernels(memory: Uint8Array, scratch: number, backend: string): Kernels };
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Instance: new (module: object, imports: object) => Instance };
  };
  const { control, memory, module, native, scratch } = post;
  const state = new Int32Array(control, 0, argumentsAt / 4);
  const values = new Float64Array(control, argumentsAt, mostArguments);
  const failure = new Uint16Array(control, failureAt, mostFailureCharacters);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.setScratch(scratch);
  // Of two kinds of kernels on one memory any thread may run either: they leave the same bytes.
  const twins = ((): Kernels => {
    if (!native) return {};
    const addOn = { exports: {} as AddOn };
    try {
      process.dlopen(addOn, native.path);
      if (addOn.exports.stamp !== native.stamp) throw new Error(`${native.path} was made anew meanwhile`);
      const { buffer } = memory as { buffer: SharedArrayBuffer };
      return addOn.exports.kernels(new Uint8Array(buffer), scratch, native.backend);
    } catch (error) {
      warn(`softmax-lab: a thread runs on WebAssembly, slower: ${String(error)}\n`);
      return {};
    }
  })();
  const kernels = Object.entries(exports).map(([name, kernel]) => twins[name] ?? kernel);

  const work = (): void => {
    const kernel = kernels[state[words.kernel]];
    const [count, grain] = [state[words.count], state[words.grain]];
    const args = Array.from(values.subarray(0, state[words.argumentCount]));
    for (;;) {
      const begin = Atomics.add(state, words.next, grain);
      if (begin >= count || begin < 0) return;
      kernel(begin, Math.min(begin + grain, count), ...args);
    }
  };
  const report = (error: unknown): void => {
    const text = String(error).slice(0, mostFailureCharacters);
    for (let i = 0; i < text.length; i++) failure[i] = text.charCodeAt(i);
    Atomics.store(state, words.failure, text.length);
  };

  Atomics.add(state, words.started, 1);
  let seen = -1;
  for (;;) {
    // A little patience first: the next call of a training step often follows at once, and waking takes longer.
    for (let spins = 0; spins < 20000 && Atomics.load(state, words.call) === seen; spins++);
    while (Atomics.load(state, words.call) === seen) Atomics.wait(state, words.call, seen);
    seen = Atomics.load(state, words.call);
    Atomics.add(state, words.active, 1);
    try {
      if (Atomics.load(state, words.gate) === 1) work();
    } catch (error) {
      report(error);
    }
    if (Atomics.sub(state, words.active, 1) === 1) Atomics.notify(state, words.active);
  }
}

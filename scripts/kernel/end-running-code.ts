import { Session } from 'node:inspector';
import { Shared } from './shared';

/** Node's bookkeeping of asynchronous contexts. */
interface AsyncWrap {
  constants: { kTotals: number; kCheck: number };
  async_hook_fields: Uint32Array;
  clearAsyncIdStack(): void;
}

/**
 * Lets the server's thread end the code that runs on this one, by `globalThis[Symbol.for('softmax-lab.end')]`,
 * which the inspector calls amid a loop. V8 then unwinds all that is on the stack, and drops waiting microtasks.
 *
 * Node aborts when it finds its stack of asynchronous contexts not unwound as its own code would have done. Its
 * checks are therefore off until `recover`; where Node has no such door (from 24 on) only the kernel's command line
 * turns them off: `--no-force-async-hooks-checks`.
 */
export function allowEndingCode(shared: Int32Array) {
  const asyncWrap = openAsyncWrap();
  const Failure = Error;
  const assign = Object.assign.bind(Object); // cells may replace both
  let checks: [totals: number, check: number] | undefined;
  let session: Session | undefined;
  let count = 0;
  let saved: Pick<ErrorConstructor, 'prepareStackTrace' | 'stackTraceLimit'> | undefined;

  /** Also from `recover`: what is called twice amid a loop may be ended itself. */
  function restore(): void {
    if (!saved) return;
    assign(Failure, saved);
    saved = undefined;
  }

  /** Whether code runs below the inspector's call; at rest there is none, and the next to run would be ended. */
  function codeIsRunning(): boolean {
    // Neither need be enumerable.
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is only put back
    saved ??= { prepareStackTrace: Failure.prepareStackTrace, stackTraceLimit: Failure.stackTraceLimit };
    let depth = Infinity;
    Failure.stackTraceLimit = 5;
    Failure.prepareStackTrace = (_, sites) => void (depth = sites.length);
    void new Failure().stack;
    restore();
    return depth > 3; // this function, its caller and the inspector's expression
  }

  function end(): void {
    if (Atomics.load(shared, Shared.Compiling) || !codeIsRunning()) return;
    if (asyncWrap) {
      const { constants, async_hook_fields: fields } = asyncWrap;
      checks ??= [fields[constants.kTotals], fields[constants.kCheck]];
      fields[constants.kTotals] = fields[constants.kCheck] = 0;
    }
    if (!session) {
      session = new Session();
      session.connect();
    }
    count++;
    session.post('Runtime.terminateExecution');
  }
  Object.defineProperty(globalThis, Symbol.for('softmax-lab.end'), { value: end });

  return {
    /** How often code was ended. */
    count: (): number => count,

    /** To be called from the event loop when code was ended. */
    recover(): void {
      restore();
      session?.disconnect();
      session = undefined;
      if (!asyncWrap || !checks) return;
      const { constants, async_hook_fields: fields } = asyncWrap;
      [fields[constants.kTotals], fields[constants.kCheck]] = checks;
      checks = undefined;
      asyncWrap.clearAsyncIdStack();
    },
  };
}

function openAsyncWrap(): AsyncWrap | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true; // nothing public leads there
  try {
    return (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

import { nodeModule } from '../core/node-module';

/**
 * A function that has the engine collect its short-lived objects, in a tenth of a millisecond; where none can be had, it
 * does nothing. Node gives it to programs that start with --expose-gc, and to contexts made while that flag is set.
 */
export function youngCollector(): () => void {
  const nothing = (): void => undefined;
  try {
    const { deno, bun } = process.versions;
    if (deno || bun) return nothing; // theirs would collect everything
    const gc = globalThis.gc ?? gcOfContext();
    return () => void gc({ type: 'minor', execution: 'sync' });
  } catch {
    return nothing;
  }
}

function gcOfContext(): NodeJS.GCFunction {
  const { setFlagsFromString } = nodeModule('node:v8');
  setFlagsFromString('--expose-gc');
  try {
    return nodeModule('node:vm').runInNewContext('gc') as NodeJS.GCFunction;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

import { bind } from './bind';
import { createBindings, type Run } from './bindings';
import { type Cell, sourceUrlComment } from './cells';
import { createCellConverter } from './converter';
import { chosen, forgotten, withAll } from './declarations';
import { liveNames } from './live-names';
import { readPortion } from './portion';
import { Shared } from './shared';
import { type createConverter, createExecutor, type Diagnostic } from './tslab';

type Converter = ReturnType<typeof createConverter>;

/** How the execution of a cell ended. */
interface Outcome {
  /** What the compiler found; then nothing was executed. */
  diagnostics: Diagnostic[];
  thrown?: { error: unknown };
  /** The value of the last expression. */
  result?: unknown;
}

/**
 * One program whose statements come in portions, the cells. tslab checks their types, across cells, and executes
 * them. Their JavaScript is made here: tslab's runs the names of a cell as variables of that cell and hands copies
 * to the next ones.
 *
 * @param shared - where it is told that the compiler is at work, which must not be interrupted
 */
export function createProgram(shared: Int32Array) {
  const converter = createCellConverter();
  /** What the cells so far declare, for the compiler. */
  let declarations = '';
  let cell: Cell | undefined;
  let outcome: Outcome = { diagnostics: [] };
  let finish = (): void => undefined;

  const convert: Converter['convert'] = (_, source) => {
    Atomics.store(shared, Shared.Compiling, 1);
    try {
      return compile(source);
    } finally {
      Atomics.store(shared, Shared.Compiling, 0);
    }
  };

  function compile(source: string): ReturnType<Converter['convert']> {
    const { code, ambient, hasResult } = readPortion(source);
    const earlier = declarations + ambient;
    const { emitted, ...converted } = converter.convert(earlier, code);
    outcome.diagnostics = converted.diagnostics;
    if (emitted === undefined) return converted;

    if (cell) cell.emitted = emitted;
    const live = liveNames(emitted.code, bindings, hasResult);
    const { run, end } = bindings.begin(live);
    tslab.run = run;
    const { locals } = bind(code);
    const names = [...live.lexical, ...live.hoisted].filter((name) => locals.has(name));
    const declared =
      withAll(names, converted.declOutput ?? '') + forgotten(earlier, (name) => locals.has(name));
    const mine = outcome;
    finish = () => {
      finish = () => undefined;
      mine.result = run.result;
      const missing = end(mine.thrown !== undefined);
      const isMissing = (name: string): boolean => missing.includes(name);
      declarations =
        missing.length === 0
          ? declared
          : chosen(declared, (name) => !isMissing(name)) + chosen(earlier, isMissing);
    };
    return {
      diagnostics: [],
      sideOutputs: converted.sideOutputs,
      hasToplevelAwait: live.awaits,
      output: `return ${live.call('__tslab__.run')};${sourceUrlComment()}`,
    };
  }
  const node: Converter = {
    ...converter,
    convert,
    complete: (_, source, position) => converter.complete(declarations, source, position),
    inspect: (_, source, position) => converter.inspect(declarations, source, position),
  };
  const executor = createExecutor(
    process.cwd(),
    { node, browser: node, close: () => converter.close() },
    { log: () => undefined, error: (error: unknown) => void (outcome.thrown ??= { error }) },
  );
  // What tslab hands to every cell. Its `require` knows modules that are cells, or files beside the notebook.
  const tslab = (globalThis as unknown as { __tslab__: { require: NodeJS.Require; run?: Run } }).__tslab__;
  const bindings = createBindings(tslab.require);

  return {
    executor,

    /** Executes a cell. */
    async run(next: Cell): Promise<Outcome> {
      cell = next;
      finish = () => undefined;
      const mine = (outcome = { diagnostics: [] } as Outcome);
      try {
        await executor.execute(cell.source);
      } catch (error) {
        mine.thrown = { error }; // of the compiler itself
      }
      if (mine === outcome) finish();
      return mine;
    },

    /** Ends the running cell, of which nothing may be left that would tell its end. What it has declared stays. */
    interrupt(): void {
      executor.interrupt();
      outcome.thrown ??= { error: new Error('interrupted') };
      finish();
    },
  };
}

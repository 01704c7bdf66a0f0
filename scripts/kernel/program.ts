import { bind } from './bind';
import { createBindings, type Run } from './bindings';
import { type Cell, sourceUrlComment } from './cells';
import { chosen, forgotten, withAll } from './declarations';
import { emit } from './emit';
import { liveNames } from './live-names';
import { readPortion } from './portion';
import { createConverter, createExecutor, type Diagnostic } from './tslab';

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
 */
export function createProgram() {
  const converter = createConverter({});
  /** What the cells so far declare, for the compiler. */
  let declarations = '';
  let cell: Cell | undefined;
  let outcome: Outcome = { diagnostics: [] };
  let finish = (): void => undefined;

  const convert: typeof converter.convert = (_, source) => {
    const { checked, compiled, ambient, hasResult } = readPortion(source);
    const earlier = declarations + ambient;
    const converted = converter.convert(earlier, checked);
    outcome.diagnostics = converted.diagnostics;
    if (converted.diagnostics.length > 0) return converted;

    const emitted = emit(compiled);
    const values = exportedNames(converted.output ?? '');
    const live = liveNames(emitted.code, { ...bindings, isValue: (name) => values.has(name), hasResult });
    if (cell) cell.emitted = emitted;
    const { run, end } = bindings.begin(live);
    tslab.run = run;
    const { locals } = bind(checked);
    const names = [...live.lexical, ...live.hoisted].filter((name) => locals.has(name));
    const declared =
      withAll(names, converted.declOutput ?? '') + forgotten(earlier, (name) => locals.has(name));
    finish = () => {
      outcome.result = run.result;
      const missing = end(outcome.thrown !== undefined);
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
  };
  const node: typeof converter = {
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
      outcome = { diagnostics: [] };
      finish = () => undefined;
      try {
        await executor.execute(cell.source);
      } catch (error) {
        outcome.thrown = { error }; // of the compiler itself
      }
      finish();
      return outcome;
    },
  };
}

/** The names that stand for values, as tslab's JavaScript exports all of them. */
function exportedNames(output: string): Set<string> {
  return new Set(
    [...output.matchAll(/\bexports\.(\S+) =|\(exports, "([^"]+)"/g)].map((match) => match[1] ?? match[2]),
  );
}

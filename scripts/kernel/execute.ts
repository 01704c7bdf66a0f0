import { setImmediate as turn } from 'node:timers/promises';
import { type Cell, runInCell, sourceUrlComment } from './cells';
import { describeDiagnostics, describeError, type Failure } from './failure';
import type { createHistory } from './history';
import type { Message } from './message';
import { publishFailure } from './outputs';
import { bundleOf } from './result';
import type { Publish } from './server';
import { expandShorthand } from './shorthand';
import { hasTopLevelAwait } from './top-level-await';
import { createConverter, createExecutor, type Diagnostic } from './tslab';

interface Options {
  publish: Publish;
  history: ReturnType<typeof createHistory>;
  /** Resolves when the library is built, with what went wrong. */
  ready: () => Promise<Failure | undefined>;
}

/** Executes cells, one at a time, and reports what becomes of them. */
export function createExecution({ publish, history, ready }: Options) {
  let count = 0;
  // What tslab has to say of the running cell.
  let diagnostics: Diagnostic[] = [];
  let thrown: { error: unknown } | undefined;
  let result: { value: unknown } | undefined;
  let running: Cell | undefined;

  const converter = createConverter({});
  /** tslab's converter, which also remembers the JavaScript and names the script after the cell. */
  const convert: typeof converter.convert = (declarations, source) => {
    const converted = converter.convert(declarations, expandShorthand(source));
    diagnostics = converted.diagnostics;
    if (running && converted.output) {
      running.emitted = converted.output;
      converted.hasToplevelAwait ||= hasTopLevelAwait(converted.output);
      converted.output += sourceUrlComment();
    }
    return converted;
  };
  const node = { ...converter, convert };
  const close = (): void => converter.close();
  const executor = createExecutor(
    process.cwd(),
    { node, browser: node, close },
    {
      log: (value: unknown) => void (result = { value }),
      error: (error: unknown) => void (thrown ??= { error }),
    },
  );

  async function evaluate(cell: Cell): Promise<Failure | undefined> {
    [diagnostics, thrown, result] = [[], undefined, undefined];
    const unbuilt = await ready();
    if (unbuilt) return unbuilt;
    try {
      await executor.execute(cell.source);
    } catch (error) {
      thrown = { error }; // of the compiler itself
    }
    if (diagnostics.length > 0) return describeDiagnostics(diagnostics);
    return thrown && describeError(thrown.error);
  }

  return {
    executor,

    /** Answers an execute_request. */
    async execute(request: Message): Promise<Record<string, unknown>> {
      const source = String(request.content.code);
      const silent = request.content.silent === true;
      const counted = !silent && request.content.store_history !== false;
      if (counted) count++;
      const execution_count = count;
      const remember = counted ? history.add(count, source) : undefined;
      if (!silent)
        publish({ type: 'execute_input', content: { code: source, execution_count }, parent: request });

      const label = counted ? `cell ${count}` : 'hidden code';
      const cell: Cell = { label, request, source, emitted: '', running: true };
      running = cell;
      await runInCell(cell, async () => {
        let failure = await evaluate(cell);
        if (!failure && result) {
          try {
            const data = await bundleOf(result.value);
            remember?.(String(data['text/plain']));
            const content = { execution_count, data, metadata: {} };
            if (!silent) publish({ type: 'execute_result', content, parent: request });
          } catch (error) {
            failure = describeError(error);
          }
        }
        await turn(); // Node reports a rejection that nobody awaits only now
        if (!failure) return;
        cell.failure ??= failure;
        publishFailure(publish, cell, failure);
      });
      cell.running = false;
      running = undefined;
      if (cell.failure) return { status: 'error', execution_count, ...cell.failure };
      return { status: 'ok', execution_count, payload: [], user_expressions: {} };
    },
  };
}

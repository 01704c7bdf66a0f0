import { setImmediate as turn } from 'node:timers/promises';
import { type Cell, runInCell } from './cells';
import { describeDiagnostics, describeError, type Failure } from './failure';
import type { createHistory } from './history';
import type { Message } from './message';
import { publishFailure } from './outputs';
import { createProgram } from './program';
import { bundleOf } from './result';
import type { Publish } from './server';

interface Options {
  publish: Publish;
  history: ReturnType<typeof createHistory>;
  /** Resolves when the library is built, with what went wrong. */
  ready: () => Promise<Failure | undefined>;
}

/** Executes cells, one at a time, and reports what becomes of them. */
export function createExecution({ publish, history, ready }: Options) {
  let count = 0;
  const program = createProgram();

  /** The value of the cell's last expression, or what went wrong. */
  async function evaluate(cell: Cell): Promise<{ failure?: Failure; result?: unknown }> {
    const unbuilt = await ready();
    if (unbuilt) return { failure: unbuilt };
    const { diagnostics, thrown, result } = await program.run(cell);
    if (diagnostics.length > 0) return { failure: describeDiagnostics(diagnostics) };
    return thrown ? { failure: describeError(thrown.error) } : { result };
  }

  return {
    executor: program.executor,

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
      const cell: Cell = { label, request, source, running: true };
      await runInCell(cell, async () => {
        const { result, ...evaluated } = await evaluate(cell);
        let { failure } = evaluated;
        if (result !== undefined && result !== null) {
          try {
            const data = await bundleOf(result);
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
      if (cell.failure) return { status: 'error', execution_count, ...cell.failure };
      return { status: 'ok', execution_count, payload: [], user_expressions: {} };
    },
  };
}

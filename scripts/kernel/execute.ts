import { setImmediate as turn } from 'node:timers/promises';
import { type Cell, runInCell } from './cells';
import { describeDiagnostics, describeError, type Failure, INTERRUPTED } from './failure';
import { publishFailure } from './outputs';
import { createProgram } from './program';
import { bundleOf } from './result';
import type { Publish, Request } from './shared';

interface Options {
  publish: Publish;
  shared: Int32Array;
  /** Resolves when the library is built, with what went wrong. */
  ready: () => Promise<Failure | undefined>;
}

const NativePromise = Promise; // a cell may replace what is global

/** Executes cells, one at a time, and reports what becomes of them. */
export function createExecution({ publish, shared, ready }: Options) {
  let count = 0;
  let stop: (() => void) | undefined;
  const program = createProgram(shared);

  /** The value of the cell's last expression, or what went wrong. */
  async function evaluate(cell: Cell): Promise<{ failure?: Failure; result?: unknown }> {
    const unbuilt = await ready();
    if (unbuilt || !cell.running) return { failure: unbuilt };
    const { diagnostics, thrown, result } = await program.run(cell);
    if (diagnostics.length > 0) return { failure: describeDiagnostics(diagnostics) };
    return thrown ? { failure: describeError(thrown.error) } : { result };
  }

  /** What a front end wants to know beside the cell: by its name for each expression, the value or the error. */
  async function evaluateExpressions(request: Request): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    const { user_expressions: asked } = request.content;
    if (typeof asked !== 'object' || asked === null) return answers;
    for (const [name, expression] of Object.entries(asked)) {
      const source = `({ value: (${expression}\n) })`;
      const cell: Cell = { label: 'hidden code', request, source, running: true };
      answers[name] = await runInCell(cell, async () => {
        try {
          const { failure, result } = await evaluate(cell);
          if (failure) return { status: 'error', ...failure };
          const { value } = result as { value: unknown };
          return { status: 'ok', data: await bundleOf(value), metadata: {} };
        } catch (error) {
          return { status: 'error', ...describeError(error) };
        }
      });
    }
    return answers;
  }

  return {
    executor: program.executor,

    /** Ends the running cell; what it awaits is left alone. */
    interrupt: (): void => {
      program.interrupt();
      stop?.();
    },

    /** Answers an execute_request. */
    async execute(request: Request): Promise<Record<string, unknown>> {
      const source = String(request.content.code);
      const counted = request.content.silent !== true && request.content.store_history !== false;
      if (counted) count++;
      const execution_count = count;
      publish({ type: 'execute_input', content: { code: source, execution_count }, parent: request });

      const label = counted ? `cell ${count}` : 'hidden code';
      const cell: Cell = { label, request, source, running: true };
      let user_expressions = {};
      const work = async (): Promise<void> => {
        const { result, ...evaluated } = await evaluate(cell);
        let { failure } = evaluated;
        try {
          if (result !== undefined && result !== null) {
            const data = await bundleOf(result);
            const content = { execution_count, data, metadata: {} };
            if (cell.running) publish({ type: 'execute_result', content, parent: request });
          }
        } catch (error) {
          failure = describeError(error);
        }
        await turn(); // Node reports a rejection that nobody awaits only now
        if (!failure && cell.running && !cell.failure) user_expressions = await evaluateExpressions(request);
        if (!failure || !cell.running) return;
        cell.failure ??= failure;
        publishFailure(publish, cell, failure);
      };
      await new NativePromise<void>((resolve, reject) => {
        stop = () => {
          cell.failure ??= INTERRUPTED;
          publishFailure(publish, cell, INTERRUPTED);
          resolve();
        };
        runInCell(cell, () => void settle(work, resolve, reject));
      });
      cell.running = false;
      stop = undefined;
      if (cell.failure) return { status: 'error', execution_count, user_expressions: {}, ...cell.failure };
      return { status: 'ok', execution_count, payload: [], user_expressions };
    },
  };
}

async function settle(
  work: () => Promise<void>,
  resolve: () => void,
  reject: (error: unknown) => void,
): Promise<void> {
  try {
    await work();
    resolve();
  } catch (error) {
    reject(error);
  }
}

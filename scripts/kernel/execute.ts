import { setImmediate as turn } from 'node:timers/promises';
import { type Cell, runInCell, sourceUrlComment } from './cells';
import { describeDiagnostics, describeError, type Failure, INTERRUPTED } from './failure';
import { publishFailure } from './outputs';
import { bundleOf } from './result';
import { type Publish, type Request, Shared } from './shared';
import { expandShorthand } from './shorthand';
import { hasTopLevelAwait } from './top-level-await';
import { createConverter, createExecutor, type Diagnostic } from './tslab';

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
  // What tslab has to say of the running cell.
  let diagnostics: Diagnostic[] = [];
  let thrown: { error: unknown } | undefined;
  let result: { value: unknown } | undefined;
  let running: Cell | undefined;
  let stop: (() => void) | undefined;

  const converter = createConverter({});
  /** tslab's converter, which also remembers the JavaScript and names the script after the cell. */
  const convert: typeof converter.convert = (declarations, source) => {
    Atomics.store(shared, Shared.Compiling, 1);
    const converted = converter.convert(declarations, expandShorthand(source));
    Atomics.store(shared, Shared.Compiling, 0);
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
    if (unbuilt || !cell.running) return unbuilt;
    try {
      await executor.execute(cell.source);
    } catch (error) {
      thrown = { error }; // of the compiler itself
    }
    if (diagnostics.length > 0) return describeDiagnostics(diagnostics);
    return thrown && describeError(thrown.error);
  }

  /** What a front end wants to know beside the cell: by its name for each expression, the value or the error. */
  async function evaluateExpressions(request: Request): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    const { user_expressions: asked } = request.content;
    if (typeof asked !== 'object' || asked === null) return answers;
    for (const [name, expression] of Object.entries(asked)) {
      const source = `({ value: (${expression}\n) })`;
      const cell: Cell = { label: 'hidden code', request, source, emitted: '', running: true };
      running = cell;
      answers[name] = await runInCell(cell, async () => {
        try {
          const failure = await evaluate(cell);
          if (failure) return { status: 'error', ...failure };
          const { value } = result?.value as { value: unknown };
          return { status: 'ok', data: await bundleOf(value), metadata: {} };
        } catch (error) {
          return { status: 'error', ...describeError(error) };
        }
      });
    }
    return answers;
  }

  return {
    executor,

    /** Ends the running cell; what it awaits is left alone. */
    interrupt: (): void => {
      executor.interrupt();
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
      const cell: Cell = { label, request, source, emitted: '', running: true };
      let user_expressions = {};
      running = cell;
      const work = async (): Promise<void> => {
        let failure = await evaluate(cell);
        try {
          if (!failure && result) {
            const data = await bundleOf(result.value);
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
      stop = running = undefined;
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

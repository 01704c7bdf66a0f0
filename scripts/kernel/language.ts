import { isCompleteCode, printQuickInfo, typescript as ts } from './tslab';
import type { createExecutor } from './tslab';

type Executor = ReturnType<typeof createExecutor>;
type Content = Record<string, unknown>;

export function complete(executor: Executor, { code, cursor_pos }: Content): Content {
  const text = String(code);
  const { start, end, candidates } = executor.complete(text, unitsBefore(text, cursor_pos));
  return {
    status: 'ok',
    matches: candidates,
    cursor_start: pointsBefore(text, start),
    cursor_end: pointsBefore(text, end),
    metadata: {},
  };
}

export function inspectCode(executor: Executor, { code, cursor_pos }: Content): Content {
  const text = String(code);
  const units = unitsBefore(text, cursor_pos);
  // At the end of a word the cursor stands behind it, and the compiler looks ahead.
  const info = executor.inspect(text, units) ?? (units > 0 ? executor.inspect(text, units - 1) : undefined);
  if (!info) return { status: 'ok', found: false, data: {}, metadata: {} };
  return { status: 'ok', found: true, data: { 'text/plain': printQuickInfo(info) }, metadata: {} };
}

export function isComplete({ code }: Content): Content {
  const text = String(code);
  const { completed, indent } = isCompleteCode(text);
  if (!completed) return { status: 'incomplete', indent };
  const options = { compilerOptions: { target: ts.ScriptTarget.ES2022 }, reportDiagnostics: true };
  const { diagnostics = [] } = ts.transpileModule(`export {};${text}`, options);
  return { status: diagnostics.length > 0 ? 'invalid' : 'complete' };
}

/**
 * The protocol counts characters (code points), JavaScript UTF-16 units; 𝑧 is one of the former, two of the latter.
 * What is no position means the end.
 */
function unitsBefore(text: string, points: unknown): number {
  if (typeof points !== 'number' || Number.isNaN(points)) return text.length;
  return [...text].slice(0, Math.max(points, 0)).join('').length;
}

function pointsBefore(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

import { decode } from '@jridgewell/sourcemap-codec';
import { liveNames } from '../kernel/live-names';
import { readPortion } from '../kernel/portion';
import { typescript as ts } from '../kernel/tslab';

/** A cell as the page's kernel runs it. */
export interface CompiledCell {
  /** An expression that calls the cell's code with `run` (kernel/bindings.ts). */
  call: string;
  /** Names that the cell declares. */
  lexical: string[];
  hoisted: string[];
  /** Names, its own and of earlier cells, that it reads or writes. */
  used: string[];
  /** By line of the JavaScript, from 0, the line of the cell, from 1. */
  lines: number[];
}

/** The cell is no TypeScript. */
export class CellSyntaxError extends Error {
  override name = 'TypeScriptError';
}

/**
 * Compiles a cell as the notebooks' kernel does, but for the types, which it strips and does not check.
 * @throws {@link CellSyntaxError} that names line and column
 */
export function compileCell(
  source: string,
  earlier: { has(name: string): boolean; isConstant(name: string): boolean },
): CompiledCell {
  const { code, hasResult } = readPortion(source);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(code, {
    fileName: 'cell.ts',
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ES2022,
      verbatimModuleSyntax: true, // an import may be for a later cell
      sourceMap: true,
    },
  });
  const [error] = diagnostics ?? [];
  if (error !== undefined) {
    const { line, character } = error.file?.getLineAndCharacterOfPosition(error.start ?? 0) ?? {
      line: 0,
      character: 0,
    };
    const message = ts.flattenDiagnosticMessageText(error.messageText, '\n');
    throw new CellSyntaxError(`line ${line + 1}, column ${character + 1}: ${message}`);
  }
  const emitted = outputText.replace(/\/\/# sourceMappingURL.*\s*$/, '');
  const { mappings } = JSON.parse(sourceMapText as string) as { mappings: string };
  const { call, lexical, hoisted, used } = liveNames(emitted, earlier, hasResult);
  return {
    call: call('run'),
    lexical,
    hoisted,
    used,
    lines: decode(mappings).map(([first]) => (first?.[2] ?? -1) + 1),
  };
}

/** The cells of a notebook in their order. */
export function compileCells(sources: readonly string[]): CompiledCell[] {
  const names = new Set<string>();
  // Whether an earlier name is constant, its box tells when it is assigned.
  const earlier = { has: (name: string) => names.has(name), isConstant: () => false };
  return sources.map((source) => {
    const compiled = compileCell(source, earlier);
    [...compiled.lexical, ...compiled.hoisted].forEach((name) => names.add(name));
    return compiled;
  });
}

import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Cell } from './cells';
import { typescript as ts } from './tslab';

/** Lines that announce exports, or come from tslab's naming of the last expression. */
const NOT_OF_THE_SOURCE =
  /^(exports\.\S+ = )+void 0;$|^Object\.defineProperty\(exports, "|^exports\.tsLastExpr =\s*$/;
const lineMaps = new WeakMap<Cell, (number | undefined)[]>();

/**
 * The line of the cell's source that a line of its JavaScript came from; both count from one. tslab keeps no
 * source map, so the cell is compiled once more, with one, when the first error wants it. Undefined where the
 * two results do not correspond line by line.
 */
export function sourceLine(cell: Cell, emittedLine: number): number | undefined {
  let lines = lineMaps.get(cell);
  if (lines === undefined) lineMaps.set(cell, (lines = mapLines(cell)));
  return lines[emittedLine];
}

function mapLines({ source, emitted }: Cell): (number | undefined)[] {
  // tslab exports every name that a cell declares, which adds lines: do the same.
  const names = new Set(emitted.match(/^exports\.\S+ = .*void 0;$/gm)?.flatMap(exportedNames));
  names.delete('tsLastExpr');
  const { outputText, sourceMapText } = ts.transpileModule(
    `${source}\nexport { ${[...names].join(', ')} };`,
    {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        experimentalDecorators: true,
        noImplicitUseStrict: true,
        jsx: ts.JsxEmit.React,
        sourceMap: true,
      },
    },
  );
  const ours = codeLines(outputText.replace(/\n?\/\/# sourceMappingURL.*\s*$/, ''));
  const theirs = codeLines(emitted);
  const result: (number | undefined)[] = [];
  if (ours.length !== theirs.length || sourceMapText === undefined) return result;
  const map = new SourceMap(JSON.parse(sourceMapText) as SourceMapPayload);
  theirs.forEach(({ number }, index) => {
    const { number: line, indent } = ours[index];
    const entry = map.findEntry(line - 1, indent);
    if ('originalLine' in entry) result[number] = entry.originalLine + 1;
  });
  return result;
}

/** The numbered lines that come from the source. */
function codeLines(code: string): { number: number; indent: number }[] {
  return code
    .split('\n')
    .map((text, index) => ({ text, number: index + 1, indent: text.search(/\S/) }))
    .filter(({ text, indent }) => indent >= 0 && !NOT_OF_THE_SOURCE.test(text));
}

function exportedNames(line: string): string[] {
  return [...line.matchAll(/exports\.(\S+) =/g)].map(([, name]) => name);
}

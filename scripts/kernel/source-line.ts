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
  // And it compiles twice, which breaks lines in other places than compiling once.
  const modern = compile(`${source}\nexport { ${[...names].join(', ')} };`, ts.ModuleKind.ESNext);
  const common = compile(modern.code, ts.ModuleKind.CommonJS);
  const ours = codeLines(common.code);
  const theirs = codeLines(emitted);
  const result: (number | undefined)[] = [];
  if (ours.length !== theirs.length) return result;
  theirs.forEach(({ number }, index) => {
    const { number: line, indent } = ours[index];
    const between = common.map.findEntry(line - 1, indent);
    if (!('originalLine' in between)) return;
    const entry = modern.map.findEntry(between.originalLine, between.originalColumn);
    if ('originalLine' in entry) result[number] = entry.originalLine + 1;
  });
  return result;
}

function compile(code: string, module: number): { code: string; map: SourceMap } {
  const { outputText, sourceMapText = '{}' } = ts.transpileModule(code, {
    compilerOptions: {
      module,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      experimentalDecorators: true,
      noImplicitUseStrict: true,
      jsx: ts.JsxEmit.React,
      sourceMap: true,
    },
  });
  return {
    code: outputText.replace(/\/\/# sourceMappingURL.*\s*$/, ''),
    map: new SourceMap(JSON.parse(sourceMapText) as SourceMapPayload),
  };
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

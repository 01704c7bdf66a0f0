import type * as TypeScript from 'typescript';
import { typescript as ts } from './tslab';

const NAME = 'cell.ts';

/** Parses a module and finds what its names stand for, knowing nothing beyond it. */
export function bind(code: string) {
  const file = ts.createSourceFile(NAME, `${code}\nexport {};`, ts.ScriptTarget.ES2022, true);
  const host: TypeScript.CompilerHost = {
    getSourceFile: (name) => (name === NAME ? file : undefined),
    getDefaultLibFileName: () => '',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === NAME,
    readFile: () => undefined,
    writeFile: () => undefined,
  };
  const options = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ES2022 };
  const checker = ts.createProgram([NAME], options, host).getTypeChecker();
  const escaped = (file as unknown as { locals: Map<TypeScript.__String, TypeScript.Symbol> }).locals;
  return {
    file,
    /** What is declared for the whole module. */
    locals: new Map([...escaped].map(([name, symbol]) => [ts.unescapeLeadingUnderscores(name), symbol])),
    /** What an identifier in an expression stands for; undefined if it is not declared in the module. */
    symbolOf: (name: TypeScript.Identifier): TypeScript.Symbol | undefined =>
      ts.isShorthandPropertyAssignment(name.parent)
        ? checker.getShorthandAssignmentValueSymbol(name.parent)
        : checker.getSymbolAtLocation(name),
  };
}

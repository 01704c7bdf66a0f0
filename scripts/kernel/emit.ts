import { typescript as ts } from './tslab';

/** JavaScript, and the source map that leads from its lines to those of the source. */
export interface Emitted {
  code: string;
  sourceMap: string;
}

/** Compiles TypeScript without a look at its types; every import but of a `type` is kept. */
export function emit(source: string): Emitted {
  const { outputText, sourceMapText = '{}' } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      noImplicitUseStrict: true,
      verbatimModuleSyntax: true,
      sourceMap: true,
    },
  });
  return { code: outputText.replace(/\/\/# sourceMappingURL.*\s*$/, ''), sourceMap: sourceMapText };
}

// The ES modules of `dist/`: for each file of `src/` one beside the CommonJS one, which bundlers and browsers take, and
// for each folder that can be imported a `node.mjs`, through which Node's `import` reaches the CommonJS files: memory,
// threads and classes exist once, whether a program imports or requires.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Writes them into `outDir`.
 * @param ts - the compiler
 * @param program - what the CommonJS files were compiled from
 */
export function writeEsModules(ts, program, root, outDir) {
  const source = join(root, 'src');
  const compilerOptions = {
    ...program.getCompilerOptions(),
    module: ts.ModuleKind.ES2022,
    removeComments: true,
  };
  for (const fileName of program.getRootFileNames()) {
    const out = join(outDir, relative(source, fileName)).slice(0, -'.ts'.length);
    const transformers = { after: [wholeSpecifiers(ts, dirname(fileName))] };
    const text = readFileSync(fileName, 'utf8');
    writeFileSync(
      `${out}.mjs`,
      ts.transpileModule(text, { fileName, compilerOptions, transformers }).outputText,
    );
    if (!/[\\/]index$/.test(out)) continue;
    const names = valuesOf(ts, program, fileName).join(', ');
    writeFileSync(join(dirname(out), 'node.mjs'), `export { ${names} } from './index.js';\n`);
    writeFileSync(`${out}.d.mts`, "export * from './index.js';\n");
  }
}

/** ES modules name files whole, where CommonJS adds `.js` or `/index.js`. */
function wholeSpecifiers(ts, folder) {
  const whole = (path) => `${path}${existsSync(join(folder, `${path}.ts`)) ? '' : '/index'}.mjs`;
  return ({ factory }) =>
    (file) => {
      const statements = file.statements.map((statement) => {
        const path = statement.moduleSpecifier?.text;
        if (!path?.startsWith('.')) return statement;
        const specifier = factory.createStringLiteral(whole(path), true);
        return ts.isImportDeclaration(statement)
          ? factory.updateImportDeclaration(
              statement,
              statement.modifiers,
              statement.importClause,
              specifier,
              statement.assertClause,
            )
          : factory.updateExportDeclaration(
              statement,
              statement.modifiers,
              statement.isTypeOnly,
              statement.exportClause,
              specifier,
              statement.assertClause,
            );
      });
      return factory.updateSourceFile(file, statements);
    };
}

/** Names of what a module exports that is there when the program runs. */
function valuesOf(ts, program, fileName) {
  const checker = program.getTypeChecker();
  const isValue = (symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target.flags & ts.SymbolFlags.Value;
  };
  const module = checker.getSymbolAtLocation(program.getSourceFile(fileName));
  return checker
    .getExportsOfModule(module)
    .filter(isValue)
    .map(({ name }) => name)
    .sort();
}

// The ES modules of `dist/`: one for each file of `src/`, which bundlers and browsers take, and for each folder that can be
// imported a `node.mjs`, through which Node's `import` reaches the CommonJS modules: memory, threads and classes exist
// once, whether a program imports or requires.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Writes them into the program's `outDir`.
 * @param ts - the compiler
 * @param program - from which the CommonJS modules were emitted; afterwards it is good for nothing else
 */
export function writeEsModules(ts, program) {
  const options = program.getCompilerOptions();
  // The emitter reads them anew. A program of its own would check all types again, and double the time of a build.
  Object.assign(options, { module: ts.ModuleKind.ES2022 });
  const write = (path, text) => writeFileSync(path.replace(/\.js$/, '.mjs'), text);
  program.emit(undefined, write, undefined, false, { after: [wholeSpecifiers(ts)] });
  for (const fileName of program.getRootFileNames().filter((name) => /[\\/]index\.ts$/.test(name))) {
    const out = join(options.outDir, relative(options.rootDir, dirname(fileName)));
    const names = valuesOf(ts, program, fileName).join(', ');
    writeFileSync(
      join(out, 'node.mjs'),
      `import library from './index.js';\nexport const { ${names} } = library;\n`,
    );
    writeFileSync(join(out, 'index.d.mts'), "export * from './index.js';\n");
  }
}

/** ES modules name files whole, where CommonJS adds `.js` or `/index.js`. */
function wholeSpecifiers(ts) {
  const whole = (file, path) =>
    `${path}${existsSync(join(dirname(file.fileName), `${path}.ts`)) ? '' : '/index'}.mjs`;
  return ({ factory }) =>
    (file) => {
      const statements = file.statements.map((statement) => {
        const path = statement.moduleSpecifier?.text;
        if (!path?.startsWith('.')) return statement;
        const specifier = factory.createStringLiteral(whole(file, path), true);
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

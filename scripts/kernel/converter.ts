import type * as TypeScript from 'typescript';
import { createConverter, setCheck, typescript as ts } from './tslab';

/** JavaScript, and the source map that leads from its lines to those of the source. */
export interface Emitted {
  code: string;
  sourceMap: string;
}

/** `import x = require(…)` in an ES module, which a cell is for the compiler alone. */
const IMPORT_ASSIGNMENT = 1202;

/** tslab's converter, which tells the JavaScript of a cell, and makes no CommonJS module of it. */
export function createCellConverter() {
  const converter = createConverter({});
  let emitted: Emitted | undefined;
  const watched = new WeakSet<TypeScript.Program>();
  setCheck((program, files) => {
    const [cell] = files;
    if (watched.has(program)) return errorsOf(program, files); // the same cell once more
    watched.add(program);
    const emit = program.emit.bind(program) as (...options: unknown[]) => TypeScript.EmitResult;
    program.emit = (file, write, token, only, transformers) => {
      if (file !== cell) return emit(file, write, token, only, transformers);
      emitted = emitCell(program.getCompilerOptions(), (write, before) =>
        emit(cell, write, undefined, false, { before: [before] }),
      );
      const forced = true; // also where a type has no name that a declaration file could spell
      return emit(file, withoutCode(write as Write), token, true, transformers, forced);
    };
    return errorsOf(program, files);
  });
  return {
    ...converter,
    convert(declarations: string, source: string) {
      emitted = undefined;
      const converted = converter.convert(declarations, source);
      return { ...converted, emitted: emitted as Emitted | undefined };
    },
  };
}

/**
 * tslab asks the compiler for every error of a module and of its declaration file. A cell is neither: what cannot
 * be written in a declaration file (`await import('node:fs')`, a class expression with private members) is none.
 */
function errorsOf(program: TypeScript.Program, files: readonly TypeScript.SourceFile[]) {
  const [cell] = files;
  const last = cell.statements.at(-1); // tslab's list of the cell's names, with a _ too many for `__name`
  const listStart = last && ts.isExportDeclaration(last) ? last.getStart(cell) : Infinity;
  const errors = files
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .filter(({ code }) => code !== IMPORT_ASSIGNMENT)
    .filter(({ file, start = 0 }) => file !== cell || start < listStart);
  return ts.sortAndDeduplicateDiagnostics(errors);
}

type Write = (name: string, text: string) => void;

/** Hands on declarations, and no code with them. */
function withoutCode(write: Write): Write {
  return (name, text) => {
    write(name, text);
    write(name.replace(/\.d\.ts$/, '.js'), '');
  };
}

type Transformer = TypeScript.TransformerFactory<TypeScript.SourceFile>;

/** The JavaScript of an ES module. */
function emitCell(
  options: TypeScript.CompilerOptions,
  emit: (write: Write, before: Transformer) => void,
): Emitted {
  const result: Emitted = { code: '', sourceMap: '' };
  Object.assign(options, { sourceMap: true, declaration: false });
  emit((name, text) => {
    if (name.endsWith('.map')) result.sourceMap = text;
    else if (name.endsWith('.js')) result.code = text.replace(/\/\/# sourceMappingURL.*\s*$/, '');
  }, writeOutRequires);
  Object.assign(options, { sourceMap: false, declaration: true });
  return result;
}

/** `import x = require(…)` would be left out of an ES module. */
const writeOutRequires: Transformer = (context) => (file) =>
  ts.visitEachChild(
    file,
    (node) => {
      if (!ts.isImportEqualsDeclaration(node) || node.isTypeOnly) return node;
      if (!ts.isExternalModuleReference(node.moduleReference)) return node;
      const { factory } = context;
      const call = factory.createCallExpression(factory.createIdentifier('require'), undefined, [
        node.moduleReference.expression,
      ]);
      const declaration = factory.createVariableDeclaration(node.name, undefined, undefined, call);
      const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
      return ts.setTextRange(factory.createVariableStatement(undefined, list), node);
    },
    context,
  );

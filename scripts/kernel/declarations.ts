import type * as TypeScript from 'typescript';
import { keepNamesInImport, typescript as ts } from './tslab';

/** tslab forgets these two kinds of declaration with the cell after the next. */
const FORGOTTEN = [ts.SyntaxKind.ModuleDeclaration, ts.SyntaxKind.ImportEqualsDeclaration];

/** Those of the earlier declarations that tslab has dropped without a new one of that name. */
export function forgotten(earlier: string, isDeclaredAnew: (name: string) => boolean): string {
  const file = parse(earlier);
  const texts = file.statements
    .filter((statement) => FORGOTTEN.includes(statement.kind))
    .filter((statement) => !namesOf(statement).some(isDeclaredAnew))
    .map((statement) => statement.getText(file));
  return [...new Set(texts)].map((text) => `${text}\n`).join('');
}

/** The declarations, and one for each name that has none: a `var` in a block, and what begins with `__`. */
export function withAll(names: readonly string[], declarations: string): string {
  const declared = new Set(parse(declarations).statements.flatMap(namesOf));
  const missing = names.filter((name) => !declared.has(name));
  return declarations + missing.map((name) => `declare let ${name}: any;\n`).join('');
}

/** The declarations of the names that are chosen. */
export function chosen(declarations: string, isChosen: (name: string) => boolean): string {
  const file = parse(declarations);
  const printer = ts.createPrinter();
  return file.statements
    .flatMap((statement) => keep(statement, isChosen) ?? [])
    .map((statement) => `${printer.printNode(ts.EmitHint.Unspecified, statement, file)}\n`)
    .join('');
}

function keep(
  statement: TypeScript.Statement,
  isChosen: (name: string) => boolean,
): TypeScript.Statement | undefined {
  const names = namesOf(statement).filter(isChosen);
  if (names.length === 0) return undefined;
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement;
    const declarations = declarationList.declarations.filter(({ name }) => names.includes(name.getText()));
    return ts.factory.updateVariableStatement(
      statement,
      statement.modifiers,
      ts.factory.updateVariableDeclarationList(declarationList, declarations),
    );
  }
  if (ts.isImportDeclaration(statement))
    keepNamesInImport(statement, new Set(names) as Set<TypeScript.__String>);
  return statement;
}

function namesOf(statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named =
      namedBindings && (ts.isNamespaceImport(namedBindings) ? [namedBindings] : namedBindings.elements);
    return [...(name ? [name.text] : []), ...(named ?? []).map((element) => element.name.text)];
  }
  const { name } = statement as TypeScript.DeclarationStatement;
  return name ? [name.text] : [];
}

function parse(declarations: string): TypeScript.SourceFile {
  return ts.createSourceFile('cells.d.ts', declarations, ts.ScriptTarget.ES2022, true);
}

import type * as TypeScript from 'typescript';
import { applyEdits, type Edit } from './edits';
import { typescript as ts } from './tslab';

/** A cell for the compiler, with its lines as they were. */
interface Portion {
  code: string;
  /** `declare global { … }` and `declare module '…' { … }`, which stand beside what earlier cells declare. */
  ambient: string;
  /** Whether it ends with an expression, the value of which is shown. */
  hasResult: boolean;
}

/** Reads a cell. Nothing imports from it, so `export` says no more than the declaration or value behind it. */
export function readPortion(source: string): Portion {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022);
  const edits: Edit[] = [];
  let ambient = '';
  const blank = (start: number, end: number): void =>
    void edits.push({ start, end, text: source.slice(start, end).replace(/[^\n]/g, ' ') });
  const parenthesize = (start: number, [inside, insideEnd]: [number, number], end: number): void => {
    edits.push({ start, end: start + 1, text: '(' });
    blank(start + 1, inside);
    edits.push({ start: insideEnd, end, text: ');' });
  };

  for (const statement of file.statements) {
    const [start, end] = [statement.getStart(file), statement.end];
    const modifiers = exportModifiers(statement);
    if (isAmbient(statement)) {
      ambient += `${source.slice(start, end)}\n`;
      blank(start, end);
    } else if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) blank(start, end);
    else if (ts.isExportAssignment(statement))
      parenthesize(start, [statement.expression.getStart(file), statement.expression.end], end);
    else if (modifiers.length > 1 && !(statement as { name?: unknown }).name)
      parenthesize(start, [modifiers[1].end, end], end); // a default that is a function or class without a name
    else for (const modifier of modifiers) blank(modifier.getStart(file), modifier.end);
  }
  const last = [...file.statements].reverse().find((statement) => !ts.isExportDeclaration(statement));
  return {
    code: applyEdits(source, edits),
    ambient,
    hasResult: last !== undefined && (ts.isExpressionStatement(last) || ts.isExportAssignment(last)),
  };
}

function isAmbient(statement: TypeScript.Statement): boolean {
  return (
    ts.isModuleDeclaration(statement) &&
    (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  );
}

/** Its `export` and its `default`. */
function exportModifiers(statement: TypeScript.Statement): TypeScript.Modifier[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.filter(
    ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword,
  );
}

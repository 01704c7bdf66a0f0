import ts from 'typescript';
import { isDeepStrictEqual } from 'node:util';
import { codeCells, formatJson, type Cell, type Notebook } from './notebook';

/** What a rerun owns of a cell, with the depth at which it stands. */
const OWNED = ['execution_count', 'outputs'] as const;
const DEPTH = 3;

/**
 * A notebook's text with the execution counts and outputs of other code cells, one for each of its own. Every other
 * byte stays: numbers that JavaScript cannot hold, the way in which another program writes JSON.
 */
export function replaceOutputs(text: string, notebook: Notebook, executed: readonly Cell[]): string {
  const source = ts.parseJsonText('notebook.json', text);
  const cells = cellObjects(source).filter((_, i) => notebook.cells[i].cell_type === 'code');
  const edits = codeCells(notebook).flatMap((cell, i) =>
    OWNED.filter((key) => !isDeepStrictEqual(cell[key], executed[i][key])).map((key) => {
      const value = formatJson(executed[i][key] ?? null).replaceAll('\n', `\n${' '.repeat(DEPTH)}`);
      const member = memberOf(cells[i], key)?.initializer;
      if (member) return { start: member.getStart(source), end: member.end, value };
      const start = cells[i].getStart(source) + 1; // a cell has members, so a comma is right
      return { start, end: start, value: `"${key}": ${value}, ` };
    }),
  );
  let result = text;
  for (const { start, end, value } of edits.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + value + result.slice(end);
  }
  return result;
}

/** The cells' objects, which the compiler's JSON parser finds in the text. */
function cellObjects(source: ts.JsonSourceFile): ts.ObjectLiteralExpression[] {
  const notebook = source.statements[0].expression as ts.ObjectLiteralExpression;
  const cells = memberOf(notebook, 'cells')?.initializer as ts.ArrayLiteralExpression;
  return [...cells.elements] as ts.ObjectLiteralExpression[];
}

/** Of members of one name the last counts, as for every reader of JSON. */
function memberOf(object: ts.ObjectLiteralExpression, key: string): ts.PropertyAssignment | undefined {
  const members = object.properties.filter(ts.isPropertyAssignment);
  return members.filter(({ name }) => ts.isStringLiteral(name) && name.text === key).at(-1);
}

import ts from 'typescript';
import { codeCells, hasTag, textOf, type Notebook } from './notebook';

const signs: readonly ts.SyntaxKind[] = [ts.SyntaxKind.MinusToken, ts.SyntaxKind.PlusToken];

export type Kind = 'number' | 'string' | 'boolean' | 'array' | 'object';

export interface DeclaredParameter {
  /** What it takes, where its type or first value tells. */
  kind?: Kind;
  constant: boolean;
  /** The text of its value in a quick run: of a comment `// quick: 2`, or `// passes; quick: 2`, at the end of its line. */
  quick?: string;
}

/** The names that a notebook's cell tagged `parameters` declares at its top level. */
export function declaredParameters(notebook: Notebook): Map<string, DeclaredParameter> {
  const cell = codeCells(notebook).find((candidate) => hasTag(candidate, 'parameters'));
  const source = ts.createSourceFile('parameters.ts', textOf(cell?.source), ts.ScriptTarget.ES2022);
  const declared = new Map<string, DeclaredParameter>();
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    const { flags, declarations } = statement.declarationList;
    const constant = (flags & ts.NodeFlags.Const) !== 0;
    const line = source.text.slice(statement.end).split('\n', 1)[0];
    const quick = /^\s*\/\/ (?:.*; )?quick: (.+?)\s*$/.exec(line)?.[1];
    for (const { name, type, initializer } of declarations) {
      const kind = type === undefined ? kindOfValue(initializer) : kindOfType(type);
      for (const each of namesIn(name))
        declared.set(each, { kind: ts.isIdentifier(name) ? kind : undefined, constant, quick });
    }
  }
  return declared;
}

/** Whether it names values for a quick run: it takes long. */
export function isHeavy(notebook: Notebook): boolean {
  return [...declaredParameters(notebook).values()].some(({ quick }) => quick !== undefined);
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}

function kindOfType(type: ts.TypeNode): Kind | undefined {
  if (type.kind === ts.SyntaxKind.NumberKeyword) return 'number';
  if (type.kind === ts.SyntaxKind.StringKeyword) return 'string';
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return 'boolean';
  return ts.isArrayTypeNode(type) ? 'array' : undefined;
}

function kindOfValue(value: ts.Expression | undefined): Kind | undefined {
  if (value === undefined) return undefined;
  if (ts.isNumericLiteral(value)) return 'number';
  if (ts.isPrefixUnaryExpression(value))
    return signs.includes(value.operator) ? kindOfValue(value.operand) : undefined;
  if (ts.isIdentifier(value)) return ['NaN', 'Infinity'].includes(value.text) ? 'number' : undefined;
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return 'string';
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return 'boolean';
  if (ts.isArrayLiteralExpression(value)) return 'array';
  return ts.isObjectLiteralExpression(value) ? 'object' : undefined;
}

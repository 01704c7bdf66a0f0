import type * as TypeScript from 'typescript';
import { bind } from './bind';
import { applyEdits, type Edit } from './edits';
import { typescript as ts } from './tslab';

/** The names of earlier cells. */
interface Earlier {
  has: (name: string) => boolean;
  isConstant: (name: string) => boolean;
}

/** A cell's JavaScript with its cell-level names in boxes (`bindings.ts`). */
export interface LiveCode {
  /** The call of a function that holds the cell; `run` is the expression for what it is handed. */
  call: (run: string) => string;
  /** Whether the function is asynchronous. */
  awaits: boolean;
  /** The names that have no value before their declaration. */
  lexical: string[];
  /** The names that have one from the start: of `var` and of functions. */
  hoisted: string[];
  /** The cell-level names that it reads or writes, its own and earlier ones. */
  used: string[];
}

type Kind = 'let' | 'const' | 'var' | 'function' | 'class' | 'import';
const NAMING = [
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
];

/**
 * Rewrites JavaScript so that each cell-level name, of this cell or an earlier one, is read and written in its box
 * (`n` becomes `$$n.n`), and its declaration fills the box (`let n = 1` becomes `$$.let.n = 1`). Names of inner
 * scopes stay as they are, and lines where they are.
 * @param hasResult - whether the last statement is an expression in the source too
 */
export function liveNames(code: string, earlier: Earlier, hasResult: boolean): LiveCode {
  const { file, locals, symbolOf } = bind(code);
  const statements = file.statements.filter((statement) => statement.end <= code.length);
  let mark = '$$';
  while (code.includes(mark)) mark += '$';

  const kinds = new Map([...locals].map(([name, symbol]) => [name, kindOf(symbol)]));
  const lists = new Set([...locals.values()].flatMap(({ declarations = [] }) => declarations.map(listOf)));
  const used = new Set<string>();
  const edits: Edit[] = [];
  let awaits = false;

  const replace = (start: number, end: number, text: string): void => void edits.push({ start, end, text });
  const startOf = (node: TypeScript.Node): number => node.getStart(file);
  const surround = (node: TypeScript.Node, before: string, after: string, inside: () => void): void => {
    replace(startOf(node), startOf(node), before);
    inside();
    replace(node.end, node.end, after);
  };
  const isConstant = (name: string): boolean => {
    const kind = kinds.get(name);
    return kind === undefined ? earlier.isConstant(name) : kind === 'const' || kind === 'import';
  };

  /** Whether the identifier stands for a cell-level name. */
  function isLive(name: TypeScript.Identifier): boolean {
    const symbol = symbolOf(name);
    if (symbol === undefined) return earlier.has(name.text);
    const own = symbol.valueDeclaration; // in its body a class is known by a name of that scope
    if (own && ts.isClassDeclaration(own) && ts.findAncestor(name, (node) => node === own)) return false;
    return locals.get(name.text) === symbol;
  }

  function boxed(name: string): string {
    used.add(name);
    return `${mark}${name}.${name}`;
  }

  function visitName(node: TypeScript.Identifier): void {
    if (!isReference(node) || !isLive(node)) return;
    const target =
      isConstant(node.text) && ts.isAssignmentTarget(node)
        ? `${mark}.readonly.${node.text}`
        : boxed(node.text);
    const isShort = ts.isShorthandPropertyAssignment(node.parent);
    // As a method of the box the function would get the box as `this`.
    const text = isShort ? `["${node.text}"]: ${target}` : isCalled(node) ? `(0, ${target})` : target;
    replace(startOf(node), node.end, text);
  }

  /** A value that gets its name from the variable does not get it from a box. */
  function visitValue(value: TypeScript.Expression, name: TypeScript.Node, nested: boolean): void {
    if (!ts.isIdentifier(name) || !isAnonymous(value)) return visit(value, nested);
    const key = JSON.stringify(name.text);
    surround(value, `({ [${key}]: `, ` })[${key}]`, () => visit(value, nested));
  }

  /** The left side of a declaration becomes that of an assignment. */
  function visitTarget(name: TypeScript.BindingName, kind: 'let' | 'const' | 'var', nested: boolean): void {
    if (ts.isIdentifier(name)) {
      const target = kind === 'var' ? boxed(name.text) : `${mark}.${kind}.${name.text}`;
      const { parent } = name;
      const isShort =
        ts.isObjectBindingPattern(parent.parent) &&
        ts.isBindingElement(parent) &&
        !parent.propertyName &&
        !parent.dotDotDotToken;
      return replace(startOf(name), name.end, isShort ? `["${name.text}"]: ${target}` : target);
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      if (element.propertyName) visit(element.propertyName, nested);
      visitTarget(element.name, kind, nested);
      if (element.initializer) visitValue(element.initializer, element.name, nested);
    }
  }

  function visitDeclarations(list: TypeScript.VariableDeclarationList, nested: boolean): void {
    const kind = kindOfList(list);
    const isHead = ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent);
    replace(startOf(list), startOf(list) + kind.length, '');
    for (const declaration of list.declarations) {
      const { name, initializer } = declaration;
      const isObject = ts.isObjectBindingPattern(name) && !isHead;
      surround(declaration, isObject ? '(' : '', isObject ? ')' : '', () => {
        visitTarget(name, kind, nested);
        if (initializer) visitValue(initializer, name, nested);
        else if (kind === 'let' && !isHead) replace(name.end, name.end, ' = void 0');
      });
    }
  }

  function visit(node: TypeScript.Node, nested: boolean): void {
    if (ts.isIdentifier(node)) return visitName(node);
    if (ts.isVariableDeclarationList(node) && lists.has(node)) return visitDeclarations(node, nested);
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) awaits ||= !nested;
    if (node.kind === ts.SyntaxKind.ImportKeyword) replace(startOf(node), node.end, `${mark}.load`);
    if (
      ts.isCatchClause(node) &&
      node.variableDeclaration &&
      ts.isIdentifier(node.variableDeclaration.name)
    ) {
      const start = startOf(node.block) + 1;
      replace(start, start, ` ${mark}.caught(${node.variableDeclaration.name.text});`);
    }
    if (
      ts.isBinaryExpression(node) &&
      NAMING.includes(node.operatorToken.kind) &&
      ts.isIdentifier(node.left) &&
      isLive(node.left)
    ) {
      visit(node.left, nested);
      return visitValue(node.right, node.left, nested);
    }
    if (ts.isShorthandPropertyAssignment(node) && node.objectAssignmentInitializer && isLive(node.name)) {
      visit(node.name, nested);
      return visitValue(node.objectAssignmentInitializer, node.name, nested);
    }
    ts.forEachChild(node, (child) => {
      const isBody = ts.isFunctionLike(node) && child !== node.name;
      visit(child, nested || isBody);
    });
  }

  const first = statements.find((statement) => !ts.isImportDeclaration(statement));
  const anchor = first ? startOf(first) : code.length;
  for (const statement of statements.filter(ts.isImportDeclaration)) {
    const [start, call] = [startOf(statement), importCall(statement, mark)];
    const lines = code.slice(start, statement.end).replace(/[^\n]/g, '');
    if (start > anchor) replace(anchor, anchor, call); // imports come first wherever they stand
    replace(start, statement.end, start > anchor ? lines : call + lines);
  }
  const result =
    hasResult && [...statements].reverse().find((statement) => !ts.isExportDeclaration(statement));
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) continue;
    if (ts.isExportDeclaration(statement)) {
      const { moduleSpecifier } = statement;
      replace(
        startOf(statement),
        statement.end,
        moduleSpecifier ? `${mark}.import(${moduleSpecifier.getText(file)});` : '',
      );
    } else if (ts.isClassDeclaration(statement) && statement.name)
      surround(statement, `${mark}.let.${statement.name.text} = `, ';', () => visit(statement, false));
    else if (statement === result && ts.isExpressionStatement(statement))
      surround(statement.expression, `${mark}.result = (`, ')', () => visit(statement.expression, false));
    else visit(statement, false);
  }

  const namesOf = (...wanted: Kind[]): string[] =>
    [...kinds].filter(([, kind]) => wanted.includes(kind)).map(([name]) => name);
  const hoist = namesOf('function').map((name) => `${mark}.let.${name} = ${name}; `);
  const parameters = [mark, ...[...used].map((name) => mark + name)].join(', ');
  const body = `"use strict"; ${hoist.join('')}${applyEdits(code, edits)}\n`;
  const wrapped = `${awaits ? 'async ' : ''}function (${parameters}) { ${body}}`;
  return {
    call: (run) => `(${wrapped})(${[run, ...[...used].map((name) => `${run}.boxes.${name}`)].join(', ')})`,
    awaits,
    lexical: namesOf('let', 'const', 'class', 'import'),
    hoisted: namesOf('var', 'function'),
    used: [...used],
  };
}

function kindOf({ declarations = [] }: TypeScript.Symbol): Kind {
  const [declaration] = declarations;
  if (declarations.some(ts.isFunctionDeclaration)) return 'function';
  if (ts.isClassDeclaration(declaration)) return 'class';
  const list = listOf(declaration);
  return list ? kindOfList(list) : 'import';
}

function kindOfList({ flags }: TypeScript.VariableDeclarationList): 'let' | 'const' | 'var' {
  return flags & ts.NodeFlags.Const ? 'const' : flags & ts.NodeFlags.Let ? 'let' : 'var';
}

/** The list of declarations that a variable, or a part of its pattern, stands in. */
function listOf(declaration: TypeScript.Declaration): TypeScript.VariableDeclarationList | undefined {
  if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration)) return undefined;
  return ts.findAncestor(declaration, ts.isVariableDeclarationList);
}

/** Whether it is neither a declaration's name, nor a property's, nor a label. */
function isReference(node: TypeScript.Identifier): boolean {
  const parent = node.parent as { name?: unknown; propertyName?: unknown; label?: unknown };
  if (parent.propertyName === node || parent.label === node) return false;
  return parent.name !== node || ts.isShorthandPropertyAssignment(node.parent);
}

function isCalled(node: TypeScript.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isCalled(parent);
  return (
    (ts.isCallExpression(parent) && parent.expression === node) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === node)
  );
}

function isAnonymous(value: TypeScript.Expression): boolean {
  if (ts.isParenthesizedExpression(value)) return isAnonymous(value.expression);
  return (
    ts.isArrowFunction(value) ||
    ((ts.isFunctionExpression(value) || ts.isClassExpression(value)) && !value.name)
  );
}

/** The members are getters, so that a name follows what its module exports. */
function importCall({ importClause, moduleSpecifier }: TypeScript.ImportDeclaration, mark: string): string {
  const specifier = JSON.stringify((moduleSpecifier as TypeScript.StringLiteral).text);
  if (!importClause) return `${mark}.import(${specifier});`;
  const { name, namedBindings } = importClause;
  const getter = (local: string, value: string): string => `get ${local}() { return ${value}; }`;
  const members = name ? [getter(name.text, 'd.default')] : [];
  if (namedBindings && ts.isNamespaceImport(namedBindings)) members.push(`${namedBindings.name.text}: n()`);
  else
    for (const { name, propertyName = name } of namedBindings?.elements ?? [])
      members.push(getter(name.text, `${propertyName.text === 'default' ? 'd' : 'm'}.${propertyName.text}`));
  return `${mark}.import(${specifier}, (m, d, n) => ({ ${members.join(', ')} }));`;
}

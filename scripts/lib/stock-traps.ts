import * as ts from 'typescript';

/** A cell's code within the module that its notebook becomes: [start, end), in characters. */
export interface CellSpan {
  start: number;
  end: number;
}

/** What is wrong with a cell. */
export interface Fault {
  /** From 0. */
  cell: number;
  text: string;
}

/**
 * What runs on this project's kernel and not on tslab as it comes, which reaches the names of earlier cells by writing
 * `exports.` before them wherever the compiler says that an identifier means one:
 *
 * - in `{ height }` the identifier means the new property, so that the variable is looked for under its bare name;
 * - in `const { optimizers: [first] } = trainee`, where an earlier cell declares the type, it means the type's
 *   property, so that a pattern begins with `exports.optimizers`.
 */
export function stockTraps(program: ts.Program, path: string, cells: readonly CellSpan[]): Fault[] {
  const file = program.getSourceFile(path);
  if (file === undefined) throw new Error(`no file ${path} in the program`);
  const checker = program.getTypeChecker();
  return cells.flatMap(({ start, end }, cell) => {
    const isEarlier = (symbol?: ts.Symbol): boolean =>
      symbol?.declarations?.some((it) => it.getSourceFile() === file && it.pos < start) ?? false;
    const textsOf = (node: ts.Node): string[] => {
      const inside: string[] = [];
      ts.forEachChild(node, (child) => void inside.push(...textsOf(child)));
      if (
        ts.isShorthandPropertyAssignment(node) &&
        isEarlier(checker.getShorthandAssignmentValueSymbol(node))
      )
        inside.push(
          `{ ${node.name.text} } of an earlier cell: write { ${node.name.text}: ${node.name.text} }`,
        );
      const name = ts.isBindingElement(node) ? node.propertyName : undefined;
      if (name && isEarlier(checker.getSymbolAtLocation(name)))
        inside.push(
          `{ ${name.getText()}: … } in a pattern, of a type of an earlier cell: take .${name.getText()}`,
        );
      return inside;
    };
    const statements = file.statements.filter((it) => it.getStart() >= start && it.end <= end);
    return statements.flatMap(textsOf).map((text) => ({ cell, text }));
  });
}

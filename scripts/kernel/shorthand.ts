import type * as TypeScript from 'typescript';
import { typescript as ts } from './tslab';

/**
 * The source with `{ name }` written out as `{ name: name }`: tslab does not find a name of an earlier cell in the
 * short form, and the cell would end with a ReferenceError.
 */
export function expandShorthand(source: string): string {
  const ends: [position: number, name: string][] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isShorthandPropertyAssignment(node) && !node.objectAssignmentInitializer) {
      ends.push([node.name.end, node.name.text]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022));
  return ends.reduceRight((text, [end, name]) => `${text.slice(0, end)}: ${name}${text.slice(end)}`, source);
}

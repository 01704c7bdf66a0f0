import { typescript as ts } from './tslab';
import type * as TypeScript from 'typescript';

/**
 * Whether JavaScript awaits outside of its functions. tslab asks the compiler's errors, which miss an `await`
 * before a parenthesis: `await (value)`.
 */
export function hasTopLevelAwait(code: string): boolean {
  if (!code.includes('await')) return false;
  const awaits = (node: TypeScript.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
    return ts.forEachChild(node, awaits) ?? false;
  };
  return awaits(ts.createSourceFile('cell.js', `${code}\nexport {};`, ts.ScriptTarget.ES2022));
}

import { checkLabels } from '../core';
import { checkHierarchy, type ClassHierarchy, type HierarchyNode } from './class-hierarchy';

/**
 * The most specific node that two classes are both below. Its `information` says how near they are: Resnik's similarity, in bits.
 *
 * @param a - index of a class
 * @param b - index of a class; of `a` itself the answer is the class
 * @returns of nodes with the same information the last of the hierarchy, which is the lowest
 * @throws {@link LabelError} for an index that is none of a class; {@link OptionError}
 * @example
 * const hierarchy = metrics.classHierarchy(['cat', 'dog', 'car'], (id) =>
 *   id === 'all' ? [] : id === 'car' || id === 'pet' ? ['all'] : ['pet'],
 * );
 * metrics.commonAncestor(hierarchy, 0, 1).id // 'pet'
 * metrics.commonAncestor(hierarchy, 0, 2).information // 0
 * Source: [Resnik1995]
 */
export function commonAncestor(hierarchy: ClassHierarchy, a: number, b: number): HierarchyNode {
  checkHierarchy('commonAncestor', hierarchy);
  checkLabels('commonAncestor', [a, b], 2, hierarchy.classes.length);
  let [best] = hierarchy.nodes;
  for (const node of hierarchy.nodes) {
    if (node.information < best.information) continue;
    if (node.labels.includes(a) && node.labels.includes(b)) best = node;
  }
  return best;
}

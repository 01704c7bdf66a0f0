import { OptionError, log } from '../core';
import { checkFunction, describe } from '../core/checks';

/** A class, or a kind that classes are of. */
export interface HierarchyNode {
  readonly id: string;
  /** Ids of the nodes right above. */
  readonly parents: readonly string[];
  /** Ids of the nodes right below. */
  readonly children: readonly string[];
  /** Indices of the classes that are of this kind, each once, ascending; of a class its own. */
  readonly labels: Int32Array;
  /** −log₂ of the fraction of all classes that are below, in bits: 0 at the top. */
  readonly information: number;
}

/** K classes and all that is above them, up to a single top: a graph without cycles, not always a tree. */
export interface ClassHierarchy {
  /** Each after its parents; the top is the first. */
  readonly nodes: readonly HierarchyNode[];
  /** Ids of the K classes, in the order of their indices. */
  readonly classes: readonly string[];
}

/**
 * The hierarchy above some classes.
 *
 * @remarks
 * Information: Resnik's −log₂ p of meeting an instance of the node, all classes being equally frequent
 * Cost:        O(nodes · classes)
 * @param classes - their ids, in the order of the labels
 * @param parentsOf - the ids of the nodes right above that of an id; none above the top
 * @throws {@link OptionError} if ids are no text or come twice, if something is above itself, or if there are several tops
 * @example
 * const parents: Record<string, string[]> = { cat: ['pet', 'feline'], lion: ['feline'], pet: ['animal'], feline: ['animal'] };
 * const hierarchy = metrics.classHierarchy(['cat', 'lion'], (id) => parents[id] ?? []);
 * hierarchy.nodes.map(({ id }) => id) // ['animal', 'pet', 'feline', 'cat', 'lion']
 * hierarchy.nodes.map(({ information }) => information) // [0, 1, 0, 1, 1]
 * Source: [Resnik1995]
 */
export function classHierarchy(
  classes: readonly string[],
  parentsOf: (id: string) => readonly string[],
): ClassHierarchy {
  if (!isTexts(classes) || classes.length === 0 || new Set(classes).size < classes.length) {
    throw new OptionError(`classHierarchy: classes should be distinct ids, got ${describe(classes)}`);
  }
  checkFunction('classHierarchy', 'parentsOf', parentsOf);
  const parents = parentsAbove(classes, parentsOf);
  const children = new Map<string, string[]>([...parents.keys()].map((id) => [id, []]));
  for (const [id, above] of parents) for (const parent of above) children.get(parent)!.push(id);

  const below = new Map<string, Set<number>>([...parents.keys()].map((id) => [id, new Set()]));
  classes.forEach((id, label) => below.get(id)!.add(label));
  for (const [id, above] of [...parents].reverse()) {
    for (const parent of above) for (const label of below.get(id)!) below.get(parent)!.add(label);
  }
  const nodes = [...parents].map(([id, above]): HierarchyNode => {
    const own = Int32Array.from(below.get(id)!).sort();
    const information = log(classes.length / own.length) / Math.LN2;
    return { id, parents: above, children: children.get(id)!, labels: own, information };
  });
  return { nodes, classes: [...classes] };
}

/** The parents of all nodes, each node after its own. */
function parentsAbove(
  classes: readonly string[],
  parentsOf: (id: string) => readonly string[],
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const open = new Set<string>();
  const tops: string[] = [];
  const visit = (id: string): void => {
    if (found.has(id)) return;
    if (open.has(id)) throw new OptionError(`classHierarchy: '${id}' is above itself`);
    open.add(id);
    const above = parentsOf(id);
    if (!isTexts(above)) {
      throw new OptionError(
        `classHierarchy: parentsOf should return ids, got ${describe(above)} for '${id}'`,
      );
    }
    above.forEach(visit);
    if (above.length === 0) tops.push(id);
    found.set(id, [...above]);
  };
  classes.forEach(visit);
  if (tops.length === 1) return found;
  throw new OptionError(
    `classHierarchy: expected one node above all, got ${tops.length}: ${tops.slice(0, 3).join(', ')}`,
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}

/** Throws an {@link OptionError} unless it is a hierarchy. */
export function checkHierarchy(where: string, hierarchy: ClassHierarchy): void {
  if (Array.isArray(hierarchy?.nodes) && Array.isArray(hierarchy.classes)) return;
  throw new OptionError(
    `${where}: expected a hierarchy as metrics.classHierarchy makes it, got ${describe(hierarchy)}`,
  );
}

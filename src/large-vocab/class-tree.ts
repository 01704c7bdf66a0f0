import { OptionError } from '../core';
import { checkLabels } from '../core/labels';
import { describe } from '../core/checks';
import { isInt32 } from '../core/typed-array';

/** The two children of each node. */
export type Pairs = readonly (readonly [first: number, second: number])[];

/**
 * A binary tree whose leaves are the classes 0 … V − 1. Its V − 1 nodes have the numbers V … 2V − 2, so that one number
 * says which class or node is meant. All fields follow from `children`.
 */
export interface ClassTree {
  /** V */
  readonly classes: number;
  /** `[2(V − 1)]`: the first child of node V + i at 2i, the second at 2i + 1. */
  readonly children: Int32Array;
  /** `[2V − 1]`: the node above each class and node; −1 above the root. */
  readonly parents: Int32Array;
  /** `[V − 1]`: the nodes, each after the one above it: the root is the first. */
  readonly order: Int32Array;
  /** `[V]`: the number of nodes above each class. */
  readonly depths: Int32Array;
}

/**
 * A tree of classes that is given by the two children of each node.
 *
 * @remarks
 * Cost: O(V)
 * @param pairs - V − 1 pairs, in any order. Pair i is node V + i; its children are classes 0 … V − 1 or nodes V … 2V − 2.
 *   No pair at all is the tree of one class
 * @throws {@link OptionError} that names the class or node by which it is no tree: one that does not exist, is below two
 *   nodes or below none, a node with one child or three, a cycle
 * @example
 * const tree = largeVocab.classTree([[0, 1], [3, 2]]); // class 2 is right below the root, node 4
 * tree.depths // [2, 2, 1]
 */
export function classTree(pairs: Pairs): ClassTree {
  return treeOf('classTree', childrenOf('classTree', pairs));
}

/** A tree that an argument is, or is given by; what it says of itself beside `children` is not relied on. */
export function readTree(where: string, tree: ClassTree | Pairs): ClassTree {
  if (Array.isArray(tree)) return treeOf(where, childrenOf(where, tree as Pairs));
  const children = (tree as ClassTree | undefined)?.children;
  if (isInt32(children) && children.length % 2 === 0) return treeOf(where, children);
  throw new OptionError(
    `${where}: tree should be what huffmanTree or classTree made, or pairs like [[0, 1], [3, 2]]; got ${describe(tree)}`,
  );
}

/** A decision on the way to a class. */
export interface Decision {
  /** i of node V + i: the row of a hierarchical softmax's `weight`. */
  row: number;
  /** 0: on to the first child, 1: to the second. */
  bit: 0 | 1;
}

/**
 * The decisions that lead to a class, from the root on: its code word.
 *
 * @throws {@link LabelError} if there is no such class; {@link OptionError} for what is no tree
 * @example
 * largeVocab.pathTo(largeVocab.classTree([[0, 1], [3, 2]]), 1) // [{ row: 1, bit: 0 }, { row: 0, bit: 1 }]
 */
export function pathTo(tree: ClassTree, label: number): Decision[] {
  const known = readTree('pathTo', tree);
  checkLabels('pathTo', [label], 1, known.classes, NaN, 'label');
  const path: Decision[] = [];
  climb(known, label, (row, bit) => path.unshift({ row, bit }));
  return path;
}

/** Calls `visit` with the decisions that lead to a class, from the last one up to the root's. */
export function climb(
  { classes, children, parents }: ClassTree,
  label: number,
  visit: (row: number, bit: 0 | 1) => void,
): void {
  for (let id = label; parents[id] >= 0; id = parents[id]) {
    const row = parents[id] - classes;
    visit(row, children[2 * row + 1] === id ? 1 : 0);
  }
}

function childrenOf(where: string, pairs: Pairs): number[] {
  if (!Array.isArray(pairs)) {
    throw new OptionError(
      `${where}: there should be pairs of children, like [[0, 1], [3, 2]], got ${describe(pairs)}`,
    );
  }
  return Array.from(pairs as Pairs, (pair, i) => {
    if (Array.isArray(pair) && pair.length === 2) return pair as readonly number[];
    throw new OptionError(
      `${where}: pair ${i} should be the two children of a node, like [0, 1], got ${describe(pair)}`,
    );
  }).flat();
}

function treeOf(where: string, ids: ArrayLike<number>): ClassTree {
  const count = ids.length / 2;
  const classes = count + 1;
  const nameOf = (id: number): string => (id < classes ? `class ${id}` : `node ${id}`);
  const children = Int32Array.from(ids);
  const parents = new Int32Array(count + classes).fill(-1);
  for (let j = 0; j < ids.length; j++) {
    const [id, node] = [ids[j], classes + (j >> 1)];
    if (!(Number.isInteger(id) && id >= 0 && id < parents.length)) {
      throw new OptionError(
        `${where}: node ${node} has the child ${describe(id)}; ${count} pairs make a tree of the classes 0 … ${count} ` +
          `and the nodes ${classes} … ${parents.length - 1}`,
      );
    }
    if (parents[id] >= 0) {
      const places =
        parents[id] === node ? `twice below node ${node}` : `below the nodes ${parents[id]} and ${node}`;
      throw new OptionError(`${where}: ${nameOf(id)} is ${places}; it should be in one place`);
    }
    parents[id] = node;
  }

  const top = parents.indexOf(-1); // the only one: there are as many places as other ids
  if (top < classes && count > 0) throw new OptionError(`${where}: class ${top} is below no node`);
  const order = new Int32Array(count);
  const depths = new Int32Array(parents.length);
  let found = 0;
  if (count > 0) order[found++] = top;
  for (let i = 0; i < found; i++) {
    const first = 2 * (order[i] - classes);
    for (const id of [children[first], children[first + 1]]) {
      depths[id] = depths[order[i]] + 1;
      if (id >= classes) order[found++] = id;
    }
  }
  if (found < count)
    throw new OptionError(`${where}: node ${nodeOfCycle(parents, depths, top)} is above itself`);
  return { classes, children, parents, order, depths: depths.slice(0, classes) };
}

/** A node on a cycle: what is not below the top has one above it. */
function nodeOfCycle(parents: Int32Array, depths: Int32Array, top: number): number {
  let node = depths.findIndex((depth, id) => depth === 0 && id !== top);
  for (let i = 0; i < parents.length; i++) node = parents[node];
  return node;
}

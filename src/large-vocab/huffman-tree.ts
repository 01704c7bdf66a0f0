import type { TensorLike } from '../core';
import { classTree, readTree, type ClassTree, type Pairs } from './class-tree';
import { readCounts } from './counts';

/**
 * The tree of least expected depth for classes of these frequencies.
 *
 * @remarks
 * Formula:  joins the two rarest until one is left; the rarer of both becomes the first child, and the node made last, 2V − 2,
 *           is the root. Of equally rare ones a class goes before a node, and then the smaller number before the
 *           larger, which keeps the tree as low as may be; so the tree depends on the counts alone
 * Depth:    H ≤ expected depth < H + 1 with H the entropy of the frequencies in bits, see {@link expectedDepth}
 * Cost:     O(V log V)
 * @param counts - `[V]` finite numbers ≥ 0, in any unit
 * @throws {@link ShapeError} unless it is a row of one number or more; {@link OptionError} that names the first bad one
 * @example
 * largeVocab.huffmanTree([4, 1, 2, 1]).depths // [1, 3, 2, 3]
 *
 * Source: [Huffman1952]; in linear time after sorting, with two queues: [VanLeeuwen1976]
 */
export function huffmanTree(counts: TensorLike): ClassTree {
  const { counts: count } = readCounts('huffmanTree', counts);
  const classes = count.length;
  const rarest = Int32Array.from({ length: classes }, (_, k) => k).sort(
    (a, b) => count[a] - count[b] || a - b,
  );
  const sums = new Float64Array(classes - 1); // of the nodes, which are made in ascending order
  const pairs: [number, number][] = [];
  let [nextClass, nextNode] = [0, 0];
  const take = (): number => {
    const isClass =
      nextClass < classes && (nextNode === pairs.length || count[rarest[nextClass]] <= sums[nextNode]);
    return isClass ? rarest[nextClass++] : classes + nextNode++;
  };
  const countOf = (id: number): number => (id < classes ? count[id] : sums[id - classes]);
  while (pairs.length < classes - 1) {
    const pair: [number, number] = [take(), take()];
    sums[pairs.length] = countOf(pair[0]) + countOf(pair[1]);
    pairs.push(pair);
  }
  return classTree(pairs);
}

/**
 * The mean number of decisions to a class of these frequencies, in bits: to be compared with their entropy, which no tree
 * can go below.
 *
 * @remarks
 * Formula: Σₖ countₖ · depthₖ / Σₖ countₖ; NaN if all counts are 0
 * @param tree - what {@link huffmanTree} or `classTree` made
 * @param counts - `[V]` finite numbers ≥ 0, in any unit
 * @throws {@link ShapeError} unless there is a count a class; {@link OptionError}
 * @example
 * const counts = [4, 1, 2, 1];
 * largeVocab.expectedDepth(largeVocab.huffmanTree(counts), counts) // 1.75
 * math.entropy([0.5, 0.125, 0.25, 0.125]) / Math.LN2 // ≈ 1.75
 */
export function expectedDepth(tree: ClassTree | Pairs, counts: TensorLike): number {
  const { depths, classes } = readTree('expectedDepth', tree);
  const { counts: count, total } = readCounts('expectedDepth', counts, classes);
  let sum = 0;
  depths.forEach((depth, k) => (sum += count[k] * depth));
  return sum / total;
}

import type { Bits } from '../core/xoshiro';
import { huffmanTree, type ClassTree } from '../large-vocab';
import { climb } from '../large-vocab/class-tree';
import { int32Array } from './int32-array';
import { noise } from './noise';
import type { ReadOptions } from './options';

/** What words are told from: the targets of examples that predict them. */
export interface TargetSource {
  /** Rows of the output table. */
  readonly rows: number;
  readonly tree?: ClassTree;
  /** As the kernel takes them. */
  readonly targets: Int32Array;
  /** Before the first of at most `examples` examples. */
  readonly begin: () => void;
  /** Writes the range of the targets of an example that predicts the word to ranges[at] and ranges[at + 1]. */
  readonly add: (word: number, ranges: Int32Array, at: number) => void;
}

/** The word, and `negatives` draws of noise that are another word: some may be missing, as in word2vec. */
export function sampledTargets(options: ReadOptions, examples: number, bits: Bits): TargetSource {
  const { counts, negatives, power } = options;
  const draw = noise(counts, power, bits);
  const targets = int32Array(examples * (1 + negatives));
  let length = 0;
  return {
    rows: counts.length,
    targets,
    begin: () => (length = 0),
    add(word, ranges, at) {
      ranges[at] = length;
      targets[length++] = 2 * word + 1;
      for (let k = 0; k < negatives; k++) {
        const other = draw();
        if (other !== word) targets[length++] = 2 * other;
      }
      ranges[at + 1] = length;
    },
  };
}

/** The decisions that lead to the word in Huffman's tree, from the root: 1 where the way goes on to the second child. */
export function pathTargets({ counts }: ReadOptions): TargetSource {
  const tree = huffmanTree(Array.from(counts));
  const { classes, depths } = tree;
  const starts = new Int32Array(classes + 1);
  for (let k = 0; k < classes; k++) starts[k + 1] = starts[k] + depths[k];
  const targets = int32Array(starts[classes]);
  for (let k = 0; k < classes; k++) {
    let at = starts[k + 1];
    climb(tree, k, (row, bit) => (targets[--at] = 2 * row + bit));
  }
  return {
    rows: classes - 1,
    tree,
    targets,
    begin() {},
    add(word, ranges, at) {
      ranges[at] = starts[word];
      ranges[at + 1] = starts[word + 1];
    },
  };
}

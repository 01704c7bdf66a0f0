import { xoshiro128 } from '../core/xoshiro';
import { keepProbabilities } from '../text';
import type { Examples } from '../wasm';
import { int32Array } from './int32-array';
import type { ReadOptions } from './options';
import { pathTargets, sampledTargets, type TargetSource } from './targets';

/** Words of a text whose examples are drawn together. */
const BLOCK = 1024;

/** The examples of one model, epoch after epoch, block after block. */
export interface ExampleSource extends Pick<TargetSource, 'rows' | 'tree'> {
  /** The same object at every call, for the next words of the text; an epoch's last has `isLast`. */
  readonly next: () => { examples: Examples; isLast: boolean };
  /** The share of the epoch that has been drawn, and how many words it has. */
  readonly done: () => number;
  readonly length: () => number;
}

/**
 * Draws what word2vec trains on: frequent words are left out first; a word's context is then as many words on each side as a
 * number drawn from 1 … window says. Skip-gram makes an example of each word of the context, which predicts the word in the
 * middle; CBOW one of them all.
 */
export function exampleSource(text: Int32Array, options: ReadOptions): ExampleSource {
  const { counts, window, model, objective, threshold, rng } = options;
  const random = rng.split('examples');
  const bits = xoshiro128(Int32Array.from({ length: 4 }, () => random.integer(4294967296)));
  const most = BLOCK * (model === 'cbow' ? 1 : 2 * window);
  const source =
    objective === 'negative-sampling' ? sampledTargets(options, most, bits) : pathTargets(options);
  const keep = threshold === Infinity ? undefined : keepProbabilities(counts, threshold);

  const examples: Examples = {
    count: 0,
    inputStarts: int32Array(most + 1),
    inputRows: int32Array(BLOCK * 2 * window),
    targetRanges: int32Array(2 * most),
    targets: source.targets,
  };
  const { inputStarts, inputRows, targetRanges } = examples;
  const kept = new Int32Array(text.length);
  let length = 0;
  let position = 0;

  function thin(): void {
    length = 0;
    position = 0;
    for (const word of text) if (!keep || bits() < keep[word] * 4294967296) kept[length++] = word;
  }

  return {
    rows: source.rows,
    tree: source.tree,
    done: () => (length > 0 ? position / length : 1),
    length: () => length,
    next() {
      if (position === length) thin();
      source.begin();
      let [count, inputs] = [0, 0];
      inputStarts[0] = 0;
      const addExample = (word: number): void => {
        source.add(word, targetRanges, 2 * count);
        inputStarts[++count] = inputs;
      };
      const end = Math.min(length, position + BLOCK);
      for (; position < end; position++) {
        const word = kept[position];
        const reach = 1 + Math.floor((bits() / 4294967296) * window);
        const last = Math.min(length - 1, position + reach);
        for (let at = Math.max(0, position - reach); at <= last; at++) {
          if (at === position) continue;
          inputRows[inputs++] = kept[at];
          if (model === 'skip-gram') addExample(word);
        }
        if (model === 'cbow' && inputs > inputStarts[count]) addExample(word);
      }
      examples.count = count;
      return { examples, isLast: position === length };
    },
  };
}

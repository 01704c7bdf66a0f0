import { DomainError, MemoryError, OptionError, log } from '../core';
import { checkChoice, checkCount, checkNonNegative, checkOptions } from '../core/checks';
import { checkLabels, classIndices, type ClassIndices, type Labels } from '../core/labels';
import { contextTree, occurrences, type Level } from './context-tree';
import { additive, kneserNey, wittenBell, type Smoothed } from './smoothing';

export interface NgramModelOptions {
  /** How many tokens an n-gram has: the one that is predicted and `order − 1` before it. */
  order: number;
  /** How many tokens there are, V: indices are below. */
  classes: number;
  /**
   * What n-grams that do not occur get: by default `'kneserNey'`, interpolated and with three discounts; `'wittenBell'`; or a
   * number that is added to every count of the longest contexts, 0 for maximum likelihood.
   */
  smoothing?: Smoothing;
}

/** Probabilities of the next token, from counts. */
export interface NgramModel {
  readonly order: number;
  readonly classes: number;
  /**
   * `[V]` log-probabilities, in nats, of what follows a context, of which the last `order − 1` tokens count.
   * @throws {@link LabelError} that names the first index which is no token
   */
  readonly logProbabilities: (context: Labels) => Float64Array;
  /**
   * `[N]` log-probabilities, in nats, of each token of a text, given those before it.
   * @throws {@link LabelError} that names the first index which is no token
   */
  readonly score: (tokens: Labels) => Float64Array;
  /**
   * The model of this order or a lower one, which `ngramModel` would count in the same text: from the counts that are there, in a
   * fraction of the time.
   * @throws {@link OptionError} for an order that is higher, or none
   */
  readonly lowerOrder: (order: number) => NgramModel;
}

/**
 * A language model that counts: what followed the last `order − 1` tokens in a text, smoothed by what followed fewer of them.
 *
 * @remarks
 * Formula:    p(w|h) = (c(hw) − D)/d(h) + r(h)·p(w|h′), where h′ is h without its first token, down to p = 1/V; a context
 *             that does not occur takes p(w|h′).
 *             Kneser-Ney: D = D₁, D₂ or D₃ for counts 1, 2, 3 or more, Dₖ = k − (k+1)·Y·nₖ₊₁/nₖ with Y = n₁/(n₁ + 2n₂), nₖ being
 *             how many n-grams of this length occur k times; d = Σ c, and r is what the discounts leave. For all but the longest
 *             contexts c counts the different tokens that stand before hw. Where the counts give no D of (0, k], as in
 *             small texts, they are ½, 1 and 1½.
 *             Witten-Bell: D = 0, d = Σ c + T, r = T/d, where T different tokens follow h.
 *             A number α: D = 0, d = Σ c + αV, r = αV/d, and h′ is nothing: p(w|h′) = 1/V
 * Domain:     log p is finite, but for α = 0, which gives −∞ to what does not occur, and to all that follows a context which does not
 * Numerics:   float64; the probabilities sum to 1 within V roundings
 * Cost:       O(order·(N + V)) to count; a model has 8 bytes for each different n-gram of each length, and 28 for each
 *             context: for 4.5 million characters and order 7 two seconds and 50 MB. O(order·log V) to score a token
 * @param tokens - `[N]` class indices, one text; separate documents by a token of their own
 * @throws {@link DomainError} for an empty text; {@link LabelError} that names the first index which is no token;
 * {@link OptionError} for an order below 1 or an unknown smoothing; {@link MemoryError} if there is no room for the counts
 * @example
 * const { encode, decode, tokens } = text.vocabulary(text.characters('abracadabra'));
 * const model = text.ngramModel(encode(text.characters('abracadabra')), { order: 3, classes: tokens.length });
 * const next = model.logProbabilities(encode(['a', 'b']));
 * decode([next.indexOf(Math.max(...next))]) // ['r']
 * model.score(encode(['a', 'b', 'r'])).length // 3
 * model.lowerOrder(2).order // 2
 * Source: [KneserNey1995], as [ChenGoodman1999] have it; [WittenBell1991]; what discounts fall back on: [Heafield2013]
 */
export function ngramModel(tokens: Labels, options: NgramModelOptions): NgramModel {
  checkOptions('ngramModel', options, ['order', 'classes', 'smoothing']);
  const { order, classes, smoothing = 'kneserNey' } = options;
  checkCount('ngramModel', 'order', order, 1);
  checkCount('ngramModel', 'classes', classes, 1);
  if (typeof smoothing === 'number') checkNonNegative('ngramModel', 'smoothing', smoothing);
  else checkChoice('ngramModel', 'smoothing', smoothing, ['kneserNey', 'wittenBell']);
  const text = classIndices('ngramModel', tokens, 'tokens');
  if (text.length === 0) throw new DomainError('ngramModel: there are no tokens to count');
  checkLabels('ngramModel', text, text.length, classes, undefined, 'tokens');
  const counting = smoothing === 'kneserNey' ? 'continuations' : 'occurrences';
  return inMemory(`${text.length} tokens of ${classes} classes, order ${order}`, () => {
    const levels = contextTree(Int32Array.from(text), order, classes, counting);
    return modelOf(
      levels.map((level) => smooth(level, smoothing, classes)),
      smoothing,
      classes,
    );
  });
}

function modelOf(levels: readonly SmoothedLevel[], smoothing: Smoothing, classes: number): NgramModel {
  const order = levels.length;
  const start = smoothing === 0 ? 0 : 1 / classes;

  /** Calls `visit` for the contexts that count for what comes at `position`, the shortest first. */
  function walk(
    tokens: ClassIndices,
    position: number,
    visit: (level: SmoothedLevel, context: number) => void,
  ): void {
    const longest = Math.min(order - 1, position);
    let context = 0;
    for (let length = 0; length <= longest; length++) {
      if (length > 0) {
        const { children } = levels[length - 1];
        context = indexOf(
          levels[length].tokens,
          tokens[position - length],
          children[context],
          children[context + 1],
        );
        if (context < 0) return;
      }
      if (typeof smoothing !== 'number' || length === longest) visit(levels[length], context);
    }
  }

  return {
    order,
    classes,
    logProbabilities(context) {
      const given = classIndices('logProbabilities', context, 'context');
      checkLabels('logProbabilities', given, given.length, classes, undefined, 'context');
      const probabilities = new Float64Array(classes).fill(start);
      walk(given, given.length, ({ entries, next, counts, discounts, denominators, rest }, i) => {
        for (let k = 0; k < classes; k++) probabilities[k] *= rest[i];
        for (let e = entries[i]; e < entries[i + 1]; e++) {
          probabilities[next[e]] += (counts[e] - discounts[Math.min(counts[e], 3)]) / denominators[i];
        }
      });
      return probabilities.map(log);
    },
    score(tokens) {
      const given = classIndices('score', tokens, 'tokens');
      checkLabels('score', given, given.length, classes, undefined, 'tokens');
      return Float64Array.from(given, (token, position) => {
        let probability = start;
        walk(given, position, ({ entries, next, counts, discounts, denominators, rest }, i) => {
          const e = indexOf(next, token, entries[i], entries[i + 1]);
          probability *= rest[i];
          if (e >= 0) probability += (counts[e] - discounts[Math.min(counts[e], 3)]) / denominators[i];
        });
        return log(probability);
      });
    },
    lowerOrder(lower) {
      checkCount('lowerOrder', 'order', lower, 1);
      if (lower > order) {
        throw new OptionError(
          `lowerOrder: order should be at most ${order}, which was counted, got ${lower}`,
        );
      }
      const kept = levels.slice(0, lower);
      if (smoothing === 'kneserNey' && lower < order) {
        // The longest contexts count what occurs, all others continuations.
        kept[lower - 1] = inMemory(`lower order ${lower}`, () =>
          smooth(occurrences(levels, lower - 1, classes), smoothing, classes),
        );
      }
      return modelOf(kept, smoothing, classes);
    },
  };
}

type Smoothing = 'kneserNey' | 'wittenBell' | number;
type SmoothedLevel = Level & Smoothed;

function smooth(level: Level, smoothing: Smoothing, classes: number): SmoothedLevel {
  if (smoothing === 'kneserNey') return { ...level, ...kneserNey(level) };
  return {
    ...level,
    ...(smoothing === 'wittenBell' ? wittenBell(level) : additive(level, smoothing, classes)),
  };
}

function inMemory<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MemoryError(`ngramModel: out of memory: asked for the counts of ${what}`, { cause });
  }
}

/** Where a value stands in a part of an ascending array, or −1. */
function indexOf(values: Int32Array, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < to && values[low] === value ? low : -1;
}

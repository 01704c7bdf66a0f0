import { OptionError, type Rng } from '../core';
import { checkCount, checkRng, describe } from '../core/checks';

/**
 * A distribution q of classes to draw negatives from. The draws are independent, so that a class may come again: only
 * then are their probabilities known exactly. The same generator gives the same classes everywhere. A plain object: one of
 * your own has the same three members.
 */
export interface Sampler {
  readonly classes: number;
  /** That many classes, drawn with replacement. */
  sample(count: number, rng: Rng): Int32Array;
  /** ln q of a class, for a single draw; −∞ for one that is never drawn. */
  logProbability(label: number): number;
}

/** What the numbers of classes in an Int32Array can tell apart. */
const MOST_CLASSES = 2147483648;

/**
 * A sampler of what draws one class; `logOf` gets an integer of {0, …, classes − 1}.
 * @throws {@link OptionError} for more classes than 2³¹
 */
export function makeSampler(
  where: string,
  classes: number,
  draw: (rng: Rng) => number,
  logOf: (label: number) => number,
): Sampler {
  if (classes > MOST_CLASSES) {
    throw new OptionError(`${where}: classes should be at most 2³¹, got ${classes}`);
  }
  return {
    classes,
    sample(count, rng) {
      checkCount(`${where}.sample`, 'count', count, 0);
      checkRng(`${where}.sample`, rng ?? null);
      return Int32Array.from({ length: count }, () => draw(rng));
    },
    logProbability(label) {
      if (Number.isInteger(label) && label >= 0 && label < classes) return logOf(label);
      throw new OptionError(
        `${where}.logProbability: the class should be an integer of 0 … ${classes - 1}, got ${describe(label)}`,
      );
    },
  };
}

/** Throws an {@link OptionError} unless it is a sampler of so many classes. */
export function checkSampler(where: string, sampler: Sampler, classes: number): void {
  const { sample, logProbability } = (sampler ?? {}) as Partial<Sampler>;
  if (typeof sample !== 'function' || typeof logProbability !== 'function') {
    throw new OptionError(
      `${where}: sampler should be one, as largeVocab.uniformSampler(${classes}) is; got ${describe(sampler)}`,
    );
  }
  if (sampler.classes === classes) return;
  throw new OptionError(
    `${where}: the sampler is of ${describe(sampler.classes)} classes, but the weight has ${classes} rows`,
  );
}

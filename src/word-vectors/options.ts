import { DomainError, OptionError, type DType, type Labels, type Rng } from '../core';
import {
  checkChoice,
  checkCount,
  checkDType,
  checkFunction,
  checkNonNegative,
  checkOptions,
  checkPositive,
  checkRng,
  describe,
} from '../core/checks';
import { checkLabels, classIndices } from '../core/labels';
import { readCounts } from '../large-vocab/counts';
import type { EpochEvent } from './train';

export interface WordVectorOptions {
  /** `[V]` how often each word occurs, as those of a `text.vocabulary`. */
  counts: ArrayLike<number>;
  /** Draws the first vectors, and what every epoch leaves out, looks at and takes as noise. It is not advanced. */
  rng: Rng;
  /** D, by default 100. */
  dimensions?: number;
  /** The most words on each side that count as context, by default 5: each word's own is drawn from 1 … window. */
  window?: number;
  /** By default 5. */
  epochs?: number;
  /** Predicts a word from each word of its context, or from their mean: 'skip-gram' by default. */
  model?: 'skip-gram' | 'cbow';
  /** By default 'negative-sampling'; the other predicts on the nodes of `largeVocab.huffmanTree(counts)`. */
  objective?: 'negative-sampling' | 'hierarchical-softmax';
  /** Noise words for each prediction, by default 5; without any for a hierarchical softmax. */
  negatives?: number;
  /** Noise words are drawn by counts raised to it, by default 0.75. */
  power?: number;
  /** Of `text.keepProbabilities`, by which frequent words are left out, by default 1e-3; Infinity leaves out none. */
  threshold?: number;
  /** Falls evenly, by default from 0.025 … */
  learningRate?: number;
  /** … to 0.0001. */
  minimumLearningRate?: number;
  /** By default float32, which the kernels are for; float64 is the plain reference. */
  dtype?: DType;
  /** Called after every epoch. */
  onEpoch?: (event: EpochEvent) => void | Promise<void>;
  /** Called every some ten milliseconds with the share that is done, up to 1. */
  onProgress?: (done: number) => void;
}

/** The options with their defaults. */
export type ReadOptions = Required<Omit<WordVectorOptions, 'onEpoch' | 'onProgress'>> & WordVectorOptions;

const DEFAULTS = {
  dimensions: 100,
  window: 5,
  epochs: 5,
  model: 'skip-gram',
  objective: 'negative-sampling',
  negatives: 5,
  power: 0.75,
  threshold: 1e-3,
  learningRate: 0.025,
  minimumLearningRate: 0.0001,
  dtype: 'float32',
} as const;

const MODELS = ['skip-gram', 'cbow'];
const OBJECTIVES = ['negative-sampling', 'hierarchical-softmax'];

/** Throws before anything is trained when an option is unknown, missing or out of range. */
export function readOptions(where: string, options: WordVectorOptions): ReadOptions {
  checkOptions(where, options, ['counts', 'rng', ...Object.keys(DEFAULTS), 'onEpoch', 'onProgress']);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const read = { ...DEFAULTS, ...Object.fromEntries(given) } as ReadOptions;
  if (read.rng === undefined) throw new OptionError(`${where}: rng should be a generator made by rng(seed)`);
  checkRng(where, read.rng);
  if (read.counts === undefined) {
    throw new OptionError(`${where}: counts should be those of the vocabulary, got ${describe(read.counts)}`);
  }
  readCounts(where, read.counts as number[]);
  for (const name of ['dimensions', 'window', 'epochs', 'negatives'] as const) {
    checkCount(where, name, read[name], 1);
  }
  checkChoice(where, 'model', read.model, MODELS);
  checkChoice(where, 'objective', read.objective, OBJECTIVES);
  checkNonNegative(where, 'power', read.power);
  if (read.threshold !== Infinity) checkPositive(where, 'threshold', read.threshold);
  checkPositive(where, 'learningRate', read.learningRate);
  checkNonNegative(where, 'minimumLearningRate', read.minimumLearningRate);
  if (read.minimumLearningRate > read.learningRate) {
    throw new OptionError(
      `${where}: minimumLearningRate is ${read.minimumLearningRate}, above learningRate, ${read.learningRate}`,
    );
  }
  checkDType(where, read.dtype);
  for (const name of ['onEpoch', 'onProgress'] as const) {
    const callback: unknown = read[name];
    if (callback !== undefined) checkFunction(where, name, callback);
  }
  return read;
}

/** A text as class indices of `classes` words, checked. */
export function readText(where: string, indices: Labels, classes: number): Int32Array {
  const given = classIndices(where, indices, 'indices');
  checkLabels(where, given, given.length, classes, undefined, 'indices');
  if (given.length > 1) return Int32Array.from(given);
  throw new DomainError(`${where}: a text of two words or more is needed, got ${given.length}`);
}

import { DomainError, OptionError, zeros, type FloatArray, type Labels, type Tensor } from '../core';
import { describe } from '../core/checks';
import type { ClassTree } from '../large-vocab';
import { breather } from '../train/breather';
import { available, type LogisticSteps } from '../wasm';
import { trustedLogisticSteps } from '../wasm/logistic-steps';
import { exampleSource, type ExampleSource } from './examples';
import { readOptions, readText, type ReadOptions, type WordVectorOptions } from './options';
import { plainSteps } from './plain-steps';

export interface WordVectors {
  /** `[V, D]`: the vectors of the words as what others are predicted from; those that are compared. */
  readonly inputs: Tensor;
  /** `[V, D]`: as what is predicted; with a tree `[V − 1, D]`, of its nodes, as `weight` of `largeVocab.hierarchicalSoftmax`. */
  readonly outputs: Tensor;
  /** Of a hierarchical softmax. */
  readonly tree?: ClassTree;
  /** Mean loss of an example in each epoch, while it was trained, in nats. */
  readonly losses: readonly number[];
}

export interface EpochEvent {
  /** From 0. */
  epoch: number;
  epochs: number;
  loss: number;
  /** As they are now: they change in the next epoch. */
  vectors: WordVectors;
}

/**
 * Word vectors by word2vec: skip-gram or CBOW, by negative sampling or a hierarchical softmax, one example after another.
 *
 * @remarks
 * Formula:  x = vector of a word of the context (CBOW: their mean) predicts the word in the middle. With z = x·w, w the
 *           output vectors of the word and k noise words, or of the nodes above the word in Huffman's tree:
 *           ℓ = −Σ log σ(±z). Then w ← w − rate·∂ℓ/∂w, and each word of the context ← − rate·∂ℓ/∂x (CBOW: not divided by
 *           their number, as word2vec.c and gensim)
 * Start:    inputs uniform on ±1/(2D), outputs 0. The rate falls evenly with the words that are read
 * Units:    nats
 * Numerics: float32 by a kernel, without word2vec.c's table of σ and its limit of |z| < 6; float64 by plain loops. The same
 *           rng gives the same bits on every machine
 * Cost:     O(D·(1 + k)) or O(D·depth) an example; some 200 000 to 500 000 words a second and thread with 100 dimensions
 * The event loop runs every 50 ms or so.
 *
 * @param indices - `[N]` the text as class indices, words that are not in the vocabulary left out
 * @throws {@link OptionError}, {@link LabelError} for an index that is no word; {@link DomainError} for a text of less than two
 *   words, also after the frequent ones are left out, or when the loss is no longer finite
 * @example
 * const { encode, counts } = text.vocabulary(text.words('a rose is a rose is a rose'));
 * const indices = encode(text.words('a rose is a rose is a rose'));
 * const { inputs, losses: curve } = await wordVectors.train(indices, {
 *   counts, dimensions: 8, window: 2, negatives: 2, threshold: Infinity, epochs: 3, rng: rng(1),
 * });
 * inputs.shape // [3, 8]
 * curve[0] // ≈ 1.58
 *
 * Source: [Mikolov2013; MikolovSutskever2013]; cf. gensim.models.Word2Vec
 */
export async function train(indices: Labels, options: WordVectorOptions): Promise<WordVectors> {
  return (await trainAll('train', indices, [options]))[0];
}

/**
 * Several models at once on one text, each on a thread of its own and as `wordVectors.train` would by itself, bit for bit.
 *
 * @throws as `wordVectors.train`
 * @example
 * const { encode, counts } = text.vocabulary(text.words('a rose is a rose is a rose'));
 * const indices = encode(text.words('a rose is a rose is a rose'));
 * const common = { counts, dimensions: 8, threshold: Infinity, rng: rng(1) };
 * const [skipGram, cbow] = await wordVectors.trainTogether(indices, [common, { ...common, model: 'cbow' }]);
 * skipGram.inputs.shape // [3, 8]
 */
export async function trainTogether(
  indices: Labels,
  models: readonly WordVectorOptions[],
): Promise<WordVectors[]> {
  if (Array.isArray(models) && models.length > 0) return trainAll('trainTogether', indices, models);
  throw new OptionError(
    `trainTogether: models should be an array of options, one or more; got ${describe(models)}`,
  );
}

async function trainAll(
  where: string,
  indices: Labels,
  models: readonly WordVectorOptions[],
): Promise<WordVectors[]> {
  const runs = models.map((given) => {
    const options = readOptions(where, given);
    return startRun(where, options, readText(where, indices, options.counts.length));
  });
  const breathe = breather();
  let left = runs;
  while (left.length > 0) {
    const steps = left.map(({ next }) => next());
    const losses = descend(steps);
    for (const [i, run] of left.entries()) await run.finish(losses[i]);
    left = left.filter(({ isDone }) => !isDone());
    await breathe();
  }
  return runs.map(({ vectors }) => vectors);
}

/** The losses of all, after their steps: together those which the kernel takes. */
function descend(steps: readonly LogisticSteps<FloatArray>[]): number[] {
  const isForKernel = ({ inputs }: LogisticSteps<FloatArray>): boolean =>
    available() && inputs instanceof Float32Array;
  const together = trustedLogisticSteps(steps.filter(isForKernel) as LogisticSteps[]);
  return steps.map((step) => (isForKernel(step) ? (together.shift() as number) : plainSteps(step)));
}

/** A model in training. */
interface Run {
  readonly vectors: WordVectors;
  /** Its next steps. */
  readonly next: () => LogisticSteps<FloatArray>;
  /** To be called with their loss. */
  readonly finish: (loss: number) => Promise<void>;
  readonly isDone: () => boolean;
}

function startRun(where: string, options: ReadOptions, text: Int32Array): Run {
  const { dimensions, epochs, learningRate, minimumLearningRate } = options;
  const source = exampleSource(text, options);
  const losses: number[] = [];
  const vectors = { ...firstVectors(options, source), losses };
  let epoch = 0;
  let [sum, count] = [0, 0];
  let isLast = false;
  return {
    vectors,
    isDone: () => epoch === epochs,
    next() {
      const before = count === 0 ? 0 : source.done();
      const { examples, ...drawn } = source.next();
      isLast = drawn.isLast;
      count += examples.count;
      const rate = learningRate - ((epoch + before) / epochs) * (learningRate - minimumLearningRate);
      const [inputs, outputs] = [vectors.inputs.data, vectors.outputs.data];
      return { inputs, outputs, dimensions, examples, learningRate: rate };
    },
    async finish(loss) {
      sum += loss;
      if (!Number.isFinite(sum)) {
        throw new DomainError(`${where}: the loss is ${sum} in epoch ${epoch}; lower the learning rate`);
      }
      if (isLast && count === 0) {
        throw new DomainError(
          `${where}: threshold ${options.threshold} left ${source.length()} of ${text.length} words, and none has a ` +
            'context; raise it, or leave out no words (threshold: Infinity)',
        );
      }
      options.onProgress?.((epoch + source.done()) / epochs);
      if (!isLast) return;
      losses.push(sum / count);
      [sum, count] = [0, 0];
      epoch++;
      await options.onEpoch?.({ epoch: epoch - 1, epochs, loss: losses[epoch - 1], vectors });
    },
  };
}

function firstVectors({ counts, dimensions, dtype, rng }: ReadOptions, { rows, tree }: ExampleSource) {
  const limit = 0.5 / dimensions;
  const inputs = rng
    .split('vectors')
    .uniforms([counts.length, dimensions], { low: -limit, high: limit, dtype });
  return { inputs, outputs: zeros([rows, dimensions], { dtype }), ...(tree && { tree }) };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is measured: the tasks, their sizes, and how much work one call does. */
export interface Case {
  task: TaskName;
  /** What a participant is asked for; the numbers' meaning is the task's. */
  sizes: readonly number[];
  label: string;
  /** Units of work in one call, in the task's unit times seconds; nothing where the unit is a time. */
  work: number;
  /** Asks for the memory too; so many bytes of it are results, and do not count. */
  resultBytes?: number;
}

export interface Task {
  title: string;
  unit: 'Gelem/s' | 'GFLOP/s' | 'steps/s' | 'Mcalls/s' | 'kwords/s' | 'ms';
  /** What one call does, for the reader of the table. */
  note: string;
  cases: readonly Case[];
}

export type TaskName =
  | 'cross-entropy'
  | 'losses'
  | 'matmul'
  | 'softmax-regression'
  | 'cnn'
  | 'transformer'
  | 'squeezenet'
  | 'linear-cross-entropy'
  | 'large-vocabulary'
  | 'word-vectors'
  | 'kernel-call';

/** Which of its matrices a product takes transposed: neither, the second (NT), the first (TN). */
export const products = ['NN', 'NT', 'TN'] as const;

/**
 * What is called: loss and gradient, into an array that is reused where a participant can; the same as it is written most
 * often, the gradient a new array; the loss alone; with options, into an array again.
 */
export const crossEntropyCalls = [
  '',
  'plain call',
  'value alone',
  'smoothing and class weights',
  'probabilities',
  'soft cap',
  'probabilities, soft cap, smoothing and class weights',
] as const;

const crossEntropy = (
  rows: number,
  classes: number,
  call: (typeof crossEntropyCalls)[number] = '',
): Case => ({
  task: 'cross-entropy',
  sizes: [rows, classes, crossEntropyCalls.indexOf(call)],
  label: `${rows}×${classes}${call && `, ${call}`}`,
  work: (rows * classes) / 1e9,
});

const CROSS_ENTROPY_SIZES = [
  [256, 10],
  [32, 1000],
  [256, 1024],
  [64, 50272],
  [8192, 1024],
] as const;

/** What a loss is of: logits and a label of each row (and how many examples the classes have), cosines, or elements, each 0 or 1. */
type LossKind = 'labels' | 'counts' | 'cosines' | 'elements';

/** Kinds of losses by name, which Python reads too: each has its composition of PyTorch in `frameworks/torch_losses.py`. */
export const lossKinds = Object.entries(
  JSON.parse(readFileSync(join(__dirname, 'losses.json'), 'utf8')) as Record<string, LossKind>,
);

const lossCases = (...sizes: (readonly [rows: number, classes: number])[]): Case[] =>
  lossKinds.flatMap(([name], which) =>
    sizes.map(([rows, classes]) => ({
      task: 'losses' as const,
      sizes: [which, rows, classes],
      label: `${name} ${rows}×${classes}`,
      work: (rows * classes) / 1e9,
    })),
  );

/** `[m, k]` times `[k, n]`. */
const matmul = (what: string, kind: (typeof products)[number], m: number, k: number, n: number): Case => ({
  task: 'matmul',
  sizes: [m, k, n, products.indexOf(kind)],
  label: `${what} ${m}×${k}×${n} ${kind}`.trim(),
  work: (2 * m * k * n) / 1e9,
});

const linearCrossEntropy = (rows: number, inputs: number, classes: number): Case => ({
  task: 'linear-cross-entropy',
  sizes: [rows, inputs, classes],
  label: `${rows}×${inputs} → ${classes}`,
  work: 1,
  resultBytes: 4 * inputs * (rows + classes),
});

/** Last layers of a language model with their loss. */
export const outputs = [
  'full softmax',
  'sampled softmax',
  'NCE',
  'adaptive softmax',
  'Huffman tree',
] as const;

const largeVocabulary = (kind: (typeof outputs)[number], rows: number, classes: number): Case => ({
  task: 'large-vocabulary',
  sizes: [rows, 64, classes, outputs.indexOf(kind)],
  label: kind,
  work: 1,
});

/** Which models are trained: skip-gram with either objective, CBOW, the two skip-grams at once. */
const MODELS = ['negative sampling', 'hierarchical softmax', 'CBOW', 'both at once'] as const;

const wordVectors = (models: (typeof MODELS)[number], words: number): Case => ({
  task: 'word-vectors',
  sizes: [MODELS.indexOf(models), words],
  label: models,
  work: (words * (models === 'both at once' ? 2 : 1)) / 1000,
});

export const tasks: Record<TaskName, Task> = {
  'cross-entropy': {
    title: 'Cross-entropy, forward and backward',
    unit: 'Gelem/s',
    note:
      'Mean loss and gradient of float32 logits for class indices. Ours and NumPy write the gradient into an array that is ' +
      'reused; in the plain call it is a new one, as the others’ always is. The value alone is the loss without a gradient. ' +
      'The options’ rows reuse the array again.',
    cases: [
      ...(['', 'plain call', 'value alone'] as const).flatMap((call) =>
        CROSS_ENTROPY_SIZES.map(([rows, classes]) => crossEntropy(rows, classes, call)),
      ),
      ...crossEntropyCalls.slice(3).map((call) => crossEntropy(256, 1024, call)),
    ],
  },
  losses: {
    title: 'Other losses, forward and backward',
    unit: 'Gelem/s',
    note:
      'Mean loss and gradient of float32 logits with the default options; PyTorch’s are compositions of `F.log_softmax`, ' +
      '`F.one_hot` and the like, as they are written (`frameworks/torch_losses.py`). The cross-entropy for comparison.',
    cases: lossCases([256, 1024], [256, 10]),
  },
  matmul: {
    title: 'Matrix product',
    unit: 'GFLOP/s',
    note: 'm×k×n in float32; NT and TN take the second or the first matrix transposed.',
    cases: [
      matmul('', 'NN', 1024, 1024, 1024),
      matmul('hidden layer', 'NN', 100, 784, 128),
      matmul('its weight gradient', 'TN', 784, 100, 128),
      matmul('convolution', 'NN', 8192, 288, 64),
      matmul('its weight gradient', 'TN', 288, 8192, 64),
      matmul('vocabulary', 'NT', 512, 256, 50272),
    ],
  },
  'softmax-regression': {
    title: 'Softmax regression 784→10, a step on 100 rows',
    unit: 'steps/s',
    note: 'Linear layer with bias, mean cross-entropy, gradients, plain gradient descent.',
    cases: [{ task: 'softmax-regression', sizes: [100, 784, 10], label: '784→10', work: 1 }],
  },
  cnn: {
    title: 'Convolutional network, a training step',
    unit: 'steps/s',
    note:
      'The network of notebook 15: 3×3 convolutions 3→16→32→64→128, each with batch normalisation, a 2×2 maximum (the ' +
      'last without) and ReLU, the maximum over what is left, dense 128→10, cross-entropy; 128 images of 32×32×3, Nesterov ' +
      'momentum. tfjs takes no part: no gradient of a convolution on WebAssembly, minutes a step on its `cpu`.',
    cases: [{ task: 'cnn', sizes: [128, 32], label: '128 images', work: 1 }],
  },
  transformer: {
    title: 'Transformer, a training step',
    unit: 'steps/s',
    note:
      'The language model of notebook 19: 64 sequences of 64 characters of 79, vectors of 64 numbers, two blocks of layer ' +
      'normalisation, causal attention with 4 heads, 64→256→64 with GELU, residual; cross-entropy, AdamW.',
    cases: [{ task: 'transformer', sizes: [64, 64, 64], label: '64×64 characters', work: 1 }],
  },
  squeezenet: {
    title: 'SqueezeNet 1.1, the logits of one photograph',
    unit: 'ms',
    note: 'Forward of one image of 227×227×3 (353 million multiply-adds), random weights.',
    cases: [{ task: 'squeezenet', sizes: [1, 227], label: 'one image', work: 0 }],
  },
  'linear-cross-entropy': {
    title: 'Linear layer and cross-entropy',
    unit: 'steps/s',
    note: 'Loss and both gradients. Memory: the peak of the process beyond inputs and gradients.',
    cases: [linearCrossEntropy(512, 256, 50272), linearCrossEntropy(64, 64, 1e6)],
  },
  'large-vocabulary': {
    title: 'Last layer of 10,000 words, a step on 512 vectors of 64 numbers',
    unit: 'steps/s',
    note:
      'Loss, gradients and plain gradient descent; labels by Zipf’s law. Sampled softmax and NCE share 200 negatives of the ' +
      'log-uniform distribution, drawn anew each step; the adaptive softmax has the cutoffs 500 and 2,500 and halves its ' +
      'inputs. TensorFlow’s sampled losses run without XLA, which has no candidate samplers.',
    cases: outputs.map((kind) => largeVocabulary(kind, 512, 10000)),
  },
  'word-vectors': {
    title: 'Word vectors, an epoch',
    unit: 'kwords/s',
    note:
      'word2vec: 100 dimensions, window 5, 5 negatives, words of more than a thousandth of the text thinned out; 500,000 ' +
      'words of 14,000, by Zipf. Skip-gram, but for CBOW. Here a model is trained by one thread, always to the same bits, ' +
      "and two models by two; gensim's threads share a model and overwrite each other's steps.",
    cases: MODELS.map((models) => wordVectors(models, 500_000)),
  },
  'kernel-call': {
    title: 'A call of a kernel',
    unit: 'Mcalls/s',
    note: 'Doubling one number: what a call costs, of native kernels and of WebAssembly.',
    cases: [{ task: 'kernel-call', sizes: [1], label: 'one number', work: 1e-6 }],
  },
};

export const taskNames = Object.keys(tasks) as TaskName[];

/** One tiny size a task, to see that everything runs (and that threads are started). */
export function quickCases(name: TaskName): readonly Case[] {
  if (name === 'cross-entropy') return crossEntropyCalls.map((call) => crossEntropy(8, 16, call));
  if (name === 'losses') return lossCases([8, 16]);
  if (name === 'matmul') return [matmul('', 'NN', 32, 32, 32)];
  if (name === 'softmax-regression') return tasks[name].cases;
  if (name === 'cnn') return [{ ...tasks.cnn.cases[0], sizes: [2, 32], label: '2 images' }];
  if (name === 'transformer') return [{ ...tasks.transformer.cases[0], sizes: [2, 8, 16] }];
  if (name === 'squeezenet') return [{ ...tasks[name].cases[0], sizes: [1, 32] }];
  if (name === 'kernel-call') return tasks[name].cases;
  if (name === 'large-vocabulary') return outputs.map((kind) => largeVocabulary(kind, 8, 4000));
  if (name === 'word-vectors') return MODELS.map((models) => wordVectors(models, 5000));
  return [linearCrossEntropy(64, 16, 1000)];
}

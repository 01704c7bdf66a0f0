import {
  figures,
  largeVocab,
  losses,
  math,
  rng,
  table,
  tensor,
  text,
  torch,
  wasm,
  zeros,
} from '../../../src';
import type { Dead } from '../../support/dead-tensors';
import { halves } from './support';

/** The same numbers as an array that somebody took in time, or as a part of it. */
export const ARRAYS: Record<string, (dead: Dead) => unknown> = {
  'tensor of its array': ({ array }) => tensor(array),
  'tensor of a part of it': ({ array }) => tensor(array.subarray(1)),
  'tensor of its array as float64': ({ array }) => tensor(array, { dtype: 'float64' }),
  'a tensor written by hand': ({ array, late }) =>
    math.softmax({ data: array, shape: late.shape, dtype: 'float32' }),
  'a tensor written by hand, out': ({ array, late, living }) =>
    losses.meanSquaredError.withGradient(halves(living), halves(living), {
      out: { data: array, shape: late.shape, dtype: 'float32' },
    }),
  'torch.tensor of its array': ({ array }) => torch.tensor(array),
  'losses, sampleWeight': ({ array }) =>
    losses.softmaxCrossEntropy(zeros([array.length, 2]), new Int32Array(array.length), {
      sampleWeight: array,
    }),
  'wasm.scale': ({ array, living }) => wasm.scale(living.data as Float32Array, 2, array),
  'wasm.keep of a part of its array': ({ array }) => wasm.keep(array.subarray(1)),
  'figures.histogram of its array': ({ array }) =>
    figures.histogram({ series: [{ name: 'x', values: array }], title: 't', caption: 'c', id: 'i' }),
  'table of its array': ({ array }) => table({ x: array }),
  'rng.choice, weights': ({ array }) => rng(1).choice(array.length, { weights: array }),
  'text.keepProbabilities of its array': ({ array }) => text.keepProbabilities(array, 0.1),
  'text.subsample, counts in an array': ({ array }) => text.subsample([0], { counts: array, rng: rng(1) }),
  'largeVocab.unigramSampler of its array': ({ array }) => largeVocab.unigramSampler(array),
  'largeVocab.huffmanTree of its array': ({ array }) => largeVocab.huffmanTree(array),
};

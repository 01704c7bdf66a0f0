import * as lab from '../../src';
import { dead, useOf } from '../support/dead-tensors';
import type { Fault } from './fault';
import { ARRAYS } from './lifetimes/arrays';
import { DATASETS } from './lifetimes/datasets';
import { LARGE_VOCAB } from './lifetimes/large-vocab';
import { LAYERS } from './lifetimes/layers';
import { LOSSES } from './lifetimes/losses';
import { MATH } from './lifetimes/math';
import { METRICS } from './lifetimes/metrics';
import { OPTIM } from './lifetimes/optim';
import { OTHERS } from './lifetimes/others';
import { RANKINGS } from './lifetimes/rankings';
import { MATRIX, type Uses } from './lifetimes/support';
import { TEXT } from './lifetimes/text';
import { TRAIN } from './lifetimes/train';
import { WORD_VECTORS } from './lifetimes/word-vectors';

const { losses, tensor, wasm, zeros } = lab;

/** A use of a dead tensor by each function that takes one. */
const USES: Uses = {
  ...LOSSES,
  ...LARGE_VOCAB,
  ...MATH,
  ...METRICS,
  ...RANKINGS,
  ...LAYERS,
  ...OPTIM,
  ...TRAIN,
  ...TEXT,
  ...DATASETS,
  ...OTHERS,
  ...WORD_VECTORS,
};

export const faults: Fault[] = [
  ...Object.entries(USES).map(([name, use]): Fault => {
    const [call, shapes] = Array.isArray(use) ? use : [use, MATRIX];
    return {
      fault: `after its scope: ${name}`,
      inject: () => useOf(({ late, living }) => call(late, living), shapes),
      expected: shapes.map(() => 'refused').join(', '),
    };
  }),
  ...Object.entries(ARRAYS).map(([name, use]): Fault => ({
    fault: `after its scope: ${name}`,
    inject: () => useOf(use, MATRIX),
    expected: 'refused, refused',
  })),
  {
    fault: 'a frozen tensor after its scope',
    inject: () => {
      let late: lab.Tensor = tensor([0]);
      wasm.scope(() => (late = Object.freeze(zeros([4], { dtype: 'float32' }))) && 0);
      return losses.meanSquaredError(late, dead([4]).living);
    },
    expected: /^DomainError: .*a tensor of 4 numbers was used after its scope had ended/,
  },
  {
    fault: 'a function that takes a tensor and is not in this list',
    inject: () => {
      const takesNone =
        /^(?:losses\.(?:ALL_LOSSES|defineLoss)|largeVocab\.(?:classTree|pathTo|uniformSampler|logUniformSampler)|math\.(?:cos|exp|expm1|log|log1p|pow|sin|tanh|complex)|metrics\.(?:bits|bootstrap|classHierarchy|commonAncestor|studentQuantile)|nn\.(?:initializers|stateOf|squeezenetLayers)|train\.saveFile|optim\.(?:gradientDescent|lbfgs|newton|cosineSchedule|oneCycleSchedule|stepSchedule)|text\.(?:bytePairEncoding|characters|decodeUtf8|parseCsv|words))$/;
      const listed = Object.keys(USES).map((name) => name.split(/[ ,]/)[0]);
      return ['losses', 'largeVocab', 'math', 'metrics', 'nn', 'optim', 'train', 'text', 'wordVectors']
        .flatMap((area) => Object.keys(lab[area as 'nn']).map((name) => `${area}.${name}`))
        .filter((name) => !takesNone.test(name) && !listed.includes(name))
        .filter((name) => !losses.ALL_LOSSES.has(name.replace('losses.', ''))) // tested by their contract
        .map((name) => `add uses of ${name} to a list in test/faults/lifetimes/`)
        .join(', ');
    },
    expected: '',
  },
];

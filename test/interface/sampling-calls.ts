import { largeVocab, rng, tensor, type Tensor } from '../../src';
import { matrix as x, type Call } from './call';
import { labels, weight } from './large-vocab-calls';

const bias = (): Tensor => tensor([1, 2, 3]);
const sampler = () => largeVocab.uniformSampler(3);
const draws = () => ({ sampler: sampler(), samples: 2, rng: rng(1) });

/** A loss and its gradients. */
function both(name: string, args: () => unknown[]): Record<string, () => unknown[]> {
  return { [`largeVocab.${name}`]: args, [`largeVocab.${name}.withGradient`]: args };
}

/** Arguments by path. */
export const SAMPLING: Record<string, () => unknown[]> = {
  ...both('sampledSoftmax', () => [x(), weight(), labels(), { bias: bias(), ...draws() }]),
  ...both('noiseContrastive', () => [x(), weight(), labels(), { bias: bias(), ...draws() }]),
  ...both('negativeSampling', () => [x(), weight(), labels(), { bias: bias(), ...draws() }]),
  ...both('inBatchSoftmax', () => [
    x(),
    tensor(x().data.slice().reverse(), { shape: [2, 3] }),
    { logQ: tensor([-1, -2]), ids: [0, 1] },
  ]),
  'largeVocab.uniformSampler': () => [3],
  'largeVocab.logUniformSampler': () => [3],
  'largeVocab.unigramSampler': () => [tensor([1, 2, 4]), { power: 0.5 }],
  'largeVocab.mergeShards': () => [[largeVocab.shardPart(x(), labels(), { first: 0 })]],
  'largeVocab.shardPart': () => [x(), labels(), { first: 1 }],
};

export const SAMPLER_METHODS: Call[] = (['sample', 'logProbability'] as const).map((method) => ({
  name: `largeVocab.uniformSampler > ${method}`,
  run: (...given: unknown[]) => (sampler()[method] as Call['run'])(...given),
  args: () => (method === 'sample' ? [2, rng(1)] : [1]),
}));

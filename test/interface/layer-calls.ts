import { nn, rng, tensor, type Tensor } from '../../src';
import { matrix, type Call } from './call';

const image = (): Tensor =>
  tensor([
    [
      [[1], [2]],
      [[3], [-4]],
    ],
  ]);
const sequences = (): Tensor =>
  tensor([
    [
      [1, -2],
      [0.5, 3],
      [-1, 0.25],
    ],
  ]);

const LAYERS: [name: string, args: () => unknown[], x: () => Tensor][] = [
  ['linear', () => [3, 2, { rng: rng(1) }], matrix],
  ['conv2d', () => [1, 2, { kernelSize: 1, rng: rng(1) }], image],
  ['embedding', () => [4, 2, { rng: rng(1) }], () => tensor([3, 0])],
  ['maxPool2d', () => [{ kernelSize: 2 }], image],
  ['avgPool2d', () => [{ kernelSize: 2 }], image],
  ['flatten', () => [], image],
  ['dropout', () => [0.5], matrix],
  ['relu', () => [], matrix],
  ['tanh', () => [], matrix],
  ['softmax', () => [], matrix],
  ['logSoftmax', () => [], matrix],
  ['sequential', () => [nn.linear(3, 3, { rng: rng(1) }), nn.relu()], matrix],
  ['concat', () => [nn.relu(), nn.tanh()], matrix],
  ['batchNorm', () => [3], matrix],
  ['globalAvgPool2d', () => [], image],
  ['globalMaxPool2d', () => [], image],
  ['gelu', () => [], matrix],
  ['layerNorm', () => [3], matrix],
  ['residual', () => [nn.linear(3, 3, { rng: rng(1) }), nn.tanh()], matrix],
  ['causalSelfAttention', () => [2, { heads: 2, rng: rng(1) }], sequences],
  ['positionEmbedding', () => [4, 2, { rng: rng(1) }], sequences],
  ['tied', () => [nn.embedding(4, 2, { rng: rng(1) }), nn.tanh()], () => tensor([3, 0])],
];

/** A layer's making, its forward and its backward pass. */
function callsOfLayer([name, args, x]: (typeof LAYERS)[number]): Call[] {
  const make = (nn as unknown as Record<string, (...args: unknown[]) => nn.Layer>)[name];
  const backward = (): unknown[] => {
    const [output, cache] = make(...args()).forward(x(), { training: true, rng: rng(1) });
    return [cache, output];
  };
  const path = `nn.${name}`;
  return [
    { name: path, run: make, args },
    {
      name: `${path} > forward`,
      run: (...given) => make(...args()).forward(...(given as [Tensor])),
      args: () => [x(), { training: true, rng: rng(1) }],
    },
    {
      name: `${path} > backward`,
      run: (...given) => make(...args()).backward(...(given as [unknown, Tensor])),
      args: backward,
    },
  ];
}

export const LAYER_CALLS: readonly Call[] = LAYERS.flatMap(callsOfLayer);

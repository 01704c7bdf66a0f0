import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as lab from '../../src';
import { losses, math, nn, optim, rng, tensor, torch, zeros } from '../../src';
import type { Call } from './call';
import { CALLS } from './calls';

const WRONG: readonly [name: string, value: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['2', 2],
  ["'x'", 'x'],
  ['{}', {}],
  ['[]', []],
  ['a function', () => 1],
];

/** Ours, by name. */
const ERRORS = Object.keys(lab).filter((name) => name.endsWith('Error'));

/** What a message may name in place of the function: what that calls, where the argument is meant for it. */
const NAMED_TOO: Readonly<Record<string, string>> = {
  'nn.parameterGradients': 'linear',
  'nn.residual > forward': 'linear',
  'nn.residual > backward': 'tanh',
  'nn.sequential > forward': 'linear',
  'nn.sequential > backward': 'relu',
  'train.softmaxRegression': 'newton',
  'torch.nn.CrossEntropyLoss > call': 'softmaxCrossEntropy',
};

/** `linear` of `'nn.linear > forward'`, `hinge` of `'losses.hinge.withGradient'`, `normals` of `'rng > normals'`. */
function wordsOf({ name }: Call): string[] {
  const words = name
    .split(/ > |\./)
    .filter((word) => !/^(?:forward|backward|withGradient|call|step)$/.test(word));
  return [words[words.length - 1], ...(name in NAMED_TOO ? [NAMED_TOO[name]] : [])];
}

async function complaintOf(call: Call, args: readonly unknown[]): Promise<string | undefined> {
  try {
    await call.run(...args);
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    const isNamed = new RegExp(`(?:^|\\W)(?:${wordsOf(call).join('|')})\\b`, 'i').test(message);
    return ERRORS.includes(name) && isNamed ? undefined : `${name}: ${message}`;
  }
}

describe('a wrong argument', () => {
  for (const call of CALLS) {
    it(`of ${call.name} works or is refused by name, in each place`, async () => {
      await call.run(...call.args());
      for (let place = 0; place < Math.max(1, call.args().length); place++) {
        for (const [name, value] of WRONG) {
          const args = call.args();
          args[place] = value;
          assert.equal(await complaintOf(call, args), undefined, `${name} in place ${place}`);
        }
      }
    });
  }

  it('is looked for in every function of these namespaces', () => {
    const listed = CALLS.map(({ name }) => name);
    const elsewhere = /^(?:losses\.ALL_LOSSES|train\.saveFile|.*Error$|[^.]+$)/;
    const paths = [
      'math',
      'losses',
      'largeVocab',
      'nn',
      'optim',
      'metrics',
      'train',
      'torch',
      'text',
      'wordVectors',
      'recommenders',
    ].flatMap((area) => functionsOf(area, (lab as unknown as Record<string, object>)[area]));
    const missing = paths.filter((path) => !elsewhere.test(path) && !listed.includes(path)).join(', ');
    assert.equal(
      missing,
      '',
      `${missing}: no call to try; add '…': () => [arguments] to test/interface/calls.ts`,
    );
  });
});

function functionsOf(path: string, area: object): string[] {
  return Object.entries(area).flatMap(([name, value]): string[] => {
    if (typeof value === 'function') return [`${path}.${name}`];
    return typeof value === 'object' && !(value instanceof Map)
      ? functionsOf(`${path}.${name}`, value as object)
      : [];
  });
}

describe('what stands where options go', () => {
  const meant: [name: string, call: () => unknown, example: RegExp][] = [
    [
      'tensor',
      () => tensor([1, 2], [2] as never),
      /tensor: options .* like { shape: \[2\] }, got an array of 1/,
    ],
    ['tensor, a dtype', () => tensor([1, 2], 'float32' as never), /like { dtype: 'float32' }, got 'float32'/],
    [
      'zeros',
      () => zeros([2], 'float32' as never),
      /zeros: options .* like { dtype: 'float32' }, got 'float32'/,
    ],
    ['oneHot', () => lab.datasets.oneHot([0], 3, 'float32' as never), /oneHot: .* { dtype: 'float32' }/],
    [
      'linear',
      () => nn.linear(4, 3, rng(1) as never),
      /linear: options .* like { rng: rng\(…\) }, got Object/,
    ],
    ['Linear', () => torch.nn.Linear(4, 3, false as never), /Linear: options .* like { bias: false }/],
    ['sgd', () => optim.sgd(0.1 as never), /sgd: options .* like { learningRate: 0.1 }, got 0.1/],
    ['softmax', () => math.softmax([1, 2], 2 as never), /softmax: options .* like { temperature: 2 }, got 2/],
    ['a loss', () => losses.hinge([1], [1], 'none' as never), /hinge: options .* like { reduction: 'none' }/],
    [
      'forward',
      () => nn.dropout().forward([1], true as never),
      /forward: options .* like { training: true }/,
    ],
  ];
  for (const [name, call, message] of meant) {
    it(`says how it is spelt: ${name}`, () => assert.throws(call, { name: 'OptionError', message }));
  }
});

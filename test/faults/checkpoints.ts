import { rng } from '../../src/core';
import * as nn from '../../src/nn';
import * as optim from '../../src/optim';
import { saveModel, type FitOptions } from '../../src/train';
import { craft, craftData, craftText, withHeader, type Header } from '../support/craft-safetensors';
import { checkpointOf, resuming } from '../support/resuming';
import { clouds, setUp } from '../support/training-set-up';
import type { Fault } from './fault';

const good = checkpointOf();

function bytes(fault: string, change: (file: Uint8Array) => unknown, expected: RegExp): Fault {
  return {
    fault: `fit({ resume }) with ${fault}`,
    inject: async () => resuming(change(await good)),
    expected,
  };
}

function header(fault: string, change: (header: Header) => void, expected: RegExp): Fault {
  return bytes(`a header that has ${fault}`, (file) => craft(file, change), expected);
}

function metadata(name: string, value: string | undefined, expected: RegExp): Fault {
  return header(
    value === undefined ? `no ${name}` : `${name} '${value}'`,
    ({ __metadata__: texts }) => {
      if (value === undefined) delete texts[name];
      else texts[name] = value;
    },
    expected,
  );
}

function other(fault: string, taken: Partial<FitOptions>, now: Partial<FitOptions>, expected: RegExp): Fault {
  return {
    fault: `fit({ resume }) with the checkpoint of ${fault}`,
    inject: async () => resuming(await checkpointOf(taken), now),
    expected,
  };
}

const WEIGHT = 'parameters.0.weight';
const noFile = (what: string) =>
  new RegExp(`^OptionError: fit: resume: these \\d+ bytes are no whole safetensors file: ${what}`);

const damaged: Fault[] = [
  bytes('null', () => null, /^OptionError: .*got null/),
  bytes(
    'the JSON object that a checkpoint once was',
    () => ({ format: 'softmax-lab-checkpoint-1' }),
    /got Object/,
  ),
  bytes('text', () => '{}', /^OptionError: .*got '{}'/),
  bytes('no bytes', () => new Uint8Array(), noFile('they end before')),
  bytes('seven bytes', (file) => file.subarray(0, 7), noFile('they end before')),
  bytes('half of the header', (file) => file.subarray(0, 100), noFile('the header should have')),
  bytes(
    'a header of 10 GB',
    (file) => withHeader(file.subarray(8), new Uint8Array(), 10_000_000_000n),
    noFile('the header should have 10000000000'),
  ),
  bytes(
    'a header of 2⁶⁴ − 1 bytes',
    (file) => withHeader(file.subarray(8), new Uint8Array(), 2n ** 64n - 1n),
    noFile('the header should have'),
  ),
  bytes(
    'a header of no bytes',
    (file) => withHeader(new Uint8Array(), file.subarray(8)),
    noFile('the header is no JSON'),
  ),
  bytes(
    'a header that is no JSON',
    (file) => craftText(file, (text) => text.replace('}', '')),
    noFile('the header is no JSON'),
  ),
  bytes(
    'a header that is an array',
    (file) => craftText(file, (text) => `[${text}]`),
    noFile('the header should be a JSON object'),
  ),
  bytes(
    'a header that is no UTF-8',
    (file) => craft(file, () => 0).fill(0xff, 40, 42),
    noFile('the header is no JSON'),
  ),
  bytes('the last byte cut off', (file) => file.subarray(0, -1), noFile("'")),
  bytes('a byte after the end', (file) => Uint8Array.from([...file, 0]), noFile('the tensors end at')),
  {
    fault: 'fit({ resume }) with one bit flipped, in each byte of the file in turn',
    async inject() {
      const file = await good;
      for (let i = 0; i < file.length; i++) {
        const flipped = file.slice();
        flipped[i] ^= 1 << (i % 8);
        const seen = await resuming(flipped);
        if (!seen.startsWith('OptionError: fit: resume')) return `byte ${i}: ${seen}`;
      }
      return 'each refused';
    },
    expected: 'each refused',
  },
  bytes(
    'a tensor named twice',
    (file) => craftText(file, (text) => text.replace(/,"parameters.0.bias":{.*?}/, '$&$&')),
    noFile('the header has a name twice'),
  ),
  bytes(
    'metadata named twice',
    (file) => craftText(file, (text) => text.replace(/,"epochs":"2"/, '$&$&')),
    noFile('the header has a name twice'),
  ),
  header(
    'metadata that are a number',
    ({ __metadata__: texts }) => (texts.epochs = 1),
    noFile("'epochs' of the metadata should be a string"),
  ),
  header(
    'metadata that are a list',
    (all) => (all.__metadata__ = [] as never),
    noFile("'__metadata__' of the header should be an object"),
  ),
  header(
    'null for a tensor',
    (all) => (all[WEIGHT] = null as never),
    noFile("'parameters.0.weight' of the header should be"),
  ),
  header(
    "a tensor '__proto__'",
    (all) =>
      Object.defineProperty(all, '__proto__', {
        enumerable: true,
        value: { dtype: 'F64', shape: [0], data_offsets: [0, 0] },
      }),
    /not expected: '__proto__'/,
  ),
  ...(
    [
      ['overlapping offsets', { data_offsets: [8, 88] }, "'"],
      ['offsets beyond the file', { data_offsets: [1e15, 1e15 + 80] }, "'parameters.0.weight' of shape"],
      ['negative offsets', { data_offsets: [-80, 0] }, "'parameters.0.weight' should have two data_offsets"],
      [
        'offsets of halves',
        { data_offsets: [0.5, 80.5] },
        "'parameters.0.weight' should have two data_offsets",
      ],
      ['offsets the wrong way round', { data_offsets: [80, 0] }, "'parameters.0.weight' of shape"],
      ['one offset', { data_offsets: [0] }, "'parameters.0.weight' should have two data_offsets"],
      [
        'a shape of more numbers',
        { shape: [2, 6] },
        "'parameters.0.weight' of shape \\[2, 6\\] takes 96 bytes",
      ],
      ['a shape of 2¹⁰⁶ numbers', { shape: [2 ** 53 - 1, 2 ** 53 - 1] }, "'parameters.0.weight' of shape"],
      ['a negative shape', { shape: [-2, -5] }, "'parameters.0.weight' should have a shape of"],
      ['a shape of text', { shape: '10' }, "'parameters.0.weight' should have a shape of"],
      ['dtype F16', { dtype: 'F16' }, "'parameters.0.weight' has dtype 'F16'"],
      ['no dtype', { dtype: undefined }, "'parameters.0.weight' should have dtype, shape and data_offsets"],
      [
        'one property too many',
        { order: 'C' },
        "'parameters.0.weight' should have dtype, shape and data_offsets",
      ],
    ] as const
  ).map(([fault, change, expected]) =>
    header(`${fault} of a tensor`, (all) => Object.assign(all[WEIGHT], change), noFile(expected)),
  ),
];

const untrue: Fault[] = [
  metadata('format', 'softmax-lab-checkpoint-1', /expected a checkpoint of format .*-2, got .*-1/),
  metadata('format', 'softmax-lab-checkpoint-3', /expected a checkpoint of format .*-2, got .*-3/),
  metadata('crc32', undefined, /^OptionError: .*has lost its checksum/),
  ...['-1', '0', '0.5', '1e999', ' 2', '02', '7', 'one'].map((value) =>
    metadata('epochs', value, /^OptionError: fit: resume: epochs should be/),
  ),
  metadata('epochs', '1', /^ShapeError: .*'history.trainLoss' should have shape \[1\], got \[2\]/),
  metadata('epochs', undefined, /^OptionError: fit: resume: epochs should be/),
  metadata('steps', '-3', /^OptionError: fit: resume: steps should be/),
  metadata('steps', 'NaN', /^OptionError: fit: resume: steps should be/),
  metadata('learningRate', 'Infinity', /^OptionError: fit: resume: learningRate should be/),
  metadata('shuffle', undefined, /^OptionError: fit: resume: the order of rows/),
  header(
    'an optimiser slot left out',
    (all) => rename(all, 'optimizer.m.0.weight', 'optimizer.n.0.weight'),
    /^ShapeError: .*missing: 'optimizer.m.0.weight'.*not expected: 'optimizer.n/,
  ),
  header(
    'a parameter of another name',
    (all) => rename(all, WEIGHT, 'parameters.1.weight'),
    /^ShapeError: .*missing: 'parameters.0.weight'/,
  ),
  header(
    'a transposed parameter',
    (all) => (all[WEIGHT].shape = [5, 2]),
    /^ShapeError: .*should have shape \[2, 5\], got \[5, 2\]/,
  ),
  header(
    'a parameter of twice as many float32',
    (all) => Object.assign(all[WEIGHT], { dtype: 'F32', shape: [4, 5] }),
    /^ShapeError: .*should have shape .* got \[4, 5\]/,
  ),
  header(
    'no best parameters',
    (all) => rename(all, 'best.0.weight', 'better.0.weight'),
    /^ShapeError: .*missing: 'best.0.weight'/,
  ),
  header(
    'a history of a metric left out',
    (all) => rename(all, 'history.validationMetrics.accuracy', 'history.validationMetrics.recall'),
    /^ShapeError: .*missing: 'history.validationMetrics.accuracy'/,
  ),
  header(
    'a history of shape [1, 2]',
    (all) => (all['history.trainLoss'].shape = [1, 2]),
    /^ShapeError: .*'history.trainLoss' should have shape \[2\], got \[1, 2\]/,
  ),
  bytes(
    'NaN for a weight',
    (file) => craftData(file, WEIGHT, (values) => values.fill(NaN, 3, 4)),
    /^DomainError: .*'parameters.0.weight' should be finite|^DomainError: .*'0.weight' should be finite/,
  ),
  bytes(
    'NaN for a training loss',
    (file) => craftData(file, 'history.trainLoss', (values) => values.fill(NaN)),
    /^DomainError: .*'history.trainLoss' should be finite/,
  ),
  bytes(
    'saved parameters instead',
    () => saveModel(setUp().model),
    /^OptionError: .*expected a checkpoint of format .*, got a file of format undefined/,
  ),
  other(
    'a wider model',
    { model: nn.linear(2, 3, { rng: rng(1) }) },
    {},
    /^ShapeError: .*missing: 'parameters.0.weight'/,
  ),
  other(
    'another optimiser',
    { optimizer: optim.sgd({ learningRate: 0.1 }) },
    {},
    /optimizer was sgd and is adam/,
  ),
  other(
    'one with momentum',
    { optimizer: optim.sgd({ learningRate: 0.1, momentum: 0.9 }) },
    { optimizer: optim.sgd({ learningRate: 0.1 }) },
    /^ShapeError: .*not expected: 'optimizer.momentum/,
  ),
  other(
    'one without momentum',
    { optimizer: optim.sgd({ learningRate: 0.1 }) },
    { optimizer: optim.sgd({ learningRate: 0.1, momentum: 0.9 }) },
    /^ShapeError: .*missing: 'optimizer.momentum/,
  ),
  other('another seed', { rng: rng(9) }, {}, /the order of rows \(rng or shuffle\) was/),
  other('rows in their own order', { shuffle: false }, {}, /the order of rows \(rng or shuffle\) was none/),
  other('fewer rows', { data: clouds(2, 60) }, {}, /rows was 60 and is 70/),
  other('fewer validation rows', { validation: clouds(4, 30) }, {}, /validation rows was 30 and is 40/),
  other('no early stopping', { earlyStopping: undefined }, {}, /earlyStopping was none and is min loss/),
  other(
    'early stopping by another measure',
    { earlyStopping: { patience: 3, monitor: 'accuracy' } },
    {},
    /earlyStopping was max accuracy/,
  ),
  other(
    'more epochs than asked for',
    {},
    { epochs: 1 },
    /^OptionError: .*epochs should be an integer of \[1, 1\], got 2/,
  ),
];

export const faults = [...damaged, ...untrue];

function rename(header: Header, from: string, to: string): void {
  header[to] = header[from];
  delete header[from];
}

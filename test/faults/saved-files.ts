import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rng, tensor } from '../../src/core';
import * as nn from '../../src/nn';
import { fingerprint, fit, loadModel, saveFile, saveModel } from '../../src/train';
import type { EpochEvent, FitOptions } from '../../src/train';
import { encodeSafetensors } from '../../src/core/encode-safetensors';
import { craft } from '../support/craft-safetensors';
import { setUp, withValidation } from '../support/training-set-up';
import type { Fault } from './fault';

const model = (seed: number) => nn.linear(2, 3, { rng: rng(seed) });
const [older, newer] = [saveModel(model(1)), saveModel(model(2))];

/** What is seen when a file is written over an older one, and what is there then. */
function saving(fault: string, act: (path: string) => void, expected: RegExp): Fault {
  return {
    fault: `train.saveFile ${fault}`,
    inject() {
      const folder = fs.mkdtempSync(join(tmpdir(), 'softmax-lab saved '));
      const path = join(folder, 'model.safetensors');
      fs.writeFileSync(path, older);
      try {
        let seen = 'written';
        try {
          act(path);
        } catch (error) {
          seen = (error as Error).message.replaceAll(folder, '…').replace(/\.\d+\.tmp/, '.PID.tmp');
        }
        const there = fs.readFileSync(path);
        const which = there.equals(older)
          ? 'the old file'
          : there.equals(newer)
            ? 'the new file'
            : 'no whole file';
        return `${seen}; then there is ${which}; names: ${fs.readdirSync(folder).join(', ')}`;
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    },
    expected,
  };
}

/** Calls `body` while a function of `node:fs` fails, after it has done half of its work. */
function failing(name: 'writeFileSync' | 'fsyncSync' | 'renameSync', code: string, body: () => void): void {
  const original = fs[name];
  Object.assign(fs, {
    [name]: (file: number, data?: Uint8Array) => {
      if (name === 'writeFileSync') fs.writeSync(file, data?.subarray(0, 50) ?? new Uint8Array());
      throw Object.assign(new Error(code), { code });
    },
  });
  try {
    body();
  } finally {
    Object.assign(fs, { [name]: original });
  }
}

const OLD = /what was there stays: .*; then there is the old file; names: model.safetensors$/;

/** What `loadModel` says of these bytes; that the model is as it was is looked at as well. */
function loading(fault: string, bytes: () => unknown, expected: RegExp): Fault {
  return {
    fault: `train.loadModel of ${fault}`,
    inject() {
      const into = model(3);
      const before = fingerprint(into);
      try {
        loadModel(into, bytes() as Uint8Array);
      } catch (error) {
        if (fingerprint(into) !== before) return 'refused, but the model has changed';
        throw error;
      }
      return 'accepted';
    },
    expected,
  };
}

/** What `checkpoint()` says when it is called too late. */
function late(
  fault: string,
  overrides: (events: EpochEvent[], call: () => void) => Partial<FitOptions>,
): Fault {
  return {
    fault: `checkpoint() of an epoch, called ${fault}`,
    async inject() {
      const events: EpochEvent[] = [];
      let seen = 'not called';
      const call = () => {
        try {
          seen = `${events[0].checkpoint().length} bytes`;
        } catch (error) {
          seen = String(error);
        }
      };
      await fit(setUp({ epochs: 2, ...overrides(events, call) }));
      if (seen === 'not called') call();
      return seen;
    },
    expected: /^OptionError: fit: checkpoint\(\) of epoch 0 was called when the model had gone on/,
  };
}

export const faults: Fault[] = [
  saving('on a full disk', (path) => failing('writeFileSync', 'ENOSPC', () => saveFile(path, newer)), OLD),
  saving('to a disk that fails', (path) => failing('fsyncSync', 'EIO', () => saveFile(path, newer)), OLD),
  saving(
    'where it may not rename',
    (path) => failing('renameSync', 'EPERM', () => saveFile(path, newer)),
    OLD,
  ),
  saving(
    'of half of the bytes',
    (path) => saveFile(path, newer.subarray(0, 150)),
    /^saveFile: these 150 bytes are no whole.*the old file/,
  ),
  saving(
    'of what is no bytes',
    (path) => saveFile(path, { weight: [] } as never),
    /^saveFile: expected the bytes .* got Object; then there is the old file/,
  ),
  saving(
    'into a folder that is not there',
    (path) => saveFile(join(path, '..', 'lost', 'model.safetensors'), newer),
    /ENOENT.*the old file; names: model.safetensors$/,
  ),
  saving(
    'in the place of a folder',
    (path) => {
      fs.mkdirSync(`${path}.d`);
      saveFile(`${path}.d`, newer);
    },
    /there is something else than a file; then there is the old file; names: model.safetensors, model.safetensors.d$/,
  ),
  saving(
    'over a temporary file that a killed process left',
    (path) => {
      fs.writeFileSync(`${path}.${process.pid}.tmp`, 'half');
      saveFile(path, newer);
    },
    /^written; then there is the new file; names: model.safetensors$/,
  ),
  saving(
    'through a link',
    (path) => {
      fs.symlinkSync(path, `${path}.link`);
      saveFile(`${path}.link`, newer);
      if (!fs.lstatSync(`${path}.link`).isSymbolicLink()) throw new Error('the link is gone');
    },
    /^written; then there is the new file; names: model.safetensors, model.safetensors.link$/,
  ),
  loading('null', () => null, /^OptionError: loadModel: expected the bytes .* got null/),
  loading('text', () => 'weights', /^OptionError: loadModel: expected the bytes/),
  loading(
    'a checksum that is not theirs',
    () => craftChecksum(newer),
    /^OptionError: .*the checksum is .*something has changed/,
  ),
  loading(
    'a narrower type',
    () => saveModel(nn.linear(2, 3, { rng: rng(1), dtype: 'float32' })),
    /^DTypeError: .*'weight' is float32, but the model's is float64/,
  ),
  loading('no tensors', () => encodeSafetensors({}), /^ShapeError: .*missing: 'weight', 'bias'/),
  loading(
    'a tensor too many',
    () => encodeSafetensors({ ...model(1).parameters, ['__proto__']: tensor([1]) }),
    /^ShapeError: .*not expected: '__proto__'/,
  ),
  loading(
    'integers',
    () => craft(newer, ({ bias }) => (bias.dtype = 'I64')),
    /^OptionError: .*dtype 'I64'; F32 and F64 can be read/,
  ),
  {
    fault: "train.saveModel of a tensor named '__metadata__'",
    inject: () => saveModel({ ...model(1), parameters: { ['__metadata__']: tensor([1]) } }),
    expected: /^OptionError: safetensors: a tensor can't be named '__metadata__'/,
  },
  late('in the next epoch', (events, call) => ({
    callbacks: {
      onEpoch: (event) => void events.push(event),
      onBatch: ({ epoch, batch }) => epoch === 1 && batch === 2 && call(),
    },
  })),
  late('after the next epoch', (events) => ({ callbacks: { onEpoch: (event) => void events.push(event) } })),
  late('when early stopping has put the best parameters back', (events) => ({
    ...withValidation,
    epochs: 1,
    earlyStopping: { patience: 1 },
    callbacks: { onEpoch: (event) => void events.push(event) },
  })),
];

function craftChecksum(file: Uint8Array): Uint8Array {
  const text = Buffer.from(file);
  text.write('0badf00d', text.indexOf('"crc32":"') + 9);
  return text;
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { datasets, images, math, metrics, nn, train } from 'softmax-lab';
import { root } from '../../scripts/lib/paths';
import { codeCells, readNotebook, textOf } from '../../scripts/rerun/notebook';
import { IMAGENET_SAMPLES } from '../../src/datasets/foolbox-records';
import { IMAGENET, SQUEEZENET, WORDNET } from '../../src/datasets/imagenet-records';
import { CIFAR10 } from '../../src/datasets/registry';
import { unlessCached } from '../support/cached';
import { DECODED } from '../support/pillow-images';

const top = mkdtempSync(join(tmpdir(), 'softmax-lab notebook 16 '));
after(() => rmSync(top, { recursive: true }));

interface Summary {
  notebooks: { name: string; claims: { text: string; value: number }[] }[];
}

interface Photograph {
  name: string;
  bytes: Uint8Array;
  label: number;
}

/** Files of label 3, in whose folder lie others too, damaged ones among them. */
function oddOnes({ bytes }: Photograph): { readable: Photograph[]; others: Photograph[] } {
  const fileOf = (wanted: string) => DECODED.find(({ name }) => name === wanted)!.file;
  const file = (name: string, bytes: Uint8Array) => ({ name, bytes, label: 3 });
  return {
    readable: [
      file('grey.JPEG', fileOf('grey.jpg')),
      file('inks.JPEG', fileOf('cmyk.jpg')),
      file('inks-and-luma.jpg', fileOf('ycck.jpg')),
      file('truly-a-png.JPEG', fileOf('colour.png')),
    ],
    others: [
      file('cut-off.JPEG', bytes.subarray(0, bytes.length / 2)),
      file('empty.JPEG', new Uint8Array()),
      file('page.JPEG', Buffer.from('<html>not found</html>')),
      file('moving.gif', Buffer.from('GIF89a')),
      file('notes.txt', Buffer.from('no photograph')),
    ],
  };
}

const skip =
  [CIFAR10, IMAGENET, IMAGENET_SAMPLES, SQUEEZENET, WORDNET].map(unlessCached).find(Boolean) ?? false;

it(
  'notebook 16 validates on a folder, names what it passes over and counts the rest right',
  { skip },
  async () => {
    const { ids } = await datasets.imagenetClasses();
    const samples = await datasets.imagenetSamples();
    const { readable, others } = oddOnes(samples[0]);
    const [directory, out] = [join(top, 'ilsvrc'), join(top, 'out')];
    for (const { name, bytes, label } of [...samples, ...readable, ...others]) {
      mkdirSync(join(directory, ids[label]), { recursive: true });
      writeFileSync(join(directory, ids[label], name), bytes);
    }
    mkdirSync(join(directory, ids[5]));

    const rerun = [
      '--require',
      'ts-node/register/transpile-only',
      'scripts/rerun.ts',
      '16',
      '--quick',
      '--out',
      out,
    ];
    const run = spawnSync(process.execPath, [...rerun, '--param', `imagenet=${directory}`], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const [{ name, claims }] = (JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary)
      .notebooks;
    const found = (what: string) => claims.find(({ text }) => text === `${what} on ${directory}`)?.value;

    const network = nn.sequential(...nn.squeezenetLayers());
    train.loadModel(network, await datasets.squeezenetWeights());
    const whole = [...samples, ...readable];
    const seen = whole.map(({ bytes, name }) => images.decodeImage(bytes, name));
    const p = math.softmax(network.forward(datasets.squeezenetInput(seen))[0]);
    const labels = whole.map(({ label }) => label);
    assert.equal(found('top-1'), metrics.accuracy(p, labels));
    assert.equal(found('top-5'), metrics.topKAccuracy(p, labels, 5));
    const error = metrics.expectedCalibrationError(p, labels);
    assert.ok(Math.abs(found('calibration error')! - error) < 1e-6);

    assert.equal(found('photographs passed over'), 4);
    const outputs = codeCells(readNotebook(join(out, `${name}.ipynb`))).flatMap((cell) => cell.outputs ?? []);
    const said = outputs.map(({ text }) => textOf(text)).join('');
    const skipped = said.split('\n').filter((line) => line.startsWith('passed over: '));
    assert.deepEqual(
      skipped.map((line) => others.find((file) => line.includes(join(directory, ids[3], file.name)))?.name),
      ['cut-off.JPEG', 'empty.JPEG', 'moving.gif', 'page.JPEG'],
    );
    assert.match(said, new RegExp(`without a photograph: ${ids[5]}`));
  },
);

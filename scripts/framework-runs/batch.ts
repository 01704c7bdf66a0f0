import * as tf from '@tensorflow/tfjs-node';
import { rng, runPython, tensor, wasm, type Tensor } from 'softmax-lab';
import { environment } from '../../bench/environment';
import { median } from '../../bench/median';
import { threadEnvironment } from '../../bench/participants';
import { lossAndGradient as ours } from '../../notebooks/runs/batch_softmax_lab';
import { lossAndGradient as tfjs } from '../../notebooks/runs/batch_tfjs';
import { readProgram, readRun, writeRun } from '../lib/committed-runs';

const FILE = 'batch.json';
const [SEED, CLASSES, ROWS] = [1, 10, 8];
/** Rows and classes of the batch that is timed. */
const LARGE = { rows: 256, classes: 1000 };

const PYTHON = {
  NumPy: { program: 'batch_numpy.py', packages: ['numpy'] },
  PyTorch: { program: 'batch_pytorch.py', packages: ['torch'] },
  TensorFlow: { program: 'batch_tensorflow.py', packages: ['tensorflow'] },
  Keras: { program: 'batch_keras.py', packages: ['keras', 'tensorflow'] },
  JAX: { program: 'batch_jax.py', packages: ['jax'] },
};

interface Given {
  losses: number[];
  gradient: number[];
  milliseconds: number;
  versions: Record<string, string>;
}

interface Run {
  kinds: string[];
  logits: number[][];
  labels: number[];
  large: typeof LARGE;
  machine: string;
  results: ({ framework: string; program: string } & Given)[];
}

/** What each framework gives for one batch, and how long it takes for a large one, on one thread. */
export async function batchRuns(check: boolean): Promise<boolean> {
  const { kinds, logits, labels } = smallBatch();
  const small = { logits: tensor(logits, { dtype: 'float32' }), labels: Int32Array.from(labels) };
  const random = rng(SEED).split('large');
  const large = {
    logits: random.normals([LARGE.rows, LARGE.classes], { dtype: 'float32' }),
    labels: Int32Array.from({ length: LARGE.rows }, () => random.integer(LARGE.classes)),
  };
  const { cpu, cores, system } = environment({}, false);
  const machine = `${cpu} (${cores} cores, ${system})`;
  const run: Run = { kinds, logits, labels, large: LARGE, machine, results: [] };
  Object.assign(process.env, { ...threadEnvironment(1), KERAS_BACKEND: 'tensorflow' });
  for (const [framework, { program, packages }] of Object.entries(PYTHON)) {
    const inputs = { ...small, large_logits: large.logits, large_labels: large.labels, packages };
    const code = `${readProgram(program)}\n${readProgram('batch_measure.py')}`;
    const given = await runPython<Omit<Given, 'losses' | 'gradient'> & { losses: Tensor; gradient: Tensor }>(
      code,
      {
        environment: 'frameworks',
        inputs,
      },
    );
    const [losses, gradient] = [digits(given.losses.data), digits(given.gradient.data)];
    run.results.push({ framework, program, ...given, losses, gradient });
  }
  run.results.push({ framework: 'TensorFlow.js', program: 'batch_tfjs.ts', ...ofTfjs(small, large) });
  run.results.push({ framework: 'softmax-lab', program: 'batch_softmax_lab.ts', ...ofOurs(small, large) });
  for (const result of run.results) result.milliseconds = Number(result.milliseconds.toPrecision(3));
  if (!check) writeRun(FILE, run);
  return sameRun(run, readRun<Run>(FILE));
}

/** Rows of each kind, whose labels are the classes in turn; all numbers are float32's. */
function smallBatch(): Pick<Run, 'kinds' | 'logits' | 'labels'> {
  const random = rng(SEED).split('batch');
  const others = (row: number[], label: number): number => Math.max(...row.filter((_, k) => k !== label));
  const makers: Record<string, (row: number[], label: number, i: number) => number[]> = {
    'scale 1': (row) => row,
    'scale 10': (row) => row.map((z) => 10 * z),
    'right by 5 to 40': (row, label, i) =>
      row.map((z, k) => (k === label ? others(row, label) + 5 * (i + 1) : z)),
    'wrong by 5 to 40': (row, label, i) =>
      row.map((z, k) => (k === label ? others(row, label) - 5 * (i + 1) : z)),
    'offset 1000': (row) => row.map((z) => 1000 + z),
  };
  const kinds = Object.keys(makers).flatMap((kind) => Array<string>(ROWS).fill(kind));
  const labels = kinds.map((_, i) => i % CLASSES);
  const logits = kinds.map((kind, i) => {
    const row = Array.from(random.normals([CLASSES]).data);
    return digits(Float32Array.from(makers[kind](row, labels[i], i % ROWS)));
  });
  return { kinds, logits, labels };
}

type Batch = { logits: Tensor; labels: Int32Array };

function ofTfjs(small: Batch, large: Batch): Given {
  tf.enableProdMode();
  const tensors = ({ logits, labels }: Batch) =>
    [
      tf.tensor2d(logits.data as Float32Array, logits.shape as [number, number]),
      tf.tensor1d(labels, 'int32'),
    ] as const;
  const call = (z: tf.Tensor2D, y: tf.Tensor1D) =>
    tf.tidy(() => {
      const { losses, gradient } = tfjs(z, y);
      return { losses: digits(losses.dataSync()), gradient: digits(gradient.dataSync()) };
    });
  const [z, y] = tensors(large);
  const timed = (): void =>
    tf.tidy(() => {
      const { losses, gradient } = tfjs(z, y);
      losses.dataSync();
      gradient.dataSync();
    });
  return {
    ...call(...tensors(small)),
    milliseconds: millisecondsOf(timed),
    versions: versionsOf(tf.version_core),
  };
}

function ofOurs(small: Batch, large: Batch): Given {
  const threads = wasm.threads();
  wasm.setThreads(1);
  const { loss, gradient } = ours(small.logits, small.labels);
  const milliseconds = millisecondsOf(() => wasm.scope(() => void ours(large.logits, large.labels)));
  wasm.setThreads(threads);
  const versions = { ...versionsOf(), backend: wasm.backend() };
  return { losses: digits(loss.data), gradient: digits(gradient.data), milliseconds, versions };
}

const versionsOf = (tfjs?: string): Record<string, string> => ({
  node: process.version.slice(1),
  ...(tfjs === undefined ? {} : { '@tensorflow/tfjs': tfjs }),
});

/** Of the processor's time, as batch_measure.py measures. */
function millisecondsOf(call: () => void): number {
  const timed = (calls: number): number => {
    const start = process.cpuUsage();
    for (let i = 0; i < calls; i++) call();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / calls;
  };
  timed(20);
  const calls = Math.max(3, Math.round(100 / timed(20)));
  return median(Array.from({ length: 9 }, () => timed(calls)));
}

/** By no more digits than float32 numbers have. */
function digits(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(9)));
}

/** Whether it gives the committed numbers, but for roundings; what it took is another machine's affair. */
function sameRun(now: Run, committed: Run): boolean {
  const same = now.results.map(({ framework, losses, gradient }, i) => {
    const before = committed.results[i];
    const numbers = [...losses, ...gradient];
    const others = [...before.losses, ...before.gradient];
    const alike =
      framework === before.framework &&
      numbers.length === others.length &&
      numbers.every((value, j) => Math.abs(value - others[j]) <= 1e-5 * Math.max(1, Math.abs(others[j])));
    console.log(`${alike ? '✓' : '✗'} ${framework} gives for the batch what it gave`);
    return alike;
  });
  return same.every(Boolean) && JSON.stringify(now.logits) === JSON.stringify(committed.logits);
}

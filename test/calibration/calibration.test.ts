import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { losses, metrics, tensor, train, type Tensor } from '../../src';

type Case = readonly (string | number | number[])[];
type Sorting = { bins: number; binning: 'width' | 'mass' };

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as Record<string, Case[]>;

const matrix = (text: Case[number]): number[][] =>
  String(text)
    .split(' ')
    .map((row) => [...row].map((digit) => parseInt(digit, 36)));
const list = (text: Case[number]): number[] => matrix(text)[0];
const probabilities = (text: Case[number]): number[][] =>
  matrix(text).map((row) => {
    const sum = row.reduce((a, b) => a + b);
    return row.map((digit) => digit / sum);
  });
const logits = (text: Case[number]): Tensor =>
  tensor(matrix(text).map((row) => row.map((digit) => (digit - 18) / 4)));

function close(args: Case, name: string, value: number, expected: Case[number], tolerance: number): void {
  const error = Math.abs(value - Number(expected));
  assert.ok(error <= tolerance, `${name} of ${JSON.stringify(args)}: ${value}, expected ${String(expected)}`);
}

const sorting = ([, , bins, binning]: Case): Sorting => ({ bins, binning }) as Sorting;

it('The vectors are of the versions that their program asks for', () => {
  const program = readFileSync(join(__dirname, 'generate.py'), 'utf8');
  const { 'scikit-learn': sklearn, scipy, relplot } = vectors as Record<string, unknown>;
  assert.match(program, new RegExp(`scikit-learn==${sklearn} scipy==${scipy} relplot==${relplot}\\n`));
});

describe('Calibration errors', () => {
  it(`are those of bins made by Python: ${vectors.errors.length} cases of either binning, with edges and ties`, () => {
    for (const args of vectors.errors) {
      const [p, y, options] = [probabilities(args[0]), list(args[1]), sorting(args)];
      const { expectedCalibrationError: expected, maximumCalibrationError: maximum } = metrics;
      close(args, 'the expected one', expected(p, y, options), args[4], 1e-15);
      close(args, 'the maximum one', maximum(p, y, options), args[5], 1e-15);
      close(
        args,
        'the classwise one',
        metrics.classwiseExpectedCalibrationError(p, y, options),
        args[6],
        1e-15,
      );
    }
  });

  it(`are smooth as by sums of the kernel's images, and near relplot's: ${vectors.smooth.length} cases`, () => {
    for (const args of vectors.smooth) {
      const value = metrics.smoothExpectedCalibrationError(probabilities(args[0]), list(args[1]));
      close(args, 'smECE', value, args[2], 2e-5 * Number(args[2]));
      if (args.length > 3) close(args, "relplot's smECE", value, args[3], 2e-3);
    }
    assert.ok(vectors.smooth.filter(({ length }) => length > 3).length >= 20);
  });
});

describe('The Brier score', () => {
  it(`is taken apart as by the formulas in Python: ${vectors.brier.length} cases`, () => {
    for (const args of vectors.brier) {
      const parts = metrics.brierDecomposition(probabilities(args[0]), list(args[1]), sorting(args));
      const { score, reliability, resolution, uncertainty, withinBinVariance, withinBinCovariance } = parts;
      const sum = reliability - resolution + uncertainty + withinBinVariance - withinBinCovariance;
      close(args, 'the sum of the parts', sum, score, 4e-15);
      close(args, 'brierScore', metrics.brierScore(probabilities(args[0]), list(args[1])), score, 4e-15);
      Object.entries(parts).forEach(([name, value]: [string, number], i) =>
        close(args, name, value, args[4 + i], 4e-15),
      );
    }
  });
});

describe('The intervals of a reliability diagram', () => {
  it(`are SciPy's: ${vectors.intervals.length} cases`, () => {
    for (const args of vectors.intervals) {
      const [k, n, level] = args as number[];
      const rows = tensor(Array.from({ length: n }, () => [1, 0]));
      const labels = Array.from({ length: n }, (_, i) => (i < k ? 0 : 1));
      const { interval } = metrics.reliabilityDiagram(rows, labels, { bins: 1, level });
      assert.ok(interval);
      close(args, 'the low end', interval[0][0], args[3], 1e-14);
      close(args, 'the high end', interval[0][1], args[4], 1e-14);
    }
  });
});

describe('Temperature scaling', () => {
  it(`has SciPy's optimum: ${vectors.temperatures.length} cases`, () => {
    for (const args of vectors.temperatures) {
      const [z, y] = [logits(args[0]), list(args[1])];
      const { temperature } = train.temperatureScaling(z, y);
      close(args, 'the temperature', temperature, args[2], 1e-10 * Number(args[2]));
      const scaled = tensor(
        z.data.map((value: number) => value / temperature),
        { shape: z.shape },
      );
      close(args, 'the loss', losses.softmaxCrossEntropy(scaled, y), args[3], 1e-14);
    }
  });
});

describe('Vector scaling', () => {
  it(`has SciPy's optimum: ${vectors.vectors.length} cases`, () => {
    for (const args of vectors.vectors) {
      const [z, y] = [logits(args[0]), list(args[1])];
      const { scale, bias } = train.vectorScaling(z, y);
      const classes = z.shape[1];
      const moved = z.data.map((value: number, i: number) => value * scale[i % classes] + bias[i % classes]);
      close(
        args,
        'the loss',
        losses.softmaxCrossEntropy(tensor(moved, { shape: z.shape }), y),
        args[2],
        1e-14,
      );
      scale.forEach((s, k) => close(args, `scale ${k}`, s, (args[3] as number[])[k], 1e-6));
      bias.forEach((b, k) => close(args, `bias ${k}`, b, (args[4] as number[])[k], 1e-6));
    }
  });
});

describe('Isotonic regression', () => {
  it(`predicts what scikit-learn's does: ${vectors.isotonic.length} cases with ties and weights`, () => {
    for (const args of vectors.isotonic) {
      const sampleWeight = list(args[2]);
      const { predict } = train.isotonicRegression(list(args[0]), list(args[1]), { sampleWeight });
      predict(Array.from({ length: 77 }, (_, i) => (i - 2) / 2)).forEach((value, i) =>
        close(args, `the value at ${(i - 2) / 2}`, value, (args[3] as number[])[i], 1e-13),
      );
    }
  });
});

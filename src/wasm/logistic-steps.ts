import { LabelError, ShapeError, log, type FloatArray } from '../core';
import { borrow } from './borrow';
import { checkLength } from './check-length';
import { memory } from './memory';
import { parallel } from './parallel';
import { temporary } from './temporary';
import { words } from './words';

/** Examples in order, and what they are to be told from. */
export interface Examples {
  count: number;
  /** Input rows of example i are inputRows[inputStarts[i]] … up to inputStarts[i + 1]; at least one. */
  inputStarts: Int32Array;
  inputRows: Int32Array;
  /** Its targets are targets[targetRanges[2i]] … up to targetRanges[2i + 1]; ranges may overlap. */
  targetRanges: Int32Array;
  /** 2 · output row + label, the label being 1 or 0. */
  targets: Int32Array;
}

/** One model, and what it is trained on. */
export interface LogisticSteps<A extends FloatArray = Float32Array> {
  /** `[V, D]`, changed in place. */
  inputs: A;
  /** `[K, D]`, changed in place; not the same array. */
  outputs: A;
  dimensions: number;
  examples: Examples;
  learningRate: number;
}

const NAME = 'logisticSteps';
/** Of assembly/logistic-steps.ts: words of a job, and the float64 in it where the loss begins. */
const [JOB_WORDS, LOSS] = [16, 5];
const MOST_DIMENSIONS = 32768;

/**
 * Steps of gradient descent, one example after another, as word2vec takes them: x is the mean of the example's input rows;
 * each target in turn, with z = x · row and g = rate · (label − σ(z)), adds g · row to the step of the inputs and g · x to
 * its row; at last each input row gets the whole step. Several models are trained at once, each on one thread.
 *
 * @remarks
 * Numerics: dot products as sixteen float32 sums of every sixteenth product, (s₀ + s₈) + (s₄ + s₁₂) first, of whose four
 * numbers (t₀ + t₂) + (t₁ + t₃); σ within 3 · 2^-24; the loss in float64 of a float32 z
 * @returns of each model Σ −log σ(±z) over all targets, before their steps
 * @throws {@link LabelError} for a row that is not there, {@link ShapeError}; nothing is changed then
 */
export function logisticSteps(models: readonly LogisticSteps[]): number[] {
  models.forEach(check);
  return trustedLogisticSteps(models);
}

/** The same for examples that are known to fit: to look at every number of them takes a tenth of the time. */
export function trustedLogisticSteps(models: readonly LogisticSteps[]): number[] {
  const losses: number[] = [];
  const operands = models.flatMap(({ examples: e }) =>
    [e.inputStarts, e.inputRows, e.targetRanges, e.targets].map(words),
  );
  const results = models.flatMap(({ inputs, outputs }) => [inputs, outputs]);
  temporary(NAME, [4 * JOB_WORDS * models.length], (jobs) =>
    borrow(NAME, operands, results, (...addresses) => {
      const { buffer } = memory()!.memory;
      models.forEach(({ dimensions, examples, learningRate }, i) => {
        const at = jobs + 4 * JOB_WORDS * i;
        const tables = addresses.slice(operands.length + 2 * i, operands.length + 2 * i + 2);
        const lists = addresses.slice(4 * i, 4 * i + 4);
        new Uint32Array(buffer, at, 8).set([...tables, dimensions, examples.count, ...lists]);
        new Float32Array(buffer, at + 32, 1)[0] = learningRate;
      });
      parallel(NAME, models.length, 1, jobs);
      const parts = new Float64Array(memory()!.memory.buffer, jobs, (JOB_WORDS / 2) * models.length);
      for (let i = LOSS; i < parts.length; i += JOB_WORDS / 2) {
        const [linear, product, exponent] = parts.subarray(i);
        losses.push(linear + log(product) + exponent * Math.LN2);
      }
    }),
  );
  return losses;
}

function check({ inputs, outputs, dimensions, examples }: LogisticSteps): void {
  const { count, inputStarts, inputRows, targetRanges, targets } = examples;
  if (!(dimensions >= 1 && dimensions <= MOST_DIMENSIONS)) {
    throw new ShapeError(`${NAME}: dimensions should be 1 … ${MOST_DIMENSIONS}, got ${dimensions}`);
  }
  checkLength(NAME, 'inputStarts', inputStarts, count + 1);
  checkLength(NAME, 'targetRanges', targetRanges, 2 * count);
  for (let i = 0; i < count; i++) {
    const inputsFit = inputStarts[i] >= 0 && inputStarts[i] < inputStarts[i + 1];
    if (inputsFit && targetRanges[2 * i] >= 0 && targetRanges[2 * i] <= targetRanges[2 * i + 1]) continue;
    throw new ShapeError(`${NAME}: example ${i} should have one input row or more, and targets in order`);
  }
  if (count === 0) return;
  checkRows('inputRows', inputRows, inputStarts[count], inputs.length / dimensions, 1);
  const last = targetRanges.subarray(0, 2 * count).reduce((most, end) => Math.max(most, end), 0);
  checkRows('targets', targets, last, outputs.length / dimensions, 2);
}

/** The kernel would read and write whatever lies elsewhere in the memory. */
function checkRows(name: string, list: Int32Array, length: number, rows: number, factor: number): void {
  checkLength(NAME, name, list, length);
  const limit = Math.floor(rows) * factor;
  for (let i = 0; i < length; i++) {
    if (list[i] >= 0 && list[i] < limit) continue;
    throw new LabelError(
      `${NAME}: ${name}[${i}] is ${list[i]}, expected an integer of 0 … ${limit - 1} for ${rows} rows`,
    );
  }
}

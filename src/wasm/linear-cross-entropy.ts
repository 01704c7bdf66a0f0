import type { FloatArray } from '../core';
import { borrow } from './borrow';
import { checkLength } from './check-length';
import { memory } from './memory';
import { parallel } from './parallel';
import { ACCUMULATE, BIAS, packedBytes, product, type Placed } from './product';
import { temporary } from './temporary';
import { words } from './words';

/** What the gradient of one row is made of: ∂/∂zₖ = gain·exp(zₖ − logSum) − pull·wₖ, but for the label's class. */
export interface RowGradient {
  /** log Σ exp z; ∞ leaves the row out. */
  logSum: number;
  gain: number;
  pull: number;
  label: number;
}

export interface LinearCrossEntropyRun<A extends FloatArray = Float32Array> {
  rows: number;
  inputs: number;
  classes: number;
  /** `[N, D]` */
  x: A;
  /** `[D, K]`, or `[K, D]` if `classesFirst`. */
  weight: A;
  classesFirst: boolean;
  /** `[K]` */
  bias?: A;
  /** `[N]`: classes; others match none. */
  labels: Int32Array;
  /** `[K]`: w of Σ w z and of {@link RowGradient}. 1 by default. */
  classWeights?: A;
  /** Whether Σ w z is wanted; else it is 0. */
  smooth: boolean;
  /** Told of row `i`: log Σ exp z of all classes but the label's, the label's z (−∞ if it is no class), and Σ w z. */
  row(i: number, others: number, labelLogit: number, weightedSum: number): RowGradient;
  /** Receive the gradients; without them the losses alone are computed. */
  gradients?: { x: A; weight: A; bias?: A };
}

/** Rows and classes of a block of logits, at most: 4 MB. */
const ROWS = 1024;
const CLASSES = 1024;
/** Logits in a chunk, about. */
const CHUNK = 16384;
/** Float64 of a row between the passes, as the kernels have them. */
const NUMBERS = 4;

/**
 * Cross-entropy of the logits x·W + b and its gradients, with one block of logits in memory at a time: 6.5 MB in all, and 32
 * bytes a row.
 *
 * @remarks
 * All blocks go into each row's log-sum-exp first; then each is computed again for its gradient. The logits of the
 * first D rows are not: they wait where the gradient of the weights will be. It has room for them, and a block's
 * part of it is written when its logits have been read.
 * The bits are the same for any number of threads.
 * @throws MemoryError if there is no room for the block
 */
export function linearCrossEntropy(run: LinearCrossEntropyRun): void {
  const shared = memory();
  const { rows, x, weight, bias, labels, classWeights, gradients } = run;
  checkLengths(run);
  if (!shared || rows === 0) return;
  const shape = shapeOf(run);
  const operands = [x, weight, words(labels), bias, classWeights];
  const results = [gradients?.x, gradients?.weight, gradients?.bias];
  temporary('linearCrossEntropy', [4 * shape.numbers + 8 * NUMBERS * rows], (logits) => {
    const states = logits + 4 * shape.numbers;
    const numbers = new Float64Array(shared.memory.buffer, states, NUMBERS * rows);
    borrow('linearCrossEntropy', operands, results, (x, weight, labels, bias, classWeights, ...to) => {
      const [dx, dWeight, dBias] = to;
      const at = { x, weight, labels, bias, classWeights, dx, dWeight, dBias, states, logits };
      for (let first = 0; first < rows; first += shape.rows) {
        groupOfRows(run, shape, at, first, Math.min(shape.rows, rows - first), numbers);
      }
    });
  });
}

function checkLengths({ rows, inputs, classes, gradients, ...run }: LinearCrossEntropyRun): void {
  const where = 'linearCrossEntropy';
  checkLength(where, 'labels', run.labels, rows);
  checkLength(where, 'classWeights', run.classWeights, classes);
  for (const [of, { x, weight, bias }] of [
    ['', run] as const,
    ...(gradients ? [['gradients.', gradients] as const] : []),
  ]) {
    checkLength(where, `${of}x`, x, rows * inputs);
    checkLength(where, `${of}weight`, weight, inputs * classes);
    checkLength(where, `${of}bias`, bias, classes);
  }
}

interface Shape {
  inputs: number;
  classes: number;
  /** Of a group, and of a block of its logits. */
  rows: number;
  width: number;
  /** Of the memory beside the states: a block of logits, and a packed matrix or the sums of its columns. */
  numbers: number;
}

function shapeOf({ inputs, classes, rows: allRows }: LinearCrossEntropyRun): Shape {
  // Parts of one size, rather than a small one at the end.
  const rows = Math.ceil(allRows / Math.ceil(allRows / ROWS));
  const width = 8 * Math.ceil(classes / Math.ceil(classes / CLASSES) / 8);
  const products = [
    { m: rows, n: width, k: inputs },
    { m: rows, n: inputs, k: width },
    { m: width, n: inputs, k: rows },
    { m: inputs, n: width, k: rows },
  ];
  const packed = Math.max(width, ...products.map((sizes) => packedBytes(sizes) / 4));
  return { inputs, classes, rows, width, numbers: 2 * Math.ceil((rows * width + packed) / 2) };
}

type Addresses = Record<
  'x' | 'weight' | 'labels' | 'bias' | 'classWeights' | 'dx' | 'dWeight' | 'dBias' | 'states' | 'logits',
  number
>;

/** Losses and gradients of the rows [first, first + count). */
function groupOfRows(
  run: LinearCrossEntropyRun,
  { inputs, classes, rows, width }: Shape,
  at: Addresses,
  first: number,
  count: number,
  numbers: Float64Array,
): void {
  const { classesFirst, gradients } = run;
  const x = { at: at.x + 4 * first * inputs, stride: inputs };
  const packed = at.logits + 4 * rows * width;
  /** Rows whose logits wait where the gradient of the weights will be. */
  const kept = gradients && first === 0 ? Math.min(count, inputs) : 0;
  numbers.fill(0, NUMBERS * first, NUMBERS * (first + count));
  for (let i = first; i < first + count; i++) numbers.fill(-Infinity, NUMBERS * i, NUMBERS * i + 2);

  for (let from = 0; from < classes; from += width) {
    const block = blockAt(from);
    for (const { top, height, logits } of block.strips) {
      multiply(block, top, height, logits);
      const args = [logits.at, logits.stride, block.columns, from, labelsAt(top), Number(run.smooth)];
      chunks('addToLogSumExp', height, block.columns, ...args, block.weights, statesAt(top));
    }
  }
  for (let i = first; i < first + count; i++) {
    const own = numbers.subarray(NUMBERS * i, NUMBERS * (i + 1));
    const { logSum, gain, label, pull } = run.row(i, own[0], own[1], own[2]);
    own.set([logSum, gain, label, pull]);
  }
  if (!gradients) return;
  for (let from = 0; from < classes; from += width) {
    const block = blockAt(from);
    const { columns } = block;
    for (const { top, height, logits } of block.strips) {
      const to = { at: at.logits + 4 * top * columns, stride: columns };
      if (top >= kept) multiply(block, top, height, logits);
      const args = [logits.at, logits.stride, to.at, to.stride, columns, from];
      chunks('blockGradient', height, columns, ...args, labelsAt(top), block.weights, statesAt(top));
    }
    backward(block, { at: at.logits, stride: columns });
  }

  interface Block {
    from: number;
    columns: number;
    /** The block of W, and of its gradient. */
    weight: Placed;
    dWeight: Placed;
    weights: number;
    /** The kept rows and the others, with the place of their logits. */
    strips: { top: number; height: number; logits: Placed }[];
  }

  function blockAt(from: number): Block {
    const columns = Math.min(width, classes - from);
    const offset = 4 * from * (classesFirst ? inputs : 1);
    const stride = classesFirst ? inputs : classes;
    const dWeight = { at: at.dWeight + offset, stride };
    const room = { at: dWeight.at, stride: classesFirst ? columns : classes };
    const strips = [
      { top: 0, height: kept, logits: room },
      { top: kept, height: count - kept, logits: { at: at.logits + 4 * kept * columns, stride: columns } },
    ].filter(({ height }) => height > 0);
    const weights = at.classWeights && at.classWeights + 4 * from;
    return { from, columns, weight: { at: at.weight + offset, stride }, dWeight, weights, strips };
  }

  /** Rows of x times the block of W. */
  function multiply({ from, columns, weight }: Block, top: number, m: number, logits: Placed): void {
    const a = { at: x.at + 4 * top * inputs, stride: inputs };
    const b = { ...weight, transposed: classesFirst };
    const flags = at.bias ? BIAS : 0;
    product(a, b, logits, { m, n: columns, k: inputs }, packed, flags, at.bias + 4 * from);
  }

  /** The block's part of the gradients of x, W and b; `g` is that of its logits. */
  function backward({ from, columns, weight, dWeight }: Block, g: Placed): void {
    const dx = { at: at.dx + 4 * first * inputs, stride: inputs };
    const toX = { m: count, n: inputs, k: columns };
    product(g, { ...weight, transposed: !classesFirst }, dx, toX, packed, from > 0 ? ACCUMULATE : 0);
    const add = first > 0 ? ACCUMULATE : 0;
    if (classesFirst) {
      product({ ...g, transposed: true }, x, dWeight, { m: columns, n: inputs, k: count }, packed, add);
    } else {
      product({ ...x, transposed: true }, g, dWeight, { m: inputs, n: columns, k: count }, packed, add);
    }
    if (!gradients?.bias) return;
    const dBias = at.dBias + 4 * from;
    const sums = first > 0 ? packed : dBias;
    chunks('columnSums', columns, count, g.at, count, columns, sums);
    if (first > 0) parallel('add', columns, CLASSES, dBias, sums, dBias);
  }

  function labelsAt(top: number): number {
    return at.labels + 4 * (first + top);
  }

  function statesAt(top: number): number {
    return at.states + 8 * NUMBERS * (first + top);
  }
}

/** Calls a kernel for `count` items of `size` numbers. */
function chunks(kernel: string, count: number, size: number, ...args: readonly number[]): void {
  parallel(kernel, count, 4 * Math.ceil(CHUNK / Math.max(1, size) / 4), ...args);
}

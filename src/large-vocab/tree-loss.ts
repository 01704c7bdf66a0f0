import { zeros, type FloatArray, type NamedTensors } from '../core';
import { climb, type ClassTree } from './class-tree';
import { labelPart } from './logistic-row';
import { lossesOf, type Batch, type BatchResult } from './output-layer';

/** The decisions of a batch, row by row: weight and bias that are used, the row of x, and ∂loss/∂z. */
interface Decisions {
  count: number;
  readonly node: Int32Array;
  readonly row: Int32Array;
  readonly gradient: Float64Array;
}

/** Loss and gradients of a hierarchical softmax. */
export function treeLoss(batch: Batch, tree: ClassTree, { weight, bias }: NamedTensors): BatchResult {
  const { x, labels, wantsGradients } = batch;
  const [rows, inputs] = x.shape;
  const losses = new Float64Array(rows);
  const dInput = wantsGradients ? zeros(x.shape, { dtype: x.dtype }) : undefined;
  const dx = new Float64Array(inputs);
  let total = 0;
  for (let i = 0; i < rows; i++) if (labels[i] >= 0) total += tree.depths[labels[i]];
  const decisions = decisionsFor(wantsGradients ? total : 0);

  for (let i = 0; i < rows; i++) {
    if (labels[i] < 0) continue;
    dx.fill(0);
    climb(tree, labels[i], (k, bit) => {
      const sign = bit === 1 ? 1 : -1;
      const z = dot(x.data, i * inputs, weight.data, k * inputs, inputs) + (bias?.data[k] ?? 0);
      const { loss, slope } = labelPart(sign * z);
      losses[i] += loss;
      if (!dInput) return;
      const g = (sign * slope) / batch.divisor;
      addScaled(dx, g, weight.data, k * inputs);
      push(decisions, k, i, g);
    });
    dInput?.data.set(dx, i * inputs);
  }

  const loss = batch.perRow ? lossesOf(losses, x) : losses.reduce((sum, l) => sum + l, 0) / batch.divisor;
  if (!dInput) return { loss };
  const { dtype } = x;
  const gradients: NamedTensors = {
    weight: zeros(weight.shape, { dtype }),
    ...(bias && { bias: zeros(bias.shape, { dtype }) }),
  };
  sumByNode(decisions, x.data, inputs, tree.classes - 1, gradients.weight.data, gradients.bias?.data);
  return { loss, dInput, gradients };
}

/** Each node's gradients, summed in float64 in the order of the rows. */
function sumByNode(
  { count, node, row, gradient }: Decisions,
  x: FloatArray,
  inputs: number,
  nodes: number,
  dWeight: FloatArray,
  dBias: FloatArray | undefined,
): void {
  const starts = new Int32Array(nodes + 1);
  for (let j = 0; j < count; j++) starts[node[j] + 1]++;
  for (let k = 0; k < nodes; k++) starts[k + 1] += starts[k];
  const next = starts.slice();
  const order = new Int32Array(count);
  for (let j = 0; j < count; j++) order[next[node[j]]++] = j;

  const dw = new Float64Array(inputs);
  for (let k = 0; k < nodes; k++) {
    if (starts[k] === starts[k + 1]) continue;
    dw.fill(0);
    let db = 0;
    for (let j = starts[k]; j < starts[k + 1]; j++) {
      const at = order[j];
      addScaled(dw, gradient[at], x, row[at] * inputs);
      db += gradient[at];
    }
    dWeight.set(dw, k * inputs);
    if (dBias) dBias[k] = db;
  }
}

function decisionsFor(most: number): Decisions {
  return {
    count: 0,
    node: new Int32Array(most),
    row: new Int32Array(most),
    gradient: new Float64Array(most),
  };
}

function push(decisions: Decisions, node: number, row: number, gradient: number): void {
  const at = decisions.count++;
  decisions.node[at] = node;
  decisions.row[at] = row;
  decisions.gradient[at] = gradient;
}

/** Four sums side by side do not wait for each other. */
function dot(a: FloatArray, atA: number, b: FloatArray, atB: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 4 <= length; d += 4) {
    s0 += a[atA + d] * b[atB + d];
    s1 += a[atA + d + 1] * b[atB + d + 1];
    s2 += a[atA + d + 2] * b[atB + d + 2];
    s3 += a[atA + d + 3] * b[atB + d + 3];
  }
  for (; d < length; d++) s0 += a[atA + d] * b[atB + d];
  return s0 + s1 + (s2 + s3);
}

/** sums ← sums + factor · b */
function addScaled(sums: Float64Array, factor: number, b: FloatArray, at: number): void {
  for (let d = 0; d < sums.length; d++) sums[d] += factor * b[at + d];
}

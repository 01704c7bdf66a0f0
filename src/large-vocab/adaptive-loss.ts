import { newTensor, zeros, type FloatArray, type NamedTensors, type Tensor } from '../core';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from '../nn/matmul';
import type { Cluster } from './adaptive-clusters';
import { gathered } from './gathered';
import { linearCrossEntropy } from './linear-cross-entropy';
import { lossesOf, type Batch, type BatchResult } from './output-layer';

/** Loss and gradients of an adaptive softmax. */
export function adaptiveLoss(
  batch: Batch,
  clusters: readonly Cluster[],
  frequent: number,
  parameters: NamedTensors,
): BatchResult {
  const { x, labels, perRow } = batch;
  const gradients: Record<string, Tensor> = {};
  const losses = new Float64Array(labels.length);
  let sum = 0;
  const add = (loss: number | Tensor, rowOf: (i: number) => number): void => {
    if (typeof loss === 'number') sum += loss;
    else loss.data.forEach((l, i) => (losses[rowOf(i)] += l));
  };

  const headLabels = labels.map((y) =>
    y < frequent ? y : frequent + clusters.findIndex(({ end }) => y < end),
  );
  const head = crossEntropy(batch, x, parameters['head.weight'], headLabels, parameters['head.bias']);
  add(head.loss, (i) => i);
  if (head.gradients) gradients['head.weight'] = head.gradients.weight;
  if (head.gradients?.bias) gradients['head.bias'] = head.gradients.bias;

  clusters.forEach(({ first, end }, c) => {
    const [name, nameOut] = [`tail.${c}.0.weight`, `tail.${c}.1.weight`];
    const [projection, weight] = [parameters[name], parameters[nameOut]];
    const rows = rowsOf(labels, first, end);
    if (rows.length === 0) {
      for (const key of [name, nameOut]) gradients[key] = zeros(parameters[key].shape, { dtype: x.dtype });
      return;
    }
    const own = newTensor(gathered(x.data, rows, x.shape[1]), [rows.length, x.shape[1]]);
    const within = rows.map((row) => labels[row] - first);
    const tail = crossEntropy(batch, matmulTransposedRight(own, projection), weight, within);
    add(tail.loss, (j) => rows[j]);
    if (!head.gradients || !tail.gradients) return;
    gradients[name] = matmulTransposedLeft(tail.gradients.x, own);
    gradients[nameOut] = tail.gradients.weight;
    addRows(head.gradients.x.data, rows, matmul(tail.gradients.x, projection));
  });

  const loss = perRow ? lossesOf(losses, x) : sum;
  return head.gradients ? { loss, dInput: head.gradients.x, gradients } : { loss };
}

/** Of a part of the batch: the losses of its rows, or their sum divided by the batch's divisor; as the gradients are. */
function crossEntropy(
  { perRow, divisor, wantsGradients }: Batch,
  x: Tensor,
  weight: Tensor,
  labels: Int32Array,
  bias?: Tensor,
) {
  const reducing = perRow ? { reduction: 'none' as const } : { normalizer: divisor };
  const options = { classesFirst: true, ignoreIndex: -1, bias, ...reducing };
  if (wantsGradients) return linearCrossEntropy.withGradient(x, weight, labels, options);
  return { loss: linearCrossEntropy(x, weight, labels, options), gradients: undefined };
}

function rowsOf(labels: Int32Array, first: number, end: number): Int32Array {
  const rows: number[] = [];
  labels.forEach((y, i) => {
    if (y >= first && y < end) rows.push(i);
  });
  return Int32Array.from(rows);
}

function addRows(to: FloatArray, rows: Int32Array, { data, shape: [, columns] }: Tensor): void {
  rows.forEach((row, j) => {
    for (let d = 0; d < columns; d++) to[row * columns + d] += data[j * columns + d];
  });
}

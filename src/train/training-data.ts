import { OptionError, ShapeError, isLabels, isTensor, zeros, type Labels, type Tensor } from '../core';
import { describe } from '../core/checks';

/** Class indices, or a tensor with a row for each example (probabilities, values to regress on). */
export type Targets = Labels | Tensor;

/** N examples. A data set of `datasets` is one. */
export interface TrainingData {
  /** `[N, …]` */
  readonly features: Tensor;
  /** N class indices, or `[N, …]` */
  readonly labels: Targets;
}

/** The number of examples; throws unless there is one at least and features and labels agree. */
export function checkData(where: string, name: string, data: TrainingData): number {
  if (!isTensor(data?.features) || !(isTensor(data.labels) || isLabels(data.labels))) {
    throw new OptionError(
      `${where}: ${name} should be { features: tensor [N, …], labels: N class indices or tensor [N, …] }, ` +
        `got ${describe(data)}`,
    );
  }
  const rows = data.features.shape[0];
  const labels = isTensor(data.labels) ? data.labels.shape[0] : data.labels.length;
  if (rows !== labels) {
    throw new ShapeError(`${where}: ${name} has ${rows} rows of features, but ${labels} labels`);
  }
  if (!(rows > 0)) throw new ShapeError(`${where}: ${name} should hold at least one row, got none`);
  return rows;
}

/** The examples of the given rows, copied, in that order. */
export function takeBatch(data: TrainingData, rows: Int32Array): TrainingData {
  const { labels } = data;
  return {
    features: takeRows(data.features, rows),
    labels: isTensor(labels) ? takeRows(labels, rows) : Int32Array.from(rows, (row) => labels[row]),
  };
}

function takeRows(x: Tensor, rows: Int32Array): Tensor {
  const width = x.data.length / x.shape[0];
  const taken = zeros([rows.length, ...x.shape.slice(1)], x.dtype);
  for (let i = 0; i < rows.length; i++) {
    taken.data.set(x.data.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return taken;
}

import { OptionError, ShapeError, asTensor, classIndices, isTensor, zeros } from '../core';
import type { Labels, Tensor, TensorLike } from '../core';
import { describe } from '../core/checks';
import type { ClassIndices } from '../core/labels';
import { isIntegerArray } from '../core/typed-array';
import type { Layer } from '../nn';

/** Class indices, or a row for each example: probabilities, values to regress on. */
export type Targets = Labels | TensorLike;

/** N examples. A data set of `datasets` is one. */
export interface TrainingData {
  /** `[N, …]`; plain numbers take the dtype of the model's parameters. */
  readonly features: TensorLike;
  /** N class indices, or `[N, …]` */
  readonly labels: Targets;
}

/** The same as tensors, but for class indices in an array. */
export interface Examples {
  readonly features: Tensor;
  readonly labels: Tensor | ClassIndices;
  readonly rows: number;
}

/** The examples for a model; throws unless there is one at least and features and labels agree. */
export function readData(where: string, name: string, data: TrainingData, model?: Layer): Examples {
  if (typeof data !== 'object' || (data as object | null) === null) {
    throw new OptionError(
      `${where}: ${name} should be { features: [N, …], labels: N class indices or [N, …] }, got ${describe(data)}`,
    );
  }
  const features = asTensor(where, `${name}.features`, data.features, parameterOf(model));
  const labels = readTargets(where, `${name}.labels`, data.labels, features);
  const rows = features.shape[0];
  const targets = isTensor(labels) ? labels.shape[0] : labels.length;
  if (rows !== targets) {
    throw new ShapeError(`${where}: ${name} has ${rows} rows of features, but ${targets} labels`);
  }
  if (!(rows > 0)) throw new ShapeError(`${where}: ${name} should hold at least one row, got none`);
  return { features, labels, rows };
}

/** A tensor whose dtype plain features take. */
export function parameterOf(model: Layer | undefined): Tensor | undefined {
  return Object.values(model?.parameters ?? {})[0];
}

/** A list is one of class indices, as an array; anything else is a tensor. */
function readTargets(where: string, name: string, labels: Targets, features: Tensor): Tensor | ClassIndices {
  if (isTensor(labels)) return labels;
  if (Array.isArray(labels) && Array.isArray(labels[0])) {
    return asTensor(where, name, labels as TensorLike, features);
  }
  return classIndices(where, labels as Labels, name);
}

/** The examples of the given rows, copied, in that order. */
export function takeBatch({ features, labels }: Examples, rows: Int32Array): Examples {
  return {
    features: takeRows(features, rows),
    labels: isTensor(labels) ? takeRows(labels, rows) : takeLabels(labels, rows),
    rows: rows.length,
  };
}

/** Lists that are not of integers by their type may be values to regress on. */
function takeLabels(labels: ClassIndices, rows: Int32Array): ClassIndices {
  if (isIntegerArray(labels)) return Int32Array.from(rows, (row) => labels[row]);
  return Array.from(rows, (row) => labels[row]);
}

function takeRows(x: Tensor, rows: Int32Array): Tensor {
  const width = x.data.length / x.shape[0];
  const taken = zeros([rows.length, ...x.shape.slice(1)], { dtype: x.dtype });
  for (let i = 0; i < rows.length; i++) {
    taken.data.set(x.data.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return taken;
}

import { OptionError, ShapeError, asTensor, classIndices, isTensor, zeros } from '../core';
import type { Labels, Rng, Tensor, TensorLike } from '../core';
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
  /**
   * N class indices, or `[N, …]`. Of a model whose outputs are `[N, T, K]` class indices `[N, T]`: each position is then an
   * example to the loss and the metrics.
   */
  readonly labels: Targets;
}

/**
 * Examples that are made when they are wanted: images out of their bytes, varied anew in each epoch, or read from files.
 *
 * @example
 * const source: train.BatchSource = {
 *   rows: 100,
 *   take: (rows, rng) => ({
 *     features: tensor(Array.from(rows, (row) => [row / 100 + (rng ? 0.01 * rng.normal() : 0)])),
 *     labels: rows.map((row) => Number(row >= 50)),
 *   }),
 * };
 */
export interface BatchSource {
  /** How many there are. */
  readonly rows: number;
  /**
   * The examples with these numbers, in this order: one row of features and labels each.
   * @param rng - in training a stream to draw from; without one the same numbers give the same examples
   */
  take(rows: Int32Array, rng?: Rng): Batch;
}

/** Some examples as tensors, but for class indices in an array. */
export interface Batch {
  readonly features: Tensor;
  readonly labels: Tensor | ClassIndices;
}

/** All examples, which are there as a whole. */
export interface Examples extends BatchSource, Batch {}

/** The data, which may be a source: that it gives what it should is seen at each batch. */
export function readSource(
  where: string,
  name: string,
  data: TrainingData | BatchSource,
  model: Layer,
): BatchSource {
  if (!isSource(data)) return readData(where, name, data, model);
  const { rows } = data;
  if (!(Number.isInteger(rows) && rows > 0)) {
    throw new ShapeError(`${where}: ${name}.rows should be a positive integer, got ${describe(rows)}`);
  }
  return {
    rows,
    take(wanted, rng) {
      const { features, labels, rows } = readData(
        where,
        `what ${name}.take gave`,
        data.take(wanted, rng),
        model,
      );
      if (rows === wanted.length) return { features, labels };
      throw new ShapeError(`${where}: ${name}.take was asked for ${wanted.length} rows, got ${rows}`);
    },
  };
}

/** Whether examples are to be asked for; those that are there as a whole need not be copied. */
export function isSource(data: unknown): data is BatchSource {
  const { take, features } = (data ?? {}) as Partial<Examples>;
  return typeof take === 'function' && features === undefined;
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
  return {
    features,
    labels,
    rows,
    take: (wanted) => ({
      features: takeRows(features, wanted),
      labels: isTensor(labels) ? takeRows(labels, wanted) : takeLabels(labels, wanted),
    }),
  };
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

import { OptionError, type Tensor } from '../core';
import { checkFunction, checkOptions, describe } from '../core/checks';
import type { Layer } from '../nn';
import { byPosition } from './by-position';
import { predict, predictSource } from './predict';
import {
  isSource,
  readData,
  readSource,
  type BatchSource,
  type Targets,
  type TrainingData,
} from './training-data';
import { lossOf, type TrainingLoss } from './training-loss';

/**
 * A number that says how good outputs (for a classifier: logits) are, e.g. `metrics.accuracy`. (Declared as
 * a method, which lets a metric that takes class indices alone count as one.)
 */
export type Metric = { measure(outputs: Tensor, labels: Targets): number }['measure'];

export interface Evaluation {
  loss: number;
  metrics: Record<string, number>;
}

export interface EvaluateOptions {
  model: Layer;
  loss: TrainingLoss;
  data: TrainingData | BatchSource;
  /** Name → metric. By default none. */
  metrics?: Readonly<Record<string, Metric>>;
  /** Of the forward pass; does not change the result. */
  batchSize?: number;
}

/**
 * The loss over all rows at once, so that its mean has its own denominator, and the metrics.
 *
 * @throws {@link ShapeError} for data without rows, or whose parts disagree; {@link OptionError}
 * @example
 * const model = nn.linear(4, 3, { initializer: nn.initializers.zeros });
 * const { accuracy } = metrics;
 * train.evaluate({ model, loss: losses.softmaxCrossEntropy, data: datasets.iris(), metrics: { accuracy } }).loss // ≈ 1.0986
 */
export function evaluate(options: EvaluateOptions): Evaluation {
  checkOptions('evaluate', options, ['model', 'loss', 'data', 'metrics', 'batchSize']);
  const { model, loss, metrics = {}, batchSize } = options;
  if (typeof (loss as TrainingLoss | null)?.withGradient !== 'function') {
    throw new OptionError(`evaluate: loss should have the method withGradient, got ${describe(loss)}`);
  }
  checkMetrics('evaluate', metrics);
  const all = outputsAndLabels(model, options.data, batchSize);
  const { outputs, labels } = byPosition(all.outputs, all.labels);
  return {
    loss: lossOf('evaluate', loss.withGradient(outputs, labels)),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => {
        const value: unknown = metric(outputs, labels);
        if (typeof value === 'number') return [name, value];
        throw new OptionError(`evaluate: metrics.${name} should give a number, got ${describe(value)}`);
      }),
    ),
  };
}

function outputsAndLabels(
  model: Layer,
  given: TrainingData | BatchSource,
  batchSize: number | undefined,
): { outputs: Tensor; labels: Targets } {
  if (isSource(given)) return predictSource(model, readSource('evaluate', 'data', given, model), batchSize);
  const { features, labels } = readData('evaluate', 'data', given, model);
  return { outputs: predict(model, features, batchSize === undefined ? {} : { batchSize }), labels };
}

/** Throws an {@link OptionError} unless it is missing or an object of functions. */
export function checkMetrics(where: string, metrics: EvaluateOptions['metrics'] = {}): void {
  if (typeof metrics !== 'object' || metrics === null) {
    throw new OptionError(
      `${where}: metrics should be an object like { accuracy: metrics.accuracy }, got ${describe(metrics)}`,
    );
  }
  for (const [name, metric] of Object.entries(metrics)) checkFunction(where, `metrics.${name}`, metric);
}

import { DomainError, float32Memory, newTensor, type NamedTensors } from '../core';
import { parameterGradients, stateOf, type ForwardContext } from '../nn';
import { clipGradientNorm } from '../optim';
import { byPosition } from './by-position';
import type { FitOptions, ReadFitOptions } from './fit-options';
import type { Batch } from './training-data';
import { lossOf } from './training-loss';

/** One pass over the rows in the given order; returns the mean of the losses, weighted by rows. */
export async function trainEpoch(
  epoch: number,
  order: Int32Array,
  batchSize: number,
  options: ReadFitOptions,
  breathe: () => Promise<void>,
): Promise<number> {
  const { data, optimizer, schedule, callbacks } = options;
  const batches = Math.ceil(order.length / batchSize);
  // A function of the seed, the epoch and the batch alone, so that a resumed run needs no state of the rng.
  const stream = options.rng?.split('layers').split(epoch);
  let total = 0;
  for (let batch = 0; batch < batches; batch++) {
    const at = `epoch ${epoch}, batch ${batch} of ${batches} (counted from 0)`;
    if (options.signal?.aborted) throw aborted(at, options.signal.reason);
    if (schedule) optimizer.state.learningRate = schedule(epoch + batch / batches);
    const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
    const memory = float32Memory();
    const loss = memory.scope(() => {
      const context = { training: true, rng: stream?.split(batch) };
      const loss = update(options, data.take(rows, context.rng?.split('data')), context, at);
      memory.keep([stateOf(options.model), optimizer.state]);
      return loss;
    });
    total += loss * rows.length;
    callbacks?.onBatch?.({ epoch, batch, batches, loss, learningRate: optimizer.state.learningRate });
    await breathe();
  }
  return total / order.length;
}

/** Forward, backward, one step of the optimiser. Returns the loss before the step. */
function update(options: FitOptions, batch: Batch, context: ForwardContext, at: string): number {
  const { model, optimizer, maxGradientNorm } = options;
  const [outputs, cache] = model.forward(batch.features, context);
  const rows = byPosition(outputs, batch.labels);
  const result = options.loss.withGradient(rows.outputs, rows.labels);
  const loss = lossOf('fit', result);
  if (!Number.isFinite(loss)) {
    throw new DomainError(
      `fit: the loss is ${loss} in ${at}, at learning rate ${optimizer.state.learningRate}; lower it, ` +
        'set maxGradientNorm, or look for NaN in the features',
    );
  }
  const { gradient } = result;
  const dOutput = rows.outputs === outputs ? gradient : newTensor(gradient.data, outputs.shape);
  const gradients = parameterGradients(model, cache, dOutput);
  if (maxGradientNorm !== undefined) clipGradientNorm(gradients, maxGradientNorm);
  optimizer.step(model.parameters, gradients);
  return loss;
}

/** An update after a finite loss can still overflow; the last one of a training would go unseen. */
export function checkFinite(what: string, tensors: NamedTensors, epoch: number): void {
  for (const [name, { data }] of Object.entries(tensors)) {
    if (!data.every(Number.isFinite)) {
      throw new DomainError(
        `fit: ${what} '${name}' is no longer finite after epoch ${epoch} (counted from 0)`,
      );
    }
  }
}

function aborted(at: string, reason: unknown): Error {
  return Object.assign(new Error(`fit: stopped by the signal before ${at}`, { cause: reason }), {
    name: 'AbortError',
  });
}

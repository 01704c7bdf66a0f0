import { OptionError, type Rng } from '../core';
import { breather } from './breather';
import { takeCheckpoint, type TrainingState } from './checkpoint';
import { earlyStopping } from './early-stopping';
import { evaluate, type Evaluation } from './evaluate';
import { readFitOptions, type FitOptions, type ReadFitOptions } from './fit-options';
import { emptyHistory, type History } from './history';
import { restoreCheckpoint } from './restore-checkpoint';
import { checkFinite, trainEpoch } from './train-epoch';

/**
 * Trains a model by mini-batches.
 *
 * @remarks
 * The same options give the same bits: the order of rows in an epoch is a function of the rng's seed and the
 * epoch alone, so a run resumed from a checkpoint ends as the uninterrupted one. The event loop runs every
 * 50 ms or so. Nothing is printed: progress goes to the callbacks.
 * @throws {@link DomainError} that names epoch and batch when the loss is no longer finite (the model then
 * holds the parameters that gave this loss), or the parameter that is not at an epoch's end;
 * {@link OptionError}; {@link ShapeError}; an error named `AbortError` when the signal says so
 * @example
 * const split = datasets.split(datasets.iris(), { rng: rng(1), stratify: true });
 * const { train: data, test: validation } = datasets.standardise(split);
 * const history = await train.fit({
 *   model: nn.linear(4, 3, { initializer: nn.initializers.zeros }),
 *   loss: losses.softmaxCrossEntropy,
 *   optimizer: optim.sgd({ learningRate: 0.5 }),
 *   data, validation, metrics: { accuracy: metrics.accuracy },
 *   epochs: 20, batchSize: 16, rng: rng(2),
 * });
 * history.validationMetrics.accuracy.at(-1) // ≈ 0.92
 */
export async function fit(options: FitOptions): Promise<History> {
  return run(readFitOptions(options));
}

async function run(options: ReadFitOptions): Promise<History> {
  const { model, loss, optimizer, data, validation, metrics, epochs, batchSize = 32, callbacks } = options;
  const state = prepare(options);
  const { history, stopping } = state;
  const breathe = breather();

  let epoch = options.resume === undefined ? 0 : restoreCheckpoint(options.resume, state, epochs);
  /** The epochs that the model has seen; a part of one makes it NaN. */
  let seen = epoch;
  while (epoch < epochs && !stopping?.isOver(epoch)) {
    seen = NaN;
    const order = orderOf(epoch, data.rows, options);
    const trainLoss = await trainEpoch(epoch, order, batchSize, options, breathe);
    checkFinite('parameter', model.parameters, epoch);
    checkFinite('buffer', model.buffers ?? {}, epoch);
    const result = validation && evaluate({ model, loss, data: validation, metrics });
    const { learningRate } = optimizer.state;
    record(history, trainLoss, learningRate, result);
    if (result) stopping?.observe(epoch, result);
    epoch++;
    const done = (seen = epoch);
    await callbacks?.onEpoch?.({
      epoch: done - 1,
      epochs,
      trainLoss,
      learningRate,
      validation: result,
      model,
      checkpoint() {
        if (seen === done) return takeCheckpoint(done, state);
        throw new OptionError(
          `fit: checkpoint() of epoch ${done - 1} was called when the model had gone on; call it within onEpoch`,
        );
      },
    });
  }
  if (stopping) {
    stopping.restore();
    seen = NaN;
    history.bestEpoch = stopping.best?.epoch;
    history.stoppedEarly = stopping.isOver(epoch);
  }
  return history;
}

function prepare(options: ReadFitOptions): TrainingState {
  const { model, optimizer, data, validation, batchSize = 32, metrics = {} } = options;
  const names = Object.keys(metrics);
  const stopping = options.earlyStopping && earlyStopping(options.earlyStopping, model, names);
  return {
    plan: {
      optimizer: optimizer.name,
      rows: String(data.rows),
      batchSize: String(batchSize),
      shuffle: String(shuffleStream(options)?.uniform() ?? 'none'),
      validationRows: String(validation?.rows ?? 'none'),
      metrics: names.join(', ') || 'none',
      earlyStopping: stopping?.rule ?? 'none',
    },
    model,
    optimizer,
    history: emptyHistory(names),
    stopping,
  };
}

function shuffleStream({ rng, shuffle = true }: FitOptions): Rng | undefined {
  return shuffle ? rng?.split('shuffle') : undefined;
}

/** A function of the seed and the epoch alone, so that a resumed run needs no state of the rng. */
function orderOf(epoch: number, rows: number, options: FitOptions): Int32Array {
  return (
    shuffleStream(options)?.split(epoch).permutation(rows) ?? Int32Array.from({ length: rows }, (_, i) => i)
  );
}

function record(history: History, trainLoss: number, learningRate: number, result?: Evaluation): void {
  history.trainLoss.push(trainLoss);
  history.learningRate.push(learningRate);
  if (!result) return;
  history.validationLoss.push(result.loss);
  for (const [name, value] of Object.entries(result.metrics)) history.validationMetrics[name].push(value);
}

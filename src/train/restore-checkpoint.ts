import { DomainError, OptionError, zeros, type NamedTensors, type Tensor } from '../core';
import { stateOf } from '../nn';
import { checkTensors } from './check-tensors';
import { FORMAT, type Checkpoint, type Plan, type TrainingState } from './checkpoint';
import { decodeSafetensors } from './decode-safetensors';
import { emptyHistory, listsOf, type History } from './history';
import { setState } from './saved-model';

const WHERE = 'fit: resume';

/**
 * Puts a checkpoint into a fresh training, in place, and returns the number of epochs done.
 *
 * @param epochs - those that the training is to have
 * @throws {@link OptionError}, {@link ShapeError} or {@link DomainError} that names what is damaged or differs;
 * nothing has changed then
 */
export function restoreCheckpoint(checkpoint: Checkpoint, training: TrainingState, epochs: number): number {
  const { tensors, metadata } = decodeSafetensors(WHERE, checkpoint);
  const { model, optimizer, stopping } = training;
  checkPlan(metadata, training.plan);
  const integer = (name: string, low: number, high: number): number => {
    const value = numberIn(metadata, name);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new OptionError(`${WHERE}: ${name} should be an integer of [${low}, ${high}], got ${value}`);
  };
  const done = integer('epochs', 1, epochs);
  const steps = integer('steps', 0, Number.MAX_SAFE_INTEGER);
  const learningRate = numberIn(metadata, 'learningRate');
  const history = historyIn(tensors, Object.keys(training.history.validationMetrics));
  const best = stopping?.bestOf(history);

  const slots = Object.keys(optimizer.state.slots);
  const { parameters, buffers = {} } = model;
  const groups: Record<string, NamedTensors> = { parameters, buffers, ...(best && { best: stateOf(model) }) };
  for (const slot of slots) groups[`optimizer.${slot}`] = parameters;
  const kinds = Object.entries(groups).flatMap(([group, of]) =>
    Object.entries(of).map(([name, x]): [string, Kind] => [`${group}.${name}`, x]),
  );
  for (const [list] of listsOf(history)) {
    const length = list === 'validationLoss' && training.plan.validationRows === 'none' ? 0 : done;
    kinds.push([`history.${list}`, { dtype: 'float64', shape: [length] }]);
  }
  checkTensors(WHERE, Object.fromEntries(kinds), tensors);
  const group = (group: string): NamedTensors =>
    Object.fromEntries(Object.keys(groups[group]).map((name) => [name, tensors[`${group}.${name}`]]));
  const state = { ...group('parameters'), ...group('buffers') };
  const finite = { ...state, 'history.trainLoss': tensors['history.trainLoss'] };
  for (const [name, { data }] of Object.entries(finite)) {
    if (!data.every(Number.isFinite))
      throw new DomainError(`${WHERE}: '${name}' should be finite, it is not`);
  }
  const kept = slots.map((slot) => [slot, copyOf(group(`optimizer.${slot}`))]);

  setState(model, state);
  Object.assign(optimizer.state, { steps, learningRate, slots: Object.fromEntries(kept) as object });
  Object.assign(training.history, history);
  if (stopping) stopping.best = best && { ...best, state: group('best') };
  return done;
}

type Kind = Pick<Tensor, 'shape' | 'dtype'>;

const MEANING: Partial<Record<keyof Plan, string>> = {
  shuffle: 'the order of rows (rng or shuffle)',
  validationRows: 'the number of validation rows',
};

function checkPlan(metadata: Readonly<Record<string, string>>, plan: Plan): void {
  if (metadata.format !== FORMAT) {
    throw new OptionError(
      `${WHERE}: expected a checkpoint of format ${FORMAT}, got a file of format ${metadata.format}`,
    );
  }
  if (metadata.crc32 === undefined) throw new OptionError(`${WHERE}: the checkpoint has lost its checksum`);
  for (const [key, now] of Object.entries(plan) as [keyof Plan, string][]) {
    if (metadata[key] === now) continue;
    throw new OptionError(
      `${WHERE}: ${MEANING[key] ?? key} was ${metadata[key]} and is ${now}; the rest would differ`,
    );
  }
}

/** Finite, ≥ 0, and spelled as `takeCheckpoint` spells it. */
function numberIn(metadata: Readonly<Record<string, string>>, name: string): number {
  const value = Number(metadata[name]);
  if (String(value) === metadata[name] && value >= 0 && value < Infinity) return value;
  throw new OptionError(`${WHERE}: ${name} should be a finite number ≥ 0, got '${metadata[name]}'`);
}

/** Lists that are not there are empty: that their lengths are wrong is found with the other tensors'. */
function historyIn(tensors: NamedTensors, metrics: readonly string[]): History {
  const history = emptyHistory(metrics);
  for (const [list, values] of listsOf(history)) {
    for (const value of tensors[`history.${list}`]?.data ?? []) values.push(value);
  }
  return history;
}

/** In the kernels' memory, where the optimiser wants them. */
function copyOf(tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]) => {
      const copy = zeros(x.shape, { dtype: x.dtype });
      copy.data.set(x.data);
      return [name, copy];
    }),
  );
}

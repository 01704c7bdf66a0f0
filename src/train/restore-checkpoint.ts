import { DomainError, OptionError, zeros, type NamedTensors, type Tensor } from '../core';
import { checkTensors } from './check-tensors';
import { FORMAT, type Checkpoint, type Plan, type TrainingState } from './checkpoint';
import { decodeSafetensors } from './decode-safetensors';
import { emptyHistory, listsOf, type History } from './history';

const WHERE = 'fit: resume';

/**
 * Puts a checkpoint into a fresh training, in place, and returns the number of epochs done.
 *
 * @param epochs - those that the training is to have
 * @throws {@link OptionError}, {@link ShapeError} or {@link DomainError} that names what is damaged or differs;
 * nothing has changed then
 */
export function restoreCheckpoint(checkpoint: Checkpoint, state: TrainingState, epochs: number): number {
  const { tensors, metadata } = decodeSafetensors(WHERE, checkpoint);
  const { model, optimizer, stopping } = state;
  checkPlan(metadata, state.plan);
  const integer = (name: string, low: number, high: number): number => {
    const value = numberIn(metadata, name);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new OptionError(`${WHERE}: ${name} should be an integer of [${low}, ${high}], got ${value}`);
  };
  const done = integer('epochs', 1, epochs);
  const steps = integer('steps', 0, Number.MAX_SAFE_INTEGER);
  const learningRate = numberIn(metadata, 'learningRate');
  const history = historyIn(tensors, Object.keys(state.history.validationMetrics));
  const best = stopping?.bestOf(history);

  const slots = Object.keys(optimizer.state.slots);
  const groups = ['parameters', ...slots.map((slot) => `optimizer.${slot}`), ...(best ? ['best'] : [])];
  const kinds = groups.flatMap((group) =>
    Object.entries(model.parameters).map(([name, x]): [string, Kind] => [`${group}.${name}`, x]),
  );
  for (const [list] of listsOf(history)) {
    const length = list === 'validationLoss' && state.plan.validationRows === 'none' ? 0 : done;
    kinds.push([`history.${list}`, { dtype: 'float64', shape: [length] }]);
  }
  checkTensors(WHERE, Object.fromEntries(kinds), tensors);
  const group = (name: string): NamedTensors =>
    Object.fromEntries(
      Object.keys(model.parameters).map((parameter) => [parameter, tensors[`${name}.${parameter}`]]),
    );
  const parameters = group('parameters');
  const finite = { ...parameters, 'history.trainLoss': tensors['history.trainLoss'] };
  for (const [name, { data }] of Object.entries(finite)) {
    if (!data.every(Number.isFinite))
      throw new DomainError(`${WHERE}: '${name}' should be finite, it is not`);
  }
  const kept = slots.map((slot) => [slot, copyOf(group(`optimizer.${slot}`))]);

  for (const [name, { data }] of Object.entries(parameters)) model.parameters[name].data.set(data);
  Object.assign(optimizer.state, { steps, learningRate, slots: Object.fromEntries(kept) as object });
  Object.assign(state.history, history);
  if (stopping) stopping.best = best && { ...best, parameters: group('best') };
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
      const copy = zeros(x.shape, x.dtype);
      copy.data.set(x.data);
      return [name, copy];
    }),
  );
}

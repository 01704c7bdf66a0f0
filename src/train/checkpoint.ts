import { OptionError, tensor, type NamedTensors, type Tensor } from '../core';
import { stateOf, type Layer } from '../nn';
import type { Optimizer } from '../optim';
import type { EarlyStopping } from './early-stopping';
import { encodeSafetensors } from '../core/encode-safetensors';
import { listsOf, type History } from './history';

export const FORMAT = 'softmax-lab-checkpoint-2';

/**
 * All that `fit` needs to go on after an epoch as if it had never stopped: the bytes of a safetensors file, with a
 * checksum. The callback `onEpoch` takes one, {@link saveFile} writes it, `fit({ resume: readFileSync(path) })`
 * continues from it to the same bits.
 */
export type Checkpoint = Uint8Array;

/** What has to be the same for the rest to be the same, as text. */
export interface Plan {
  optimizer: string;
  rows: string;
  batchSize: string;
  /** The first number of the stream that shuffles, which tells seeds apart. */
  shuffle: string;
  validationRows: string;
  metrics: string;
  earlyStopping: string;
}

/** The parts of a training that change while it runs. */
export interface TrainingState {
  plan: Plan;
  model: Layer;
  optimizer: Optimizer;
  history: History;
  stopping: EarlyStopping | undefined;
}

export function takeCheckpoint(epochs: number, state: TrainingState): Checkpoint {
  const { plan, model, optimizer, history, stopping } = state;
  const { steps, learningRate, slots } = optimizer.state;
  const tensors: [name: string, x: Tensor][] = [];
  const add = (group: string, of: NamedTensors, named = of): void => {
    for (const name of Object.keys(of)) {
      if (!named[name]) throw new OptionError(`fit: checkpoint: there is no ${group} of '${name}'`);
      tensors.push([`${group}.${name}`, named[name]]);
    }
  };
  add('parameters', model.parameters);
  add('buffers', model.buffers ?? {});
  for (const [slot, named] of Object.entries(slots)) add(`optimizer.${slot}`, model.parameters, named);
  if (stopping?.best) add('best', stateOf(model), stopping.best.state);
  for (const [name, values] of listsOf(history)) tensors.push([`history.${name}`, tensor(values)]);
  return encodeSafetensors(Object.fromEntries(tensors), {
    format: FORMAT,
    ...plan,
    epochs: String(epochs),
    steps: String(steps),
    learningRate: String(learningRate),
  });
}

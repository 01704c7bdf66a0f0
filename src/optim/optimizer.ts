import {
  OptionError,
  ShapeError,
  asTensor,
  float32Memory,
  zeros,
  type NamedTensors,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkChoice, checkSameDtype, checkSameShape, checkTensor, describe } from '../core/checks';

/** Numbers by the name of their parameter. */
export type NamedGradients = Readonly<Record<string, TensorLike>>;

/** All that an optimiser remembers, in the open: copy it, print it, save it, put it back. */
export interface OptimizerState {
  /** Updates made so far. */
  steps: number;
  /** Of the next update; a schedule writes it. */
  learningRate: number;
  /** Running averages of one tensor a parameter: `slots.momentum['0.weight']`. */
  slots: Record<string, Record<string, Tensor>>;
}

/**
 * Changes parameters in place by their gradients.
 *
 * @example
 * const optimizer = optim.sgd({ learningRate: 0.5 });
 * const parameters = { weight: tensor([1, 2]) };
 * optimizer.step(parameters, { weight: tensor([2, -2]) });
 * parameters.weight.data // [0, 3]
 */
export interface Optimizer {
  readonly name: string;
  readonly state: OptimizerState;
  /**
   * One update of every parameter, in place.
   * @throws {@link ShapeError} if the names or shapes of parameters and gradients differ; {@link DTypeError}
   */
  step(parameters: NamedTensors, gradients: NamedGradients): void;
}

/** Which parameters a weight decay is for. */
export interface DecayOptions {
  /** λ */
  weightDecay?: number;
  /** Whether biases and scales, which have one axis, decay too, or matrices and kernels alone. By default 'all', as in PyTorch. */
  decayed?: 'all' | 'matrices';
}

/**
 * The tensors that one update reads and writes; `slots` in the order they were asked for, `weightDecay` that of the
 * parameter.
 */
export type UpdateRule = (
  parameter: Tensor['data'],
  gradient: Tensor['data'],
  slots: readonly Tensor['data'][],
  state: Readonly<OptimizerState>,
  weightDecay: number,
) => void;

/** Makes an optimiser of a rule for one parameter; `slotNames` are kept per parameter and start at zero. */
export function defineOptimizer(
  name: string,
  learningRate: number,
  slotNames: readonly string[],
  { weightDecay = 0, decayed = 'all' }: DecayOptions,
  update: UpdateRule,
): Optimizer {
  checkNumber(name, 'weightDecay', weightDecay, 0);
  checkChoice(name, 'decayed', decayed, ['all', 'matrices']);
  checkNumber(name, 'learningRate', learningRate, 0);
  const slots: OptimizerState['slots'] = Object.fromEntries(slotNames.map((slot) => [slot, {}]));
  const state: OptimizerState = { steps: 0, learningRate, slots };
  return {
    name,
    state,
    step(parameters, given) {
      const gradients = readGradients(name, parameters, given);
      checkNumber(name, 'state.learningRate', state.learningRate, 0);
      state.steps++;
      for (const [key, parameter] of Object.entries(parameters)) {
        const own = slotNames.map((slot) => {
          const tensors = (state.slots[slot] ??= {});
          const kept = (tensors[key] ??= float32Memory().keep(
            zeros(parameter.shape, { dtype: parameter.dtype }),
          ));
          checkSameShape(name, [`${slot} of '${key}'`, kept], ['the parameter', parameter]);
          return kept.data;
        });
        const decay = decayed === 'all' || parameter.shape.length > 1 ? weightDecay : 0;
        update(parameter.data, gradients[key].data, own, state, decay);
      }
    },
  };
}

/** Throws an {@link OptionError} unless `minimum ≤ value < below`. */
export function checkNumber(
  where: string,
  name: string,
  value: number,
  minimum: number,
  below = Infinity,
): void {
  if (!(typeof value === 'number' && value >= minimum && value < below)) {
    const range = below === Infinity ? `finite and ≥ ${minimum}` : `≥ ${minimum} and < ${below}`;
    throw new OptionError(`${where}: ${name} should be ${range}, got ${describe(value)}`);
  }
}

/** Throws a {@link ShapeError} unless it is an object of tensors. */
export function checkTensors(where: string, name: string, tensors: NamedTensors): void {
  checkObject(where, name, tensors);
  for (const [key, x] of Object.entries(tensors)) checkTensor(where, `'${key}' of the ${name}`, x);
}

function checkObject(where: string, name: string, tensors: object): void {
  if (typeof tensors === 'object' && (tensors as object | null) !== null) return;
  throw new ShapeError(`${where}: ${name} should be an object of tensors, got ${describe(tensors)}`);
}

/** Checked before anything changes, so that a wrong gradient leaves every parameter as it was. */
function readGradients(where: string, parameters: NamedTensors, given: NamedGradients): NamedTensors {
  checkTensors(where, 'parameters', parameters);
  checkObject(where, 'gradients', given);
  const gradients: Record<string, Tensor> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    if (!Object.hasOwn(given, key)) throw new ShapeError(`${where}: parameter '${key}' has no gradient`);
    const name = `the gradient of '${key}'`;
    const gradient = (gradients[key] = asTensor(where, name, given[key], parameter));
    checkSameShape(where, [`parameter '${key}'`, parameter], ['its gradient', gradient]);
    checkSameDtype(where, [name, gradient], [`parameter '${key}'`, parameter]);
  }
  const stranger = Object.keys(given).find((key) => !parameters[key]);
  if (stranger !== undefined) {
    throw new ShapeError(
      `${where}: gradient '${stranger}' has no parameter; there are ${Object.keys(parameters).join(', ')}`,
    );
  }
  return gradients;
}

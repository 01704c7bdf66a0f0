import {
  OptionError,
  ShapeError,
  asTensor,
  float32Memory,
  sizeOf,
  zeros,
  type NamedTensors,
  type RowGradient,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkChoice, checkSameDtype, checkSameShape, checkTensor, describe } from '../core/checks';
import { checkRowGradient, isRowGradient, updateRows } from './row-gradients';

/** Numbers, of all rows or of those that were touched, by the name of their parameter. */
export type NamedGradients = Readonly<Record<string, TensorLike | RowGradient>>;

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
   * One update of every parameter, in place. Of a parameter whose gradient is `{ rows, values }` only those rows change,
   * and only their running averages and their decay: the others wait until they are touched (PyTorch's SparseAdam does so
   * too). The cost is that of the rows.
   * @throws {@link ShapeError} if the names or shapes of parameters and gradients differ; {@link DTypeError};
   *   {@link LabelError} for a row that is none of the parameter's
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
 * parameter, `of` its name and shape (that of the whole, also if the update is of some rows).
 */
export type UpdateRule = (
  parameter: Tensor['data'],
  gradient: Tensor['data'],
  slots: readonly Tensor['data'][],
  state: Readonly<OptimizerState>,
  weightDecay: number,
  of: { name: string; shape: readonly number[] },
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
          return kept;
        });
        const decay = decayed === 'all' || parameter.shape.length > 1 ? weightDecay : 0;
        const gradient = gradients[key];
        const of = { name: key, shape: parameter.shape };
        if (isRowGradient(gradient)) {
          const { rows, values } = gradient;
          const width = sizeOf(parameter.shape.slice(1), name);
          updateRows(rows, width, [parameter, ...own], ([part, ...slots]) =>
            update(part, values.data, slots, state, decay, of),
          );
        } else {
          const slots = own.map(({ data }) => data);
          update(parameter.data, gradient.data, slots, state, decay, of);
        }
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
function readGradients(
  where: string,
  parameters: NamedTensors,
  given: NamedGradients,
): Record<string, Tensor | RowGradient> {
  checkTensors(where, 'parameters', parameters);
  checkObject(where, 'gradients', given);
  const gradients: Record<string, Tensor | RowGradient> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    if (!Object.hasOwn(given, key)) throw new ShapeError(`${where}: parameter '${key}' has no gradient`);
    const name = `the gradient of '${key}'`;
    const its = given[key];
    if (isRowGradient(its)) {
      checkRowGradient(where, key, parameter, its);
      gradients[key] = its;
      continue;
    }
    const gradient = (gradients[key] = asTensor(where, name, its, parameter));
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

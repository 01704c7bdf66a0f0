import {
  OptionError,
  ShapeError,
  formatShape,
  type NamedTensors,
  type Tensor as PlainTensor,
} from '../../core';
import { parameterGradients, type Layer } from '../../nn';
import { isRecording } from '../no-grad';
import { accumulate, gradientSink, resultOf, type Tensor } from '../tensor';

/** A function with parameters. Call it; its results know the way back to the parameters. */
export interface Module {
  (input: PlainTensor): Tensor;
  /** The layer that does the work: what `train.predict`, `train.fingerprint` and the like take. */
  readonly layer: Layer;
  parameters(): Tensor[];
  /** The parameters with their names: `'0.weight'`. */
  named_parameters(): [name: string, parameter: Tensor][];
  /** The live parameters by name. */
  state_dict(): NamedTensors;
  /**
   * Copies numbers into the parameters.
   * @throws {@link ShapeError} if a name is missing or unknown, or shapes or dtypes differ
   */
  load_state_dict(state: NamedTensors): void;
  zero_grad(): void;
  /** Returns the module, which has nothing that behaves differently in training (no dropout). */
  train(): this;
  /** As {@link Module.train}. */
  eval(): this;
}

/** Makes a module of a layer whose parameters are PyTorch-like tensors. */
export function moduleOf(name: string, layer: Layer): Module {
  const named = (): [string, Tensor][] => Object.entries(layer.parameters as Record<string, Tensor>);
  const trainable = named().length > 0;

  const call = (input: PlainTensor): Tensor => {
    const [output, cache] = layer.forward(input);
    const toInput = gradientSink(input);
    const backward = (dOutput: PlainTensor): void => {
      const { dInput, gradients } = toInput
        ? layer.backward(cache, dOutput)
        : { dInput: undefined, gradients: parameterGradients(layer, cache, dOutput) };
      for (const [key, parameter] of named()) accumulate(parameter, gradients[key]);
      if (dInput) toInput?.(dInput);
    };
    return resultOf(output, isRecording() && (trainable || toInput) ? backward : undefined);
  };
  Object.defineProperty(call, 'name', { value: name });
  const module: Module = Object.assign(call, {
    layer,
    parameters: () => named().map(([, parameter]) => parameter),
    named_parameters: named,
    state_dict: () => ({ ...layer.parameters }),
    load_state_dict: (state: NamedTensors) => load(name, layer.parameters, state),
    zero_grad: () => named().forEach(([, parameter]) => (parameter.grad = null)),
    train: () => module,
    eval: () => module,
  });
  return module;
}

/** Throws an {@link OptionError} unless a size is a positive integer. */
export function checkSize(where: string, name: string, size: number): void {
  if (!(Number.isInteger(size) && size > 0)) {
    throw new OptionError(`${where}: ${name} should be a positive integer, got ${size}`);
  }
}

/** Checked before anything changes, so that a wrong state leaves every parameter as it was. */
function load(name: string, parameters: NamedTensors, state: NamedTensors): void {
  const where = `${name}.load_state_dict`;
  const unknown = Object.keys(state).find((key) => !(key in parameters));
  if (unknown !== undefined) {
    throw new ShapeError(
      `${where}: there is no '${unknown}'; there are ${Object.keys(parameters).join(', ')}`,
    );
  }
  for (const [key, parameter] of Object.entries(parameters)) {
    if (!(key in state)) throw new ShapeError(`${where}: '${key}' is missing`);
    const [expected, got] = [parameter, state[key]].map((x) => `${x.dtype} ${formatShape(x.shape)}`);
    if (expected !== got) throw new ShapeError(`${where}: '${key}' should be ${expected}, got ${got}`);
  }
  for (const [key, parameter] of Object.entries(parameters)) parameter.data.set(state[key].data);
}

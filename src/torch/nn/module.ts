import {
  OptionError,
  ShapeError,
  asTensor,
  formatShape,
  type NamedTensors,
  type Tensor as PlainTensor,
  type TensorLike,
} from '../../core';
import { parameterGradients, stateOf, type Layer } from '../../nn';
import { streamOfCall } from '../manual-seed';
import { isRecording } from '../no-grad';
import { accumulate, gradientSink, resultOf, type Tensor } from '../tensor';
import { checkSameDtype, checkTensor, describe } from '../../core/checks';

/** A function with parameters. Call it; its results know the way back to the parameters. */
export interface Module {
  (input: TensorLike): Tensor;
  /** The layer that does the work: what `train.predict`, `train.fingerprint` and the like take. */
  readonly layer: Layer;
  parameters(): Tensor[];
  /** The parameters with their names: `'0.weight'`. */
  named_parameters(): [name: string, parameter: Tensor][];
  /** The live parameters and buffers by name. */
  state_dict(): NamedTensors;
  /**
   * Copies numbers into the parameters and buffers.
   * @throws {@link ShapeError} if a name is missing or unknown, or shapes differ; {@link DTypeError}
   */
  load_state_dict(state: NamedTensors): void;
  zero_grad(): void;
  /** Whether it trains, as at first, or predicts: Dropout drops only in training. */
  readonly training: boolean;
  /** From here on the module, and those that it is made of, trains; with `false` it predicts. Returns the module. */
  train(mode?: boolean): this;
  /** From here on the module predicts. */
  eval(): this;
}

/** Makes a module of a layer whose parameters are PyTorch-like tensors, and of the modules that it is made of. */
export function moduleOf(name: string, layer: Layer, children: readonly Module[] = []): Module {
  const named = (): [string, Tensor][] => Object.entries(layer.parameters as Record<string, Tensor>);
  const trainable = named().length > 0;

  const call = (given: TensorLike): Tensor => {
    const input = asTensor(name, 'input', given, Object.values(layer.parameters)[0]);
    const [output, cache] = layer.forward(
      input,
      module.training ? { training: true, rng: streamOfCall() } : {},
    );
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
    state_dict: () => stateOf(layer),
    load_state_dict: (state: NamedTensors) => load(name, stateOf(layer), state),
    zero_grad: () => named().forEach(([, parameter]) => (parameter.grad = null)),
    training: true,
    train: (mode = true) => {
      for (const child of children) child.train(mode);
      return Object.assign(module, { training: mode });
    },
    eval: () => module.train(false),
  });
  return module;
}

/** Checked before anything changes, so that a wrong state leaves every tensor as it was. */
function load(name: string, own: NamedTensors, state: NamedTensors): void {
  const where = `${name}.load_state_dict`;
  if (typeof state !== 'object' || (state as object | null) === null) {
    throw new OptionError(`${where}: expected tensors by name, got ${describe(state)}`);
  }
  for (const [key, x] of Object.entries(state)) checkTensor(where, `'${key}'`, x);
  const unknown = Object.keys(state).find((key) => !(key in own));
  if (unknown !== undefined) {
    throw new ShapeError(`${where}: there is no '${unknown}'; there are ${Object.keys(own).join(', ')}`);
  }
  for (const [key, tensor] of Object.entries(own)) {
    if (!(key in state)) throw new ShapeError(`${where}: '${key}' is missing`);
    const [expected, got] = [tensor, state[key]].map((x) => formatShape(x.shape));
    if (expected !== got)
      throw new ShapeError(`${where}: '${key}' should have shape ${expected}, got ${got}`);
    checkSameDtype(where, [`'${key}'`, state[key]], ["the module's", tensor]);
  }
  for (const [key, { data }] of Object.entries(own)) data.set(state[key].data);
}

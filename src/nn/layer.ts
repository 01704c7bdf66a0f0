import { OptionError, asTensor, type NamedTensors, type Rng, type Tensor, type TensorLike } from '../core';
import { checkBoolean, checkOptions, checkRng, describe } from '../core/checks';

/**
 * What a forward pass is for. Without one it predicts: the same input gives the same output, and nothing changes.
 */
export interface ForwardContext {
  /** Whether the pass is a step of training: dropout drops, batch normalisation takes the batch's own moments. */
  readonly training?: boolean;
  /** What a layer draws from in training; a model of layers gives each a stream of its own. */
  readonly rng?: Rng;
}

export interface LayerGradients {
  /** ∂loss/∂input, of the input's shape. */
  dInput: Tensor;
  /** ∂loss/∂parameter under the parameter's name. */
  gradients: NamedTensors;
}

/**
 * A differentiable function with parameters, as a plain object. There is no automatic differentiation:
 * `forward` returns what `backward` will need beside the output, and the caller carries it from one to the
 * other. The layers of this folder take plain numbers too: they are of type `Layer<Cache, TensorLike>`. All that the
 * library calls itself it gives tensors, so that a layer of one's own need not.
 *
 * @example
 * const layer = nn.linear(4, 3, { rng: rng(1) });
 * const { features, labels } = datasets.iris();
 * const [logits, cache] = layer.forward(features);
 * logits.shape // [150, 3]
 * const { gradient } = losses.softmaxCrossEntropy.withGradient(logits, labels);
 * const { dInput, gradients } = layer.backward(cache, gradient);
 * gradients.weight.shape // [4, 3]
 */
export interface Layer<Cache = unknown, Input extends TensorLike = Tensor> {
  /** The function's name, for messages: 'linear', 'relu', … */
  readonly name: string;
  /** The live tensors: an optimiser changes their data in place. */
  readonly parameters: NamedTensors;
  /**
   * Tensors that training changes and no gradient does: running means. They are saved, restored and fingerprinted
   * with the parameters.
   */
  readonly buffers?: NamedTensors;
  /**
   * `train.fit` frees the float32 tensors of a step at its end. What a layer made in it and wants to have later it
   * must `wasm.keep`, unless it is among the parameters or buffers.
   */
  forward(x: Input, context?: ForwardContext): [output: Tensor, cache: Cache];
  backward(cache: Cache, dOutput: Input): LayerGradients;
  /**
   * The parameters' gradients alone. A layer offers it where leaving `dInput` out saves work: the first
   * layer's input is data, whose gradient nobody wants, and which would cost as much as the forward pass.
   */
  parameterGradients?(cache: Cache, dOutput: Input): NamedTensors;
}

/**
 * All that makes a trained layer what it is: its parameters and buffers, live, by name.
 * @throws {@link OptionError} if one name stands for both
 */
export function stateOf(layer: Layer): NamedTensors {
  checkLayer('stateOf', layer);
  const { name, parameters, buffers = {} } = layer;
  const both = Object.keys(buffers).find((key) => Object.hasOwn(parameters, key));
  if (both !== undefined)
    throw new OptionError(`${name}: '${both}' is the name of a parameter and of a buffer`);
  return { ...parameters, ...buffers };
}

/** Throws an {@link OptionError} unless it is a layer. */
export function checkLayer(where: string, layer: unknown, name = 'the model', advice = ''): void {
  const { forward, backward, parameters } = (layer ?? {}) as Partial<Layer>;
  if (typeof forward === 'function' && typeof backward === 'function' && parameters) return;
  throw new OptionError(`${where}: ${name} should be a layer, got ${describe(layer)}${advice}`);
}

/**
 * Throws an {@link OptionError} unless `is` holds: what tells the cache that `backward` was given.
 * @param such - what distinguishes this layer's caches from those of others of its kind
 */
export function checkCache(where: string, cache: unknown, is: boolean, such = ''): void {
  if (!is) {
    throw new OptionError(
      `${where}: the cache should be what forward returned${such && `, ${such}`}, got ${describe(cache)}`,
    );
  }
}

/** Throws an {@link OptionError} unless nothing was given: options that would be ignored, or x itself. */
export function checkNoArguments(where: string, given: readonly unknown[]): void {
  const surplus = given.find((argument) => argument !== undefined);
  if (surplus === undefined) return;
  throw new OptionError(
    `${where}: the layer takes no arguments, got ${describe(surplus)}; to apply it, call nn.${where}().forward(x)`,
  );
}

/** Throws an {@link OptionError} unless it is a context, or undefined: `forward(x, true)` would not train. */
export function checkContext(where: string, context: ForwardContext | undefined): void {
  if (context === undefined) return;
  checkOptions(`${where}.forward`, context, ['training', 'rng']);
  checkBoolean(`${where}.forward`, 'training', context.training);
  checkRng(`${where}.forward`, context.rng);
}

/** The gradients of a layer's parameters, without that of its input where the layer can leave it out. */
export function parameterGradients<Cache>(
  layer: Layer<Cache>,
  cache: Cache,
  dOutput: TensorLike,
): NamedTensors {
  checkLayer('parameterGradients', layer);
  const [parameter] = Object.values(layer.parameters);
  const gradient = asTensor('parameterGradients', 'dOutput', dOutput, parameter);
  return layer.parameterGradients?.(cache, gradient) ?? layer.backward(cache, gradient).gradients;
}

import type { NamedTensors, Tensor } from '../core';

export interface LayerGradients {
  /** ∂loss/∂input, of the input's shape. */
  dInput: Tensor;
  /** ∂loss/∂parameter under the parameter's name. */
  gradients: NamedTensors;
}

/**
 * A differentiable function with parameters, as a plain object. There is no automatic differentiation:
 * `forward` returns what `backward` will need beside the output, and the caller carries it from one to the
 * other.
 *
 * @example
 * const layer = nn.linear(4, 3, { rng: rng(1) });
 * const [logits, cache] = layer.forward(x);                                         // x [N, 4] → [N, 3]
 * const { gradient } = losses.softmaxCrossEntropy.withGradient(logits, labels);
 * const { dInput, gradients } = layer.backward(cache, gradient);                    // gradients.weight [4, 3]
 */
export interface Layer<Cache = unknown> {
  /** The function's name, for messages: 'linear', 'relu', … */
  readonly name: string;
  /** The live tensors: an optimiser changes their data in place. */
  readonly parameters: NamedTensors;
  /**
   * `train.fit` frees the float32 tensors of a step at its end. What a layer made in it and wants to have later it
   * must `wasm.keep`, unless it is among the parameters.
   */
  forward(x: Tensor): [output: Tensor, cache: Cache];
  backward(cache: Cache, dOutput: Tensor): LayerGradients;
  /**
   * The parameters' gradients alone. A layer offers it where leaving `dInput` out saves work: the first
   * layer's input is data, whose gradient nobody wants, and which would cost as much as the forward pass.
   */
  parameterGradients?(cache: Cache, dOutput: Tensor): NamedTensors;
}

/** The gradients of a layer's parameters, without that of its input where the layer can leave it out. */
export function parameterGradients<Cache>(layer: Layer<Cache>, cache: Cache, dOutput: Tensor): NamedTensors {
  return layer.parameterGradients?.(cache, dOutput) ?? layer.backward(cache, dOutput).gradients;
}

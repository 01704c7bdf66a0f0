import type { NamedTensors } from '../core';
import { stateOf, type Layer } from '../nn';
import { checkLayer } from '../nn/layer';
import { checkTensors } from './check-tensors';
import { decodeSafetensors } from './decode-safetensors';
import { encodeSafetensors } from '../core/encode-safetensors';

/**
 * A copy of a model's parameters and buffers, exact to the bit: the bytes of a safetensors file, which Python's
 * `safetensors` and every framework read, with a checksum.
 *
 * @example
 * const model = nn.linear(4, 3, { rng: rng(1) });
 * train.saveFile('model.safetensors', train.saveModel(model));
 */
export function saveModel(model: Layer): Uint8Array {
  checkLayer('saveModel', model);
  return encodeSafetensors(stateOf(model));
}

/**
 * Puts saved parameters and buffers into a model of the same structure, in place; a framework may have saved them.
 *
 * @throws {@link ShapeError} if names, shapes or dtypes differ; {@link OptionError} if the bytes are no whole
 * safetensors file. The model is then unchanged
 * @example
 * import { readFileSync } from 'node:fs';
 * const model = nn.linear(4, 3, { rng: rng(1) });
 * train.saveFile('saved.safetensors', train.saveModel(model));
 * train.loadModel(model, readFileSync('saved.safetensors'));
 */
export function loadModel(model: Layer, saved: Uint8Array): void {
  checkLayer('loadModel', model);
  const { tensors } = decodeSafetensors('loadModel', saved);
  checkTensors('loadModel', stateOf(model), tensors);
  setState(model, tensors);
}

/** Copies numbers into a model's parameters and buffers, for all of which there must be some. */
export function setState(model: Layer, state: NamedTensors): void {
  for (const [name, { data }] of Object.entries(stateOf(model))) data.set(state[name].data);
}

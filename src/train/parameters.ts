import type { Layer } from '../nn';
import { checkTensors } from './check-tensors';
import { decodeSafetensors } from './decode-safetensors';
import { encodeSafetensors } from './encode-safetensors';

/**
 * A copy of a model's parameters, exact to the bit: the bytes of a safetensors file, which Python's `safetensors` and
 * every framework read, with a checksum.
 *
 * @example
 * train.saveFile('model.safetensors', train.saveParameters(model));
 */
export function saveParameters(model: Layer): Uint8Array {
  return encodeSafetensors(model.parameters);
}

/**
 * Puts saved parameters into a model of the same structure, in place; a framework may have saved them.
 *
 * @throws {@link ShapeError} if names, shapes or dtypes differ; {@link OptionError} if the bytes are no whole
 * safetensors file. The model is then unchanged
 * @example
 * train.loadParameters(model, readFileSync('model.safetensors'));
 */
export function loadParameters(model: Layer, saved: Uint8Array): void {
  const { tensors } = decodeSafetensors('loadParameters', saved);
  checkTensors('loadParameters', model.parameters, tensors);
  for (const [name, { data }] of Object.entries(tensors)) model.parameters[name].data.set(data);
}

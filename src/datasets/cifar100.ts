import { DatasetError, OptionError } from '../core';
import { checkBoolean, checkOptions, describe } from '../core/checks';
import { readCifar100, type NamedFile } from './cifar100-files';
import { checkPartSizes, type PartSizes } from './images-options';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { COARSE, FINE, parseCifar100, superclassesOf } from './parse-cifar100';
import type { Split } from './split';

const [HEIGHT, WIDTH, CHANNELS] = [32, 32, 3];

export interface Cifar100Options extends PartSizes {
  /** The folder `cifar-100-binary`, or one that has it or `cifar-100-binary.tar.gz` in it. */
  directory: string;
  /** Whether `labels` are the 100 classes (default) or the 20 superclasses. */
  fine?: boolean;
}

export interface Cifar100Images extends LabelledImages {
  /** `[N]` of the 100 classes. */
  readonly fineLabels: Int32Array;
  /** `[N]` of the 20 superclasses. */
  readonly coarseLabels: Int32Array;
}

export interface Cifar100 extends Split<Cifar100Images> {
  readonly fineClassNames: readonly string[];
  readonly coarseClassNames: readonly string[];
  /** `[100]`: the superclass of each class, −1 of a class without an image. */
  readonly superclassOf: Int32Array;
}

/**
 * CIFAR-100: 50,000 + 10,000 colour photographs of 32×32 pixels, 100 classes in 20 superclasses, from the official
 * archive for C programs (`cifar-100-binary.tar.gz`), which you have: nothing is fetched.
 *
 * @returns parts with `pixels` `[N, 32, 32, 3]`; their `features` `[N, 3072]` are made when they are first asked for
 * @throws {@link DatasetError} that names the file which is missing, cut off or of another format;
 * {@link OptionError} if more images are asked for than there are
 * @example
 * const { train, superclassOf } = await datasets.cifar100({ directory: 'downloads' });
 * superclassOf[train.fineLabels[0]] === train.coarseLabels[0] // true
 * Source: [Krizhevsky2009]; data/cifar100/README.md
 */
export async function cifar100(options: Cifar100Options): Promise<Cifar100> {
  checkOptions('cifar100', options, ['directory', 'fine', 'train', 'test']);
  const { directory, fine = true } = options;
  if (typeof directory !== 'string' || directory === '') {
    throw new OptionError(`cifar100: directory should be the path of a folder, got ${describe(directory)}`);
  }
  checkBoolean('cifar100', 'fine', fine);
  const files = await readCifar100(directory);
  const fineClassNames = namesOf(files['fine_label_names.txt'], FINE);
  const coarseClassNames = namesOf(files['coarse_label_names.txt'], COARSE);
  const records = { train: parseCifar100(files['train.bin']), test: parseCifar100(files['test.bin']) };
  checkPartSizes('cifar100', options, { train: records.train.count, test: records.test.count });
  const part = (name: 'train' | 'test'): Cifar100Images => {
    const count = options[name] ?? records[name].count;
    const fineLabels = records[name].fineLabels.slice(0, count);
    const coarseLabels = records[name].coarseLabels.slice(0, count);
    return withFeatures({
      name: 'cifar100',
      pixels: records[name].pixels(count),
      labels: fine ? fineLabels : coarseLabels,
      fineLabels,
      coarseLabels,
      height: HEIGHT,
      width: WIDTH,
      channels: CHANNELS,
      featureNames: pixelNames(HEIGHT, WIDTH, CHANNELS),
      classNames: fine ? fineClassNames : coarseClassNames,
      description: 'colour photographs of 32×32 pixels, one object each',
      source: 'Krizhevsky (2009)',
    });
  };
  const superclassOf = superclassesOf([records.train, records.test]);
  return { train: part('train'), test: part('test'), fineClassNames, coarseClassNames, superclassOf };
}

/** The lines of a file of class names. */
function namesOf({ path, bytes }: NamedFile, count: number): string[] {
  const names = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === count) return names;
  throw new DatasetError(`cifar100: ${path} should have ${count} names, a line each, got ${names.length}`, 'content'); // prettier-ignore
}

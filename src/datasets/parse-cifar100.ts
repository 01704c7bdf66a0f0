import { DatasetError } from '../core';
import type { NamedFile } from './cifar100-files';

const PIXELS = 32 * 32;
/** Coarse label, fine label, and the planes of red, green and blue. */
const RECORD = 2 + 3 * PIXELS;
export const FINE = 100;
export const COARSE = 20;

/** What a file of records holds. */
export interface Cifar100Records {
  readonly count: number;
  readonly fineLabels: Int32Array;
  readonly coarseLabels: Int32Array;
  /** The first `count` images, `[count, 32, 32, 3]`. */
  readonly pixels: (count: number) => Uint8Array;
}

/** @throws {@link DatasetError} if it is no file of whole records, or a label is no class */
export function parseCifar100({ path, bytes }: NamedFile): Cifar100Records {
  const count = bytes.length / RECORD;
  if (count === 0 || !Number.isInteger(count)) {
    throw new DatasetError(
      `cifar100: ${path} should have records of ${RECORD} bytes each (50,000 in train.bin, 153,700,000 bytes; 10,000 in ` +
        `test.bin, 30,740,000), got ${bytes.length} bytes: it is cut off, or of another format`,
      'content',
    );
  }
  const labelsAt = (place: number, classes: number, what: string) =>
    Int32Array.from({ length: count }, (_, i) => {
      const label = bytes[i * RECORD + place];
      if (label < classes) return label;
      throw new DatasetError(
        `cifar100: ${path}: the ${what} label of image ${i} should be one of {0, …, ${classes - 1}}, got ${label}; ` +
          'it is damaged, or of another format',
        'content',
      );
    });
  const coarseLabels = labelsAt(0, COARSE, 'coarse');
  return {
    count,
    coarseLabels,
    fineLabels: labelsAt(1, FINE, 'fine'),
    pixels: (wanted) => interleaved(bytes, wanted),
  };
}

/** Planes → pixels. */
function interleaved(bytes: Uint8Array, count: number): Uint8Array {
  const pixels = new Uint8Array(count * 3 * PIXELS);
  for (let i = 0, to = 0; i < count; i++) {
    const red = i * RECORD + 2;
    for (let at = red; at < red + PIXELS; at++) {
      pixels[to++] = bytes[at];
      pixels[to++] = bytes[at + PIXELS];
      pixels[to++] = bytes[at + 2 * PIXELS];
    }
  }
  return pixels;
}

/** The superclass of each class, −1 of one without an image. Throws a {@link DatasetError} if one has several. */
export function superclassesOf(parts: readonly Cifar100Records[]): Int32Array {
  const superclassOf = new Int32Array(FINE).fill(-1);
  for (const { fineLabels, coarseLabels } of parts) {
    fineLabels.forEach((fine, i) => {
      if (superclassOf[fine] !== -1 && superclassOf[fine] !== coarseLabels[i]) {
        throw new DatasetError(
          `cifar100: images of class ${fine} are in the superclasses ${superclassOf[fine]} and ${coarseLabels[i]}; ` +
            'train.bin or test.bin is damaged',
          'content',
        );
      }
      superclassOf[fine] = coarseLabels[i];
    });
  }
  return superclassOf;
}

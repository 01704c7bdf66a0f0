import { packImages } from './packed-images';

const CLASSES = 10;
const PIXELS = 28 * 28;
/** Test images of each class. */
const TEST = 1000;

const pathOf = (k: number) => `package/src/clothes/${k}.json`;

/** The files of the package that {@link readClasses} reads: the images of each class. */
export const FASHION_MNIST_CLASSES: readonly string[] = Array.from({ length: CLASSES }, (_, k) => pathOf(k));

/**
 * The files that are kept of the package, see {@link packImages}. It does not say which images are those of the official
 * test part, so a thousand of each class, spread evenly through its file, are; rows without pixels and images that came
 * before are left out. The classes take turns, so that every beginning of a part has as many of each.
 */
export function readClasses(contents: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const seen = new Set<string>();
  const parts: Record<'train' | 'test', Uint8Array[][]> = { train: [], test: [] };
  for (let k = 0; k < CLASSES; k++) {
    const { data } = JSON.parse(new TextDecoder().decode(contents.get(pathOf(k)))) as { data: number[][] };
    const images = data
      .filter((row) => row.length === PIXELS)
      .map((row) => Uint8Array.from(row))
      .filter((image) => isNew(seen, image));
    const heldOut = (i: number) => Math.floor((i * TEST) / images.length);
    parts.test.push(images.filter((_, i) => heldOut(i) < heldOut(i + 1)));
    parts.train.push(images.filter((_, i) => heldOut(i) === heldOut(i + 1)));
  }
  return new Map(Object.entries(parts).map(([part, classes]) => [`${part}.bin`, inTurns(classes)]));
}

function isNew(seen: Set<string>, image: Uint8Array): boolean {
  const before = seen.size;
  return seen.add(Buffer.from(image).toString('latin1')).size > before;
}

function inTurns(classes: readonly Uint8Array[][]): Uint8Array {
  const images: Uint8Array[] = [];
  const labels: number[] = [];
  for (let i = 0; classes.some(({ length }) => i < length); i++) {
    classes.forEach((own, k) => {
      if (i >= own.length) return;
      images.push(own[i]);
      labels.push(k);
    });
  }
  return packImages(images, labels);
}

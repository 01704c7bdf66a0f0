import { decodeImage } from '../images';
import { packImages } from './packed-images';

const FOLDER = 'package/';
const PARTS = [
  {
    file: 'train.bin',
    strips: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.png`),
    labels: 'train_lables.json',
  },
  { file: 'test.bin', strips: ['test_batch.png'], labels: 'test_lables.json' },
];

/** The files of the package that {@link readStrips} reads. */
export const CIFAR10_STRIPS: readonly string[] = PARTS.flatMap(({ strips, labels }) =>
  [...strips, labels].map((name) => FOLDER + name),
);

/**
 * The files that are kept of the package, see {@link packImages}. Of its six pictures of 1024×10,000 pixels each row is
 * an image, its 32 rows one after another.
 */
export function readStrips(contents: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const bytesOf = (name: string) => contents.get(FOLDER + name)!;
  return new Map(
    PARTS.map(({ file, strips, labels }) => [
      file,
      packImages(
        strips.map((name) => decodeImage(bytesOf(name), name).pixels),
        JSON.parse(new TextDecoder().decode(bytesOf(labels))) as number[],
      ),
    ]),
  );
}

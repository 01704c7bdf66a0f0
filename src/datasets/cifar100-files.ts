import { DatasetError } from '../core';
import { nodeModule } from './node-module';
import { unpack } from './unpack';

const FOLDER = 'cifar-100-binary';
const ARCHIVE = `${FOLDER}.tar.gz`;
const NAMES = ['train.bin', 'test.bin', 'fine_label_names.txt', 'coarse_label_names.txt'] as const;

/** A file of the official archive; the path is for errors. */
export interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type Cifar100Files = Readonly<Record<(typeof NAMES)[number], NamedFile>>;

/**
 * The files of the official archive, unpacked or not.
 * @throws {@link DatasetError} that names what is missing
 */
export async function readCifar100(directory: string): Promise<Cifar100Files> {
  const fs = nodeModule('node:fs');
  const paths = nodeModule('node:path');
  const folder = [directory, paths.join(directory, FOLDER)].find((place) =>
    NAMES.some((name) => fs.existsSync(paths.join(place, name))),
  );
  if (folder !== undefined) return filesBy((name) => ({ path: paths.join(folder, name), bytes: read(paths.join(folder, name)) })); // prettier-ignore
  const archive = paths.join(directory, ARCHIVE);
  if (!fs.existsSync(archive)) {
    throw new DatasetError(
      `cifar100: ${directory} has neither ${NAMES.join(', ')}, nor ${FOLDER}/ with them, nor ${ARCHIVE}, the archive ` +
        'for C programs (data/cifar100/README.md says where it is)',
      'content',
    );
  }
  const limits = { entries: 100, bytes: 1 << 28 };
  const wanted = NAMES.map((name) => `${FOLDER}/${name}`);
  const contents = await unpack(`cifar100: ${archive}`, read(archive), wanted, limits);
  return filesBy((name) => ({
    path: paths.join(archive, FOLDER, name),
    bytes: contents.get(`${FOLDER}/${name}`)!,
  }));
}

function filesBy(file: (name: string) => NamedFile): Cifar100Files {
  return Object.fromEntries(NAMES.map((name) => [name, file(name)])) as Cifar100Files;
}

function read(path: string): Uint8Array {
  try {
    return nodeModule('node:fs').readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is missing' : `can't be read (${code})`;
    throw new DatasetError(`cifar100: ${path} ${what}; ${ARCHIVE} has ${NAMES.join(', ')}`, 'content', {
      cause,
    });
  }
}

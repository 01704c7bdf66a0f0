import { DatasetError } from '../core';
import { nodeModule } from './node-module';

/** An image file and the class of its folder. */
export interface LabelledFile {
  readonly path: string;
  /** Index of the class. */
  readonly label: number;
}

export interface ImageFolders {
  readonly files: readonly LabelledFile[];
  /** Folders without images. */
  readonly empty: readonly string[];
}

/** Also of kinds that are not read: a pass names them as skipped, rather than that they are missing in silence. */
const IMAGE = /\.(jpe?g|png|gif|bmp|webp|tiff?)$/i;

/**
 * The image files in a directory with a folder for each class, sorted by class and name. Other files are ignored, and what begins
 * with a dot.
 *
 * @param classes - names that folders may have
 * @throws {@link DatasetError} if it can't be read, has no image, or a folder that is no class
 */
export function listImageFolders(where: string, directory: string, classes: readonly string[]): ImageFolders {
  const paths = nodeModule('node:path');
  const advice = 'name the folder that has n01440764, n01443537 and so on';
  const names = list(where, directory);
  const folders = names.filter((name) => isFolder(paths.join(directory, name)));
  const unknown = folders.filter((name) => !classes.includes(name));
  if (unknown.length > 0) {
    const some = unknown.slice(0, 3).map((name) => `'${name}'`);
    if (unknown.length > some.length) some.push(`${unknown.length - some.length} more`);
    throw new DatasetError(
      `${where}: ${directory} has folders that are no class: ${some.join(', ')}; ${advice}, and nothing but classes`,
      'content',
    );
  }
  const files: LabelledFile[] = [];
  const empty: string[] = [];
  for (const folder of folders) {
    const images = list(where, paths.join(directory, folder)).filter((name) => IMAGE.test(name));
    const label = classes.indexOf(folder);
    files.push(...images.map((name) => ({ path: paths.join(directory, folder, name), label })));
    if (images.length === 0) empty.push(folder);
  }
  if (files.length > 0) return { files, empty };
  const loose = names.filter((name) => IMAGE.test(name)).length;
  const found =
    loose > 0
      ? `${loose} images that are in no folder of a class`
      : `${folders.length} folders of classes, without an image`;
  throw new DatasetError(`${where}: ${directory} has ${found}; ${advice}`, 'content');
}

function list(where: string, directory: string): string[] {
  try {
    const names = nodeModule('node:fs').readdirSync(directory);
    return names.filter((name) => !name.startsWith('.')).sort();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DatasetError(`${where}: ${directory} can't be read as a folder (${code})`, 'content', {
      cause,
    });
  }
}

/** A link to a folder is one. */
function isFolder(path: string): boolean {
  return nodeModule('node:fs').statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

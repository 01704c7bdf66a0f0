import { OptionError } from '../core';
import { checkCount, checkOptions, describe } from '../core/checks';
import { ENSURE_OPTIONS, type EnsureOptions } from './ensure-remote';
import { imageBatches, type ImageBatch } from './image-batches';
import { imagenetClasses, type ImagenetClasses } from './imagenet-classes';
import { listImageFolders, type LabelledFile } from './list-image-folders';
import { nodeModule } from './node-module';

export interface Imagenet {
  readonly classes: ImagenetClasses;
  /** All image files, folder by folder, each sorted by name. */
  readonly files: readonly LabelledFile[];
  /** Folders of classes without an image. */
  readonly empty: readonly string[];
  /**
   * The images of all files, or of those given, in their order, so many at a time: read and decoded when they are asked for, so
   * that one batch alone is in memory. A file that is damaged, or neither JPEG nor PNG (a GIF, BMP, WebP or TIFF file among
   * the photographs), is skipped, with the reason, and does not end the pass.
   */
  readonly batches: (size: number, files?: readonly LabelledFile[]) => AsyncGenerator<ImageBatch, void>;
}

export interface ImagenetOptions extends EnsureOptions {
  /** A folder that has a folder for each class, `n01440764` and so on, with its photographs (.JPEG, .jpg or .png). */
  directory: string;
}

/**
 * The photographs of ImageNet in a folder of yours, in the layout of the ILSVRC archives: a folder a class, named by
 * WordNet id; not all classes need be there. The list of classes is fetched, see {@link imagenetClasses}; the photographs are not:
 * their terms forbid it.
 *
 * @throws {@link DatasetError} if there is no such directory, or no image in it, or a folder that is no class of the
 * 1000; it names which
 * @example
 * const validate = async (directory: string) => {
 *   const { batches } = await datasets.imagenet({ directory });
 *   for await (const { images, skipped } of batches(50)) console.log(images.length, skipped);
 * };
 * Source: [Russakovsky2015]; data/imagenet/README.md
 */
export async function imagenet(options: ImagenetOptions): Promise<Imagenet> {
  checkOptions('imagenet', options, ['directory', ...ENSURE_OPTIONS]);
  const { directory, ...rest } = options;
  if (typeof directory !== 'string' || directory === '') {
    throw new OptionError(`imagenet: directory should be the path of a folder, got ${describe(directory)}`);
  }
  const classes = await imagenetClasses(rest);
  // Where a relative path was looked for, errors should tell.
  const path = nodeModule('node:path').resolve(directory);
  const { files, empty } = listImageFolders('imagenet', path, classes.ids);
  return {
    classes,
    files,
    empty,
    batches(size, chosen = files) {
      checkCount('imagenet: batches', 'size', size, 1);
      return imageBatches(chosen, size);
    },
  };
}

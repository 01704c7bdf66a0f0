import { DatasetError } from '../core';
import { decodeImage, type Image } from '../images';
import type { LabelledFile } from './list-image-folders';
import { nodeModule } from './node-module';

/** The pixels of a file and its class. */
export interface FileImage extends Image, LabelledFile {}

export interface ImageBatch {
  readonly images: readonly FileImage[];
  /** Files that are no whole images, and why: none of `images`. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads and decodes so many files at a time, each batch when it is asked for. */
export async function* imageBatches(
  files: readonly LabelledFile[],
  size: number,
): AsyncGenerator<ImageBatch, void> {
  for (let from = 0; from < files.length; from += size) {
    const images: FileImage[] = [];
    const skipped: { path: string; reason: string }[] = [];
    for (const { path, label } of files.slice(from, from + size)) {
      try {
        const bytes = await nodeModule('node:fs').promises.readFile(path);
        images.push({ ...decodeImage(bytes, path), path, label });
      } catch (error) {
        if (error instanceof DatasetError && error.kind === 'environment') throw error; // no decoder
        skipped.push({ path, reason: (error as Error).message });
      }
    }
    yield { images, skipped };
  }
}

import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import { ENSURE_OPTIONS, type EnsureOptions } from './ensure-remote';

/** How many images of each part are wanted. */
export interface PartSizes {
  /** Only the first so many training images; by default all. */
  train?: number;
  /** Only the first so many test images; by default all. */
  test?: number;
}

export interface ImagesOptions extends PartSizes, EnsureOptions {}

/** @throws {@link OptionError} for unknown options, or if more images are wanted than there are */
export function checkImagesOptions(where: string, options: ImagesOptions, all: Required<PartSizes>): void {
  checkOptions(where, options, ['train', 'test', ...ENSURE_OPTIONS]);
  checkPartSizes(where, options, all);
}

/** @throws {@link OptionError} if more images are wanted than there are */
export function checkPartSizes(where: string, options: PartSizes, all: Required<PartSizes>): void {
  for (const part of ['train', 'test'] as const) {
    const count = options[part];
    if (count === undefined || (Number.isInteger(count) && count > 0 && count <= all[part])) continue;
    throw new OptionError(
      `${where}: ${part} should be an integer of {1, …, ${all[part]}}, got ${describe(count)}`,
    );
  }
}

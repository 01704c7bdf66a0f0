export { colorJitter, cutout, flipped, randomCrop, randomFlip } from './augment';
export type { Augmentation } from './augment';
export { batches } from './batches';
export type { ImageBatches, ImageBatchesOptions, LabelledPictures } from './batches';
export type { Image } from './image';
export { cutmix, mixup } from './mix';
export type { Mix, MixedBatch } from './mix';

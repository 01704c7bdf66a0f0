export type { Image } from './image';
export { decodeImage } from './decode-image';
export { resize, type SizeOptions } from './resize';
export { resizeShorterSide } from './resize-shorter-side';
export { crop, type CropOptions } from './crop';
export { centreCrop } from './centre-crop';

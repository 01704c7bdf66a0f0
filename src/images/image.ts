/** Bytes of a picture, row by row, the channels of a pixel side by side. */
export interface Image {
  /** `[height, width, channels]` */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** 3 for red, green and blue, 1 for grey. */
export function channelsOf({ pixels, height, width }: Image): number {
  return pixels.length / (height * width);
}

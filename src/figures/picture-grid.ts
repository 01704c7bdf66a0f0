import { OptionError, ShapeError } from '../core/errors';
import { makeFigure, type Figure, type FigureOptions } from './figure';
import { checkSome } from './input';
import { packed } from './packed';
import { label } from './text';

/** A colour picture: red, green and blue of each pixel, row by row. */
export interface Picture {
  /** `[height, width, 3]`, 0 … 255 */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

export interface PictureGridOptions extends FigureOptions {
  /** All of one size. */
  pictures: readonly Picture[];
  /** One above each picture, e.g. label and prediction. */
  titles?: readonly string[];
  /** Pictures in a row of the grid; by default up to 8. */
  columns?: number;
}

/** Between pictures, in pixels of theirs. */
const gap = 2;
/** Pixels of the page that a title takes. */
const TITLE = 22;

/**
 * Colour pictures side by side, in their own colours.
 *
 * @throws {@link ShapeError} if a picture has not `3 · height · width` bytes, sizes differ, or titles and pictures differ in
 * number
 */
export function pictureGrid(options: PictureGridOptions): Figure {
  const where = 'figures.pictureGrid';
  const { pictures, titles } = options;
  checkSome(where, 'pictures', pictures);
  const [{ height, width }] = pictures;
  pictures.forEach((picture, i) => checkPicture(where, i, picture, height, width));
  const perRow = Math.min(pictures.length, options.columns ?? 8);
  if (!Number.isInteger(perRow) || perRow < 1) {
    throw new OptionError(`${where}: columns should be a positive integer, got ${options.columns}`);
  }
  if (titles && titles.length !== pictures.length) {
    throw new ShapeError(`${where}: titles has ${titles.length} texts for ${pictures.length} pictures`);
  }
  const across = perRow * (width + gap) - gap;
  const page = options.width ?? 720;
  const pixel = Math.min((page - 40) / across, 150 / Math.max(height, width));
  const head = titles ? Math.ceil(TITLE / pixel) : gap;
  const down = Math.ceil(pictures.length / perRow) * (height + head);
  const left = (i: number): number => (i % perRow) * (width + gap);
  const top = (i: number): number => Math.floor(i / perRow) * (height + head) + head;
  const side = (page - pixel * across) / 2;
  return makeFigure(where, options, {
    // Each for itself, so that between the pictures is the page.
    data: pictures.map(({ pixels }, i) => ({
      type: 'image',
      z: packed(pixels, [height, width, 3]),
      x0: left(i),
      y0: top(i),
      hoverinfo: 'skip',
    })),
    layout: {
      xaxis: { visible: false, range: [-0.5, across - 0.5], constrain: 'domain' },
      yaxis: { visible: false, range: [down - 0.5, -0.5], scaleanchor: 'x', constrain: 'domain' },
      annotations: (titles ?? []).map((text, i) => ({
        text: label(where, `titles[${i}]`, text),
        x: left(i) + (width - 1) / 2,
        y: top(i) - 0.8,
        yanchor: 'bottom',
        showarrow: false,
        font: { size: 12 },
      })),
      margin: { l: side, r: side, b: 16, t: 4 },
    },
    height: Math.ceil(down * pixel) + 24,
    description: `Grid of ${pictures.length} colour pictures of ${height} × ${width} pixels${titles ? `, titled ${titles.slice(0, 20).join('; ')}` : ''}`,
  });
}

function checkPicture(where: string, i: number, picture: Picture, height: number, width: number): void {
  const { pixels } = picture;
  if (picture.height !== height || picture.width !== width) {
    throw new ShapeError(
      `${where}: pictures[${i}] has ${picture.height} × ${picture.width} pixels, pictures[0] has ${height} × ${width}; give them one size`,
    );
  }
  if (pixels?.length === 3 * height * width) return;
  throw new ShapeError(
    `${where}: pictures[${i}] should have ${3 * height * width} bytes, red, green and blue of ${height} × ${width} pixels, got ${pixels?.length}`,
  );
}

import { OptionError, ShapeError } from '../core/errors';
import { formatShape, isTensor, type Tensor } from '../core/tensor';
import { makeFigure, type Figure, type FigureOptions } from './figure';
import { checkSome, extent, vector, type Numbers } from './input';
import { packed } from './packed';
import { diverging, greys } from './palette';
import { label } from './text';
import { briefs } from './words';

export interface ImageGridOptions extends FigureOptions {
  /** Grey images, each a list of `rows · columns` values; or a tensor `[N, rows, columns]` or `[N, rows · columns]`. */
  images: readonly Numbers[] | Tensor;
  /** `[rows, columns]` of an image; by default the tensor's, or square. */
  imageShape?: readonly [rows: number, columns: number];
  /** One above each image, e.g. label and prediction. */
  titles?: readonly string[];
  /** Images in a row of the grid; by default up to 10. */
  columns?: number;
  /** `greys` (ink on paper, the default) or `diverging` (signed, e.g. weights, zero in the middle). */
  scale?: 'greys' | 'diverging';
  /** The values at both ends of the colours, e.g. [0, 255]; by default over all images. */
  range?: readonly [number, number];
}

const gap = 2;

/**
 * Small images side by side, e.g. digits or the weights of a linear model, as one heat map of 256 levels.
 *
 * @throws {@link ShapeError} if an image has not `rows · columns` values, or titles and images differ in number
 */
export function imageGrid(options: ImageGridOptions): Figure {
  const where = 'figures.imageGrid';
  const { images, shape } = read(where, options);
  const [rows, columns] = shape;
  const perRow = Math.min(images.length, options.columns ?? 10);
  if (!Number.isInteger(perRow) || perRow < 1) {
    throw new OptionError(`${where}: columns should be a positive integer, got ${options.columns}`);
  }
  const { titles } = options;
  if (titles && titles.length !== images.length) {
    throw new ShapeError(`${where}: titles has ${titles.length} texts for ${images.length} images`);
  }
  const signed = options.scale === 'diverging';
  const [low, high] = options.range ?? symmetric(extent(images.flat()), signed);
  const head = titles ? Math.max(gap, Math.round(rows * 0.28)) : gap;
  const lines = Math.ceil(images.length / perRow);
  const [height, across] = [lines * (rows + head), perRow * (columns + gap) - gap];
  // Between signed images a gap, for which only floating point has a value; between grey ones paper.
  const canvas = signed ? new Float32Array(height * across).fill(NaN) : new Uint8Array(height * across);
  images.forEach((image, n) => {
    const corner = (Math.floor(n / perRow) * (rows + head) + head) * across + (n % perRow) * (columns + gap);
    image.forEach((value, i) => {
      canvas[corner + Math.floor(i / columns) * across + (i % columns)] = quantise(value, low, high);
    });
  });
  const width = options.width ?? 720;
  const pixel = Math.min((width - 40) / across, 140 / Math.max(rows, columns));
  const side = (width - pixel * across) / 2;
  return makeFigure(where, options, {
    data: [
      {
        type: 'heatmap',
        z: packed(canvas, [height, across]),
        zmin: 0,
        zmax: 255,
        colorscale: signed ? diverging : greys,
        showscale: signed,
        colorbar: {
          tickvals: [0, 127.5, 255],
          ticktext: briefs([low, (low + high) / 2, high]),
        },
        hoverinfo: 'skip',
      },
    ],
    layout: {
      xaxis: { visible: false, constrain: 'domain' },
      yaxis: { visible: false, autorange: 'reversed', scaleanchor: 'x', constrain: 'domain' },
      annotations: (titles ?? []).map((text, i) => ({
        text: label(where, `titles[${i}]`, text),
        x: (i % perRow) * (columns + gap) + (columns - 1) / 2,
        y: Math.floor(i / perRow) * (rows + head) + head - 0.8,
        yanchor: 'bottom',
        showarrow: false,
        font: { size: 12 },
      })),
      margin: signed ? { l: 20, r: 70, b: 16, t: 4 } : { l: side, r: side, b: 16, t: 4 },
    },
    height: Math.ceil(lines * (rows + head) * pixel) + 24,
    description: `Grid of ${images.length} images of ${rows} × ${columns} pixels${titles ? `, titled ${titles.slice(0, 20).join('; ')}` : ''}`,
  });
}

function read(where: string, options: ImageGridOptions): { images: number[][]; shape: readonly [number, number] } {
  const { images, imageShape } = options;
  const tensor = isTensor(images) ? images : undefined;
  if (tensor && tensor.shape.length !== 2 && tensor.shape.length !== 3) {
    throw new ShapeError(`${where}: images should have shape [N, rows, columns], got ${formatShape(tensor.shape)}`);
  }
  if (!tensor) checkSome(where, 'images', images as readonly unknown[]);
  const size = tensor && tensor.data.length / tensor.shape[0];
  const list: readonly Numbers[] = tensor
    ? Array.from({ length: tensor.shape[0] }, (_, i) => tensor.data.subarray(i * size!, (i + 1) * size!))
    : (images as readonly Numbers[]);
  const first = vector(where, 'images[0]', list[0]).length;
  const square = Math.round(Math.sqrt(first));
  const shape =
    imageShape ?? (tensor?.shape.length === 3 ? [tensor.shape[1], tensor.shape[2]] as const : ([square, square] as const));
  if (shape[0] * shape[1] !== first) {
    throw new ShapeError(
      `${where}: images[0] has ${first} values, not ${shape[0]} × ${shape[1]}; give imageShape: [rows, columns]`,
    );
  }
  return { images: list.map((image, i) => vector(where, `images[${i}]`, image, first)), shape };
}

function symmetric([low, high]: [number, number], signed: boolean): [number, number] {
  const most = Math.max(Math.abs(low), Math.abs(high));
  return signed ? [-most, most] : [low, high];
}

function quantise(value: number, low: number, high: number): number {
  const share = high > low ? (value - low) / (high - low) : 0;
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}

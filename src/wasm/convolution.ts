import { borrow } from './borrow';
import { checkLength } from './check-length';
import { denseInputGradient } from './dense-input-gradient';
import { memory } from './memory';
import { parallel } from './parallel';
import { temporary } from './temporary';

/** Positions of the output in a chunk: a multiple of a tile's five. */
const POSITIONS = 80;
/** Bytes of images in a chunk of copying. */
const COPY_BYTES = 131072;
/** Numbers in a chunk of a search for non-finite ones. */
const SEARCH = 65536;
/** Outputs in an item of the weights' gradient, positions in its runs, and how many items there are to be at least. */
const OUTPUTS = 16;
const RUN = 256;
const ITEMS = 16;
/** A patch is read in vectors, also where its last piece does not fill them. */
const SLACK = 64;
const BIAS = 2;

/** Of a convolution of square kernels: x `[images, height, width, channels]`. */
export interface ConvolutionSizes {
  images: number;
  height: number;
  width: number;
  channels: number;
  /** Channels of the output. */
  outputs: number;
  kernelSize: number;
  stride: number;
  /** Rows and pixels of zeros on each side. */
  padding: number;
}

/** The most outputs, and numbers in a patch: those of a position, or of five, must fit in a thread's scratch area. */
const MOST_OUTPUTS = 32768;
const MOST_TERMS = 20480;

/** Whether the kernels can do it. */
export function isConvolvable(sizes: Pick<ConvolutionSizes, 'channels' | 'outputs' | 'kernelSize'>): boolean {
  const { channels, outputs, kernelSize } = sizes;
  return outputs <= MOST_OUTPUTS && kernelSize * kernelSize * channels <= MOST_TERMS;
}

/**
 * y `[images, outHeight, outWidth, outputs]` ← x ∗ weight + bias, weight being `[kernelSize, kernelSize, channels, outputs]`.
 *
 * @remarks
 * The matrix product of patches of x and weights. The matrix of patches is never there as a whole: twenty of its rows at a
 * time are copied from the bordered images, where each is as many pieces as the kernel has rows.
 * Numerics: products and sums in float32, K = kernelSize²·channels of them in one sum, in the order of the weights:
 *           |error| ≤ (K + 1)·2⁻²⁴·Σ|x·w| (first order), and the bias's rounding
 * Source: cf. [Chellapilla2006], who unroll all patches
 */
export function convolution(
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array | undefined,
  y: Float32Array,
  sizes: ConvolutionSizes,
): void {
  const { outputs } = sizes;
  const g = geometryOf(sizes);
  checkLengths({ x, weight, y }, sizes, g);
  checkLength('convolution', 'bias', bias, outputs);
  const panels = Math.ceil(outputs / 8);
  borrow('convolution', [x, weight, bias], [y], (x, weight, biasAt, y) => {
    temporary('convolution', [g.bytes, 32 * panels * g.terms], (padded, packed) => {
      pad(x, padded, sizes, g);
      parallel('packKernels', panels, 16, weight, g.terms, outputs, packed);
      const patches = [padded, ...g.positionArgs, ...g.pieceArgs];
      parallel(
        'convolution',
        g.positions,
        POSITIONS,
        ...patches,
        packed,
        biasAt,
        bias ? BIAS : 0,
        outputs,
        y,
      );
    });
  });
}

/**
 * dWeight ← the gradient of the weights, given that of the output, dY.
 *
 * @remarks
 * Zeros of dY cost nothing where they are many (after 2×2 maximum pooling three quarters are), unless x has numbers that
 * are not finite.
 * Numerics: sums in float32 over spans of positions, in order, then these sums in order. Spans are of 256 positions or
 *           more, so that there are sixteen at most, fewer with more than sixteen outputs
 */
export function convolutionWeightGradient(
  x: Float32Array,
  dY: Float32Array,
  dWeight: Float32Array,
  sizes: ConvolutionSizes,
): void {
  const { kernelSize, channels, outputs } = sizes;
  const g = geometryOf(sizes);
  checkLengths({ x, dWeight, dY }, sizes, g);
  const blocks = Math.ceil(outputs / OUTPUTS);
  const runs = Math.max(1, Math.ceil(g.positions / RUN));
  const span = RUN * Math.ceil(runs / Math.min(runs, Math.ceil(ITEMS / blocks)));
  const groups = Math.max(1, Math.ceil(g.positions / span));
  const piece = kernelSize * channels;
  const part = 4 * outputs * kernelSize * 16 * Math.ceil(piece / 16);
  borrow('convolution', [x, dY], [dWeight], (xAt, dY, dWeight) =>
    temporary('convolution', [g.bytes, groups * part, 4], (padded, parts, flag) => {
      findNonFinite(xAt, x.length, flag);
      pad(xAt, padded, sizes, g);
      const patches = [padded, ...g.positionArgs, ...g.pieceArgs];
      const rest = [dY, g.positions, outputs, span, flag, parts];
      parallel('convolutionWeights', groups * blocks, 1, ...patches, ...rest);
      parallel('sumWeightParts', g.terms, 64, parts, groups, kernelSize, piece, outputs, dWeight);
    }),
  );
}

/**
 * dX ← the gradient of the input, given that of the output, dY.
 *
 * @remarks
 * Where most of dY is 0 and weights are finite, zeros cost nothing; else it is a convolution of its own.
 * Numerics: sums in float32, kernelSize²·outputs terms at most for a number of dX, in an order that depends on which it is
 */
export function convolutionInputGradient(
  dY: Float32Array,
  weight: Float32Array,
  dX: Float32Array,
  sizes: ConvolutionSizes,
): void {
  const { images, height, width, channels, kernelSize, outputs, padding } = sizes;
  const g = geometryOf(sizes);
  checkLengths({ dX, weight, dY }, sizes, g);
  const dense = denseInputGradient(dY, weight, sizes);
  if (dense && isConvolvable(dense.sizes)) {
    convolution(dY, dense.weight, undefined, dX, dense.sizes);
    return;
  }
  const piece = kernelSize * channels;
  const blocks = kernelSize * Math.ceil(piece / 32);
  borrow('convolution', [dY, weight], [dX], (dY, weightAt, dX) =>
    temporary('convolution', [g.bytes, 128 * outputs * blocks, 4], (padded, packed, flag) => {
      findNonFinite(weightAt, weight.length, flag);
      parallel('packTransposedKernels', blocks, 4, weightAt, piece, outputs, packed);
      const patches = [padded, ...g.positionArgs, ...g.pieceArgs];
      parallel('convolutionInput', images, 1, dY, outputs, packed, flag, ...patches);
      const [row, side] = [4 * width * channels, 4 * padding * channels];
      const rows = Math.ceil(COPY_BYTES / row);
      const padHeight = height + 2 * padding;
      parallel('cropImages', images * height, rows, padded, padHeight, row, side, padding, dX);
    }),
  );
}

/** What the kernels want to know of the bordered images and their patches. */
interface Geometry {
  /** Of all bordered images, and what is read beyond the last. */
  bytes: number;
  positions: number;
  /** Numbers in a patch. */
  terms: number;
  /** outHeight, outWidth, imageBytes, lineBytes, stepBytes */
  positionArgs: number[];
  /** pieces, pieceBytes, rowBytes */
  pieceArgs: number[];
}

function geometryOf(sizes: ConvolutionSizes): Geometry {
  const { images, height, width, channels, kernelSize, stride, padding } = sizes;
  const [padHeight, padWidth] = [height + 2 * padding, width + 2 * padding];
  const outHeight = Math.floor((padHeight - kernelSize) / stride) + 1;
  const outWidth = Math.floor((padWidth - kernelSize) / stride) + 1;
  const [pixel, row] = [4 * channels, 4 * channels * padWidth];
  return {
    bytes: images * padHeight * row + SLACK,
    positions: images * outHeight * outWidth,
    terms: kernelSize * kernelSize * channels,
    positionArgs: [outHeight, outWidth, padHeight * row, stride * row, stride * pixel],
    pieceArgs: [kernelSize, kernelSize * pixel, row],
  };
}

/** Of images, weights and outputs, in this order, under the names that they have in the call. */
function checkLengths(arrays: Record<string, Float32Array>, sizes: ConvolutionSizes, g: Geometry): void {
  const { images, height, width, channels, outputs } = sizes;
  const least = [images * height * width * channels, g.terms * outputs, g.positions * outputs];
  Object.entries(arrays).forEach(([name, data], i) => checkLength('convolution', name, data, least[i]));
}

function pad(x: number, padded: number, sizes: ConvolutionSizes, { positionArgs }: Geometry): void {
  const { images, height, width, channels, padding } = sizes;
  const padHeight = height + 2 * padding;
  const [row, side] = [4 * width * channels, 4 * padding * channels];
  const rows = Math.ceil((COPY_BYTES * padHeight) / positionArgs[2]);
  parallel('padImages', images * padHeight, rows, x, padHeight, row, side, padding, padded);
}

function findNonFinite(x: number, length: number, flag: number): void {
  const shared = memory();
  if (shared) new Int32Array(shared.memory.buffer, flag, 1)[0] = 0;
  parallel('findNonFinite', length, SEARCH, x, flag);
}

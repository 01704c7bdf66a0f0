import type { Tensor } from '../core';
import { forEachWindow, type Windows } from './windows';

/**
 * Convolution in plain loops: the reference for the kernels, and what computes in their place where they can't. Sums in
 * float64 in the order of the weights, or of the positions.
 */

/** The images of `x` with a border of zeros; `windows` has the sizes with it. */
export function padded(
  x: Tensor,
  { images, height, width, channels }: Windows,
  padding: number,
): Float64Array {
  const to = new Float64Array(images * height * width * channels);
  const row = (width - 2 * padding) * channels;
  forEachRow(images, height, width, channels, padding, (inner, outer) => {
    to.set(x.data.subarray(inner * row, (inner + 1) * row), outer);
  });
  return to;
}

/** The way back. */
export function cropped(
  x: Float64Array,
  { images, height, width, channels }: Windows,
  padding: number,
): Float64Array {
  const row = (width - 2 * padding) * channels;
  const to = new Float64Array(images * (height - 2 * padding) * row);
  forEachRow(images, height, width, channels, padding, (inner, outer) => {
    to.set(x.subarray(outer, outer + row), inner * row);
  });
  return to;
}

/** The number of each row without the border, and where it begins in the images with it. */
function forEachRow(
  images: number,
  height: number,
  width: number,
  channels: number,
  padding: number,
  visit: (inner: number, outer: number) => void,
): void {
  let inner = 0;
  for (let image = 0; image < images; image++) {
    for (let y = padding; y < height - padding; y++) {
      visit(inner++, ((image * height + y) * width + padding) * channels);
    }
  }
}

/** Calls `visit` for each number of a window's patch: its index in the images, and its row of the weights. */
function forEachOfPatch(w: Windows, first: number, visit: (at: number, row: number) => void): void {
  const piece = w.kernelSize * w.channels;
  for (let y = 0; y < w.kernelSize; y++) {
    const from = first + y * w.width * w.channels;
    for (let i = 0; i < piece; i++) visit(from + i, y * piece + i);
  }
}

/** x ∗ weight: a row of outputs for each window. */
export function plainForward(x: Float64Array, weight: Tensor, w: Windows): Float64Array {
  const outputs = weight.shape[3];
  const y = new Float64Array(w.images * w.outHeight * w.outWidth * outputs);
  forEachWindow(w, (window, first) => {
    forEachOfPatch(w, first, (at, row) => {
      for (let o = 0; o < outputs; o++) y[window * outputs + o] += x[at] * weight.data[row * outputs + o];
    });
  });
  return y;
}

export function plainWeightGradient(x: Float64Array, dOutput: Tensor, w: Windows): Float64Array {
  const outputs = dOutput.shape[3];
  const dWeight = new Float64Array(w.kernelSize * w.kernelSize * w.channels * outputs);
  forEachWindow(w, (window, first) => {
    forEachOfPatch(w, first, (at, row) => {
      for (let o = 0; o < outputs; o++) {
        dWeight[row * outputs + o] += x[at] * dOutput.data[window * outputs + o];
      }
    });
  });
  return dWeight;
}

/** Of the images with their border. */
export function plainInputGradient(dOutput: Tensor, weight: Tensor, w: Windows): Float64Array {
  const outputs = weight.shape[3];
  const dX = new Float64Array(w.images * w.height * w.width * w.channels);
  forEachWindow(w, (window, first) => {
    forEachOfPatch(w, first, (at, row) => {
      let sum = 0;
      for (let o = 0; o < outputs; o++)
        sum += dOutput.data[window * outputs + o] * weight.data[row * outputs + o];
      dX[at] += sum;
    });
  });
  return dX;
}

import { newTensor, type Tensor } from '../core';
import {
  available,
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
  float32Array,
  isConvolvable,
  type ConvolutionSizes,
} from '../wasm';
import { addToRows } from './float32-product';
import { cropped, padded, plainForward, plainInputGradient, plainWeightGradient } from './plain-conv2d';
import { windowsOf, type Windows } from './windows';

/** Convolution of images `[N, H, W, C]` by weights `[kernelSize, kernelSize, C, outputs]`: by the kernels, or plainly. */

export interface Strides {
  readonly stride: number;
  readonly padding: number;
}

/** Products below which calling a kernel costs more than it saves. */
const FEW = 16384;

/** x ∗ weight + bias */
export function convolve(x: Tensor, weight: Tensor, bias: Tensor | undefined, strides: Strides): Tensor {
  const windows = windowsFor(x, weight, strides);
  const shape = [windows.images, windows.outHeight, windows.outWidth, weight.shape[3]];
  if (isFast(windows, weight)) {
    const data = float32Array(shape.reduce((size, length) => size * length, 1));
    convolution(float32(x), float32(weight), bias && float32(bias), data, sizesOf(x, weight, strides));
    return newTensor(data, shape);
  }
  const y = plainForward(padded(x, windows, strides.padding), weight, windows);
  if (bias) addToRows(y, bias.data);
  return rounded(y, shape, x);
}

/** ∂loss/∂x, where x has this shape. */
export function inputGradient(x: Tensor, dOutput: Tensor, weight: Tensor, strides: Strides): Tensor {
  const windows = windowsFor(x, weight, strides);
  if (isFast(windows, weight)) {
    const data = float32Array(x.data.length);
    convolutionInputGradient(float32(dOutput), float32(weight), data, sizesOf(x, weight, strides));
    return newTensor(data, x.shape);
  }
  const dPadded = plainInputGradient(dOutput, weight, windows);
  return rounded(cropped(dPadded, windows, strides.padding), x.shape, x);
}

/** ∂loss/∂weight, where the weight has this shape. */
export function weightGradient(x: Tensor, dOutput: Tensor, weight: Tensor, strides: Strides): Tensor {
  const windows = windowsFor(x, weight, strides);
  if (isFast(windows, weight)) {
    const data = float32Array(weight.data.length);
    convolutionWeightGradient(float32(x), float32(dOutput), data, sizesOf(x, weight, strides));
    return newTensor(data, weight.shape);
  }
  return rounded(plainWeightGradient(padded(x, windows, strides.padding), dOutput, windows), weight.shape, x);
}

function windowsFor(x: Tensor, { shape: [kernelSize, , channels] }: Tensor, strides: Strides): Windows {
  return windowsOf('conv2d', x, { kernelSize, channels, ...strides });
}

function sizesOf({ shape }: Tensor, weight: Tensor, strides: Strides): ConvolutionSizes {
  const [images, height, width, channels] = shape;
  const [kernelSize, , , outputs] = weight.shape;
  return { images, height, width, channels, outputs, kernelSize, ...strides };
}

/** Whether the kernels should do it. */
function isFast({ images, outHeight, outWidth }: Windows, weight: Tensor): boolean {
  if (weight.dtype !== 'float32' || images * outHeight * outWidth * weight.data.length < FEW) return false;
  const [kernelSize, , channels, outputs] = weight.shape;
  return isConvolvable({ channels, outputs, kernelSize }) && available();
}

function float32(x: Tensor): Float32Array {
  return x.data as Float32Array;
}

function rounded(data: Float64Array, shape: readonly number[], { dtype }: Tensor): Tensor {
  return newTensor(dtype === 'float32' ? new Float32Array(data) : data, shape);
}

import { convolution, convolutionInputGradient, convolutionWeightGradient } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

/** Of images, kernels and what the host makes of them: blocks of 32 numbers and vectors that are full, and others. */
function sizesOf(draw: Draw) {
  const kernelSize = draw.pick([1, 2, 3, 3, 3, 4, 5, 7]);
  const padding = draw.integer(0, 2);
  const side = (): number => Math.max(1, kernelSize - 2 * padding) + draw.size(0, draw.chance(0.1) ? 30 : 12);
  const few = draw.chance(0.7);
  return {
    images: draw.size(1, few ? 3 : 5),
    height: side(),
    width: side(),
    channels: draw.chance(0.4) ? draw.pick([1, 3, 8, 16, 32, 48, 64]) : draw.size(1, few ? 24 : 90),
    outputs: draw.chance(0.4) ? draw.pick([1, 8, 16, 32, 64]) : draw.size(1, few ? 20 : 90),
    kernelSize,
    stride: draw.pick([1, 1, 1, 2, 3, 5]),
    padding,
  };
}

function countsOf({
  images,
  height,
  width,
  channels,
  outputs,
  kernelSize,
  stride,
  padding,
}: ReturnType<typeof sizesOf>) {
  const along = (side: number): number => Math.floor((side + 2 * padding - kernelSize) / stride) + 1;
  return {
    x: images * height * width * channels,
    weight: kernelSize * kernelSize * channels * outputs,
    y: images * along(height) * along(width) * outputs,
  };
}

export const convolutions: Family = {
  name: 'convolution',
  share: 10,
  draw(draw) {
    const sizes = sizesOf(draw);
    const counts = countsOf(sizes);
    const [x, weight] = [draw.numbers(counts.x), draw.numbers(counts.weight)];
    const bias = draw.chance(0.7) ? draw.numbers(sizes.outputs) : undefined;
    return {
      what: `${JSON.stringify(sizes)}${bias ? ' with bias' : ''}`,
      run: (out) => convolution(x, weight, bias, out(counts.y), sizes),
    };
  },
};

export const convolutionGradients: Family = {
  name: 'convolution-gradients',
  share: 15,
  draw(draw) {
    const sizes = sizesOf(draw);
    const counts = countsOf(sizes);
    const [x, weight] = [draw.numbers(counts.x), draw.numbers(counts.weight)];
    const dY = draw.chance(0.7) ? draw.sparse(counts.y) : draw.numbers(counts.y);
    return {
      what: JSON.stringify(sizes),
      run(out) {
        convolutionWeightGradient(x, dY, out(counts.weight), sizes);
        convolutionInputGradient(dY, weight, out(counts.x), sizes);
      },
    };
  },
};

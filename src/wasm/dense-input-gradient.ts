import type { ConvolutionSizes } from './convolution';

/** Of how many numbers one is looked at; a prime, so that no channel is always met. */
const SAMPLED = 101;

/**
 * The gradient of a convolution's input as a convolution of its own, where there is one: of the output's gradient, with the
 * weights turned by half a circle, inputs and outputs exchanged. Undefined where steps are wider than one, where most of
 * `dY` is 0 (as far as a sample tells), or where a weight is not finite, which beyond the border would meet zeros.
 */
export function denseInputGradient(
  dY: Float32Array,
  weight: Float32Array,
  { images, height, width, channels, outputs, kernelSize, stride, padding }: ConvolutionSizes,
): { weight: Float32Array; sizes: ConvolutionSizes } | undefined {
  if (stride > 1 || padding >= kernelSize || !isMostlyNeeded(dY)) return undefined;
  const turned = new Float32Array(weight.length);
  const last = kernelSize * kernelSize - 1;
  for (let at = 0, position = last; position >= 0; position--) {
    for (let channel = 0; channel < channels; channel++) {
      for (let output = 0; output < outputs; output++, at++) {
        const value = weight[at];
        if (!Number.isFinite(value)) return undefined;
        turned[(position * outputs + output) * channels + channel] = value;
      }
    }
  }
  const border = 2 * padding - kernelSize + 1;
  return {
    weight: turned,
    sizes: {
      images,
      height: height + border,
      width: width + border,
      channels: outputs,
      outputs: channels,
      kernelSize,
      stride,
      padding: kernelSize - 1 - padding,
    },
  };
}

function isMostlyNeeded(dY: Float32Array): boolean {
  let [needed, lookedAt] = [0, 0];
  for (let i = 0; i < dY.length; i += SAMPLED, lookedAt++) if (dY[i] !== 0) needed++;
  return 2 * needed > lookedAt;
}

import { zeros, type FloatArray, type Tensor } from '../core';

/** Of `[…, C]` the channels from number `from` on, `count` of them. */
export function takeChannels(x: Tensor, from: number, count: number): Tensor {
  const taken = zeros([...x.shape.slice(0, -1), count], { dtype: x.dtype });
  copyRuns(x.data, from, x.shape[x.shape.length - 1], taken.data, 0, count, count);
  return taken;
}

/** The channels of all parts side by side: `[…, C₁]`, `[…, C₂]`, … → `[…, C₁ + C₂ + …]`. */
export function joinChannels(parts: readonly Tensor[]): Tensor {
  const [{ shape, dtype }] = parts;
  const widths = parts.map((part) => part.shape[part.shape.length - 1]);
  const channels = widths.reduce((sum, width) => sum + width, 0);
  const joined = zeros([...shape.slice(0, -1), channels], { dtype });
  let from = 0;
  parts.forEach(({ data }, i) => {
    copyRuns(data, 0, widths[i], joined.data, from, channels, widths[i]);
    from += widths[i];
  });
  return joined;
}

/** Runs of `length` numbers, one every `step` of the source, to one every `toStep` of the target. */
function copyRuns(
  source: FloatArray,
  from: number,
  step: number,
  target: FloatArray,
  to: number,
  toStep: number,
  length: number,
): void {
  for (; to < target.length; from += step, to += toStep) target.set(source.subarray(from, from + length), to);
}

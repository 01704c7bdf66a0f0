import { zeros, type Tensor } from '../core';

/** Numbers `[from, from + count)` of the last axis, copied. */
export function takeChannels(x: Tensor, from: number, count: number): Tensor {
  const channels = x.shape[x.shape.length - 1];
  const taken = zeros([...x.shape.slice(0, -1), count], { dtype: x.dtype });
  const [source, target] = [x.data, taken.data];
  for (let at = from, to = 0; to < target.length; at += channels, to += count) {
    for (let c = 0; c < count; c++) target[to + c] = source[at + c];
  }
  return taken;
}

/** The tensors one after the other along the last axis; all else of their shapes is the same. */
export function joinChannels(parts: readonly Tensor[]): Tensor {
  const [{ shape, dtype }] = parts;
  const widths = parts.map((part) => part.shape[part.shape.length - 1]);
  const channels = widths.reduce((sum, width) => sum + width, 0);
  const joined = zeros([...shape.slice(0, -1), channels], { dtype });
  const target = joined.data;
  let from = 0;
  parts.forEach(({ data }, i) => {
    const width = widths[i];
    for (let at = 0, to = from; at < data.length; at += width, to += channels) {
      for (let c = 0; c < width; c++) target[to + c] = data[at + c];
    }
    from += width;
  });
  return joined;
}

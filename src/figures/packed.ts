import type { PlotlyObject } from './figure';

/**
 * A matrix, row by row, in Plotly's base-64 spelling of typed arrays (little-endian, as every machine Node runs on): for
 * pictures, where a notebook file would give each of their thousands of pixels a line. A third axis has the colours of a
 * pixel. NaN is a gap.
 */
export function packed(values: Uint8Array | Float32Array, shape: readonly [rows: number, columns: number, colours?: number]): PlotlyObject {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { dtype: values instanceof Uint8Array ? 'u1' : 'f4', bdata: btoa(text), shape: shape.join(', ') };
}

import { jupyterDisplay, type Displayable } from './display';
import { escapeHtml } from './escape-html';
import { formatFloat32, formatNumber } from './format-number';
import { formatShape } from './shape';
import { tellApart } from './tell-apart';
import type { Tensor } from './tensor';

/** As NumPy prints: of more numbers than these the first and last three of an axis, lines of so many characters. */
const MOST_NUMBERS = 1000;
const EDGE = 3;
const LINE = 75;

/**
 * What shows itself as a tensor: its dtype and shape, then its numbers nested as NumPy prints them, `…` for those left
 * out, to four significant digits or as many as tell them apart.
 */
export function displayTensor(tensor: Tensor): Displayable {
  const head = `${tensor.dtype} ${formatShape(tensor.shape)}`;
  const numbers = numbersOf(tensor);
  return {
    [jupyterDisplay]: () => ({
      'text/html': `<div>${head}</div><pre>${escapeHtml(numbers)}</pre>`,
      'text/plain': `${head}\n${numbers}`,
    }),
  };
}

function numbersOf({ data, shape, dtype }: Tensor): string {
  if (data.length === 0) return '[]';
  const shown = shape.map((length) => (data.length > MOST_NUMBERS ? shownOf(length) : all(length)));
  const places = shown.reduce<number[]>(
    (offsets, indices, axis) =>
      offsets.flatMap((offset) => indices.filter((i) => i >= 0).map((i) => offset * shape[axis] + i)),
    [0],
  );
  const texts = tellApart(
    places.map((place) => data[place]),
    4,
    dtype === 'float32' ? formatFloat32 : formatNumber,
  );
  const width = Math.max(...texts.map((text) => text.length));
  const perLine = Math.max(1, Math.floor((LINE - shape.length) / (width + 2)));
  let next = 0;
  const nested = (axis: number): string => {
    if (axis === shape.length) return texts[next++].padStart(width);
    const parts = shown[axis].map((i) => (i < 0 ? '…' : nested(axis + 1)));
    const indent = ' '.repeat(axis + 1);
    if (axis < shape.length - 1)
      return `[${parts.join(`,${'\n'.repeat(shape.length - 1 - axis)}${indent}`)}]`;
    const lines = Array.from({ length: Math.ceil(parts.length / perLine) }, (_, line) =>
      parts.slice(line * perLine, (line + 1) * perLine).join(', '),
    );
    return `[${lines.join(`,\n${indent}`)}]`;
  };
  return nested(0);
}

function all(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The indices at both ends of an axis, and between them −1 for those left out. */
function shownOf(length: number): number[] {
  if (length <= 2 * EDGE) return all(length);
  return [...all(EDGE), -1, ...all(EDGE).map((i) => length - EDGE + i)];
}

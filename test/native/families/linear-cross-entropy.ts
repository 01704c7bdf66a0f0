import { float32Array, linearCrossEntropy, type RowGradient } from '../../../src/wasm';
import { borrow } from '../../../src/wasm/borrow';
import { parallel } from '../../../src/wasm/parallel';
import { words } from '../../../src/wasm/words';
import type { Draw, Family } from '../draw';
import { logitsOf } from './softmax';

/** Rows' gradients from what is known of them, some left out, some as no loss would have them. */
function rowsOf(draw: Draw, count: number): (i: number, others: number, label: number) => RowGradient {
  const pull = draw.pick([0, 0.1, 1e-3]);
  const rows = Array.from({ length: count }, () => ({
    gain: draw.pick([1, 1 / count, draw.random.normal(), 0]),
    shift: draw.chance(0.05) ? draw.pick([NaN, -Infinity, 300, -300]) : 0,
    isLeftOut: draw.chance(0.05),
  }));
  return (i, others, labelLogit) => {
    const { gain, shift, isLeftOut } = rows[i];
    if (isLeftOut) return { logSum: Infinity, gain: 0, pull: 0, label: 0 };
    const top = Math.max(others, labelLogit);
    const logSum = top + Math.log(Math.exp(others - top) + Math.exp(labelLogit - top)) + shift;
    return { logSum, gain, pull: gain * pull, label: -gain * Math.exp(others - logSum) };
  };
}

function labelsOf(draw: Draw, rows: number, classes: number): Int32Array {
  return Int32Array.from({ length: rows }, () => (draw.chance(0.1) ? -100 : draw.random.integer(classes)));
}

/** The two kernels, in blocks of given logits. */
export const blocksOfLogits: Family = {
  name: 'blocksOfLogits',
  share: 10,
  draw(draw) {
    const [rows, classes] = [draw.size(1, 20), draw.size(1, draw.chance(0.02) ? 20_000 : 500)];
    const width = draw.chance(0.3) ? classes : draw.size(1, classes);
    const logits = logitsOf(draw, rows, classes);
    const labels = labelsOf(draw, rows, classes);
    const weights = draw.chance(0.5) ? draw.sparse(classes) : undefined;
    const [smooth, inPlace] = [draw.chance(0.5), draw.chance(0.5)];
    const row = rowsOf(draw, rows);
    const settings = JSON.stringify({ weights: !!weights, smooth, inPlace });
    return {
      what: `${rows}×${classes} in blocks of ${width} ${settings}`,
      run(out) {
        const to = out(rows * classes, inPlace ? logits : undefined);
        const space = float32Array(8 * rows);
        const states = new Float64Array(space.buffer, space.byteOffset, 4 * rows);
        for (let i = 0; i < rows; i++) states.set([-Infinity, -Infinity, 0, 0], 4 * i);
        const operands = [inPlace ? to : logits, words(labels), weights];
        const eachBlock = (
          use: (z: number, y: number, w: number, g: number, rows: number, first: number) => void,
        ): void =>
          borrow('blocks', operands, [to, space], (z, y, w, g, states) => {
            for (let k = 0; k < classes; k += width) use(z + 4 * k, y, w && w + 4 * k, g + 4 * k, states, k);
          });
        eachBlock((z, y, w, _, at, first) => {
          const columns = Math.min(width, classes - first);
          parallel('addToLogSumExp', rows, 4, z, classes, columns, first, y, Number(smooth), w, at);
        });
        out(8 * rows, space);
        for (let i = 0; i < rows; i++) {
          const [others, label] = states.subarray(4 * i);
          const { logSum, gain, label: ofLabel, pull } = row(i, others, label);
          states.set([logSum, gain, ofLabel, pull], 4 * i);
        }
        eachBlock((z, y, w, g, at, first) => {
          const columns = Math.min(width, classes - first);
          parallel('blockGradient', rows, 4, z, classes, g, classes, columns, first, y, w, at);
        });
      },
    };
  },
};

export const linearCrossEntropies: Family = {
  name: 'linearCrossEntropy',
  share: 5,
  draw(draw) {
    const [rows, inputs, classes] = [
      draw.size(1, 60),
      draw.size(1, 40),
      draw.size(1, draw.chance(0.05) ? 2500 : 200),
    ];
    const [x, weight] = [draw.numbers(rows * inputs), draw.numbers(inputs * classes)];
    const classesFirst = draw.chance(0.5);
    const bias = draw.chance(0.5) ? draw.numbers(classes) : undefined;
    const classWeights = draw.chance(0.3) ? draw.sparse(classes) : undefined;
    const smooth = draw.chance(0.3);
    const labels = labelsOf(draw, rows, classes);
    const row = rowsOf(draw, rows);
    const withGradients = draw.chance(0.8);
    const settings = JSON.stringify({
      classesFirst,
      bias: !!bias,
      classWeights: !!classWeights,
      smooth,
      withGradients,
    });
    return {
      what: `${rows}×${inputs}×${classes} ${settings}`,
      run(out) {
        const known = out(3 * rows);
        const gradients = withGradients
          ? { x: out(rows * inputs), weight: out(inputs * classes), bias: bias && out(classes) }
          : undefined;
        const told = (i: number, ...numbers: [number, number, number]): RowGradient => {
          known.set(numbers, 3 * i);
          return row(i, numbers[0], numbers[1]);
        };
        const all = { x, weight, bias, labels, classWeights, classesFirst, smooth, gradients };
        linearCrossEntropy({ ...all, rows, inputs, classes, row: told });
      },
    };
  },
};

import { add, elementProduct, relu, reluBackward, scale } from '../../../src/wasm';
import { borrow } from '../../../src/wasm/borrow';
import { parallel } from '../../../src/wasm/parallel';
import type { Family } from '../draw';

type Operation = (x: Float32Array, y: Float32Array, factor: number, to: Float32Array) => void;

const OPERATIONS: Record<string, Operation> = {
  add: (x, y, _, to) => add(x, y, to),
  elementProduct: (x, y, _, to) => elementProduct(x, y, to),
  scale: (x, _, factor, to) => scale(x, factor, to),
  multiplyAdd: (x, y, factor, to) =>
    borrow('multiplyAdd', [x, y], [to], (x, y, out) =>
      parallel('multiplyAdd', to.length, 65536, x, factor, y, out),
    ),
  relu: (x, _, __, to) => relu(x, to),
  reluBackward: (x, y, _, to) => reluBackward(x, y, to),
};

export const elementwise: Family = {
  name: 'elementwise',
  share: 5,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 200_000 : 600);
    const name = draw.pick(Object.keys(OPERATIONS));
    const [x, y] = [draw.numbers(length), draw.numbers(length)];
    const factor = draw.pick([0, -0, 1, NaN, Infinity, 1e-30, 3.7, draw.random.normal()]);
    const over = draw.pick(['neither', 'x', 'y', 'both'] as const);
    return {
      what: `${name} of ${length} by ${factor}, over ${over}`,
      run: (out) => {
        if (over === 'neither') return OPERATIONS[name](x, y, factor, out(length));
        const to = out(length, over === 'y' ? y : x);
        OPERATIONS[name](over === 'y' ? x : to, over === 'x' ? y : to, factor, to);
      },
    };
  },
};

import { logSoftmax, logSoftmaxBackward, softmax } from '../../../src/wasm';
import type { Family } from '../draw';
import { cancelling } from './gather';
import { logitsOf, shapeOf } from './softmax';

export const softmaxesInFloat64: Family = {
  name: 'softmaxFloat64',
  share: 10,
  draw(draw) {
    const [rows, classes] = draw.chance(0.01) ? shapeOf(draw) : [draw.size(1, 20), draw.size(1, 300)];
    const logits = logitsOf(draw, rows, classes);
    const name = draw.pick(['softmax', 'logSoftmax', 'logSoftmaxBackward'] as const);
    const over = draw.pick(['neither', 'neither', 'first', 'second'] as const);
    const size = rows * classes;
    if (name === 'logSoftmaxBackward') {
      const y = draw.chance(0.7) ? logits.map((z) => -Math.abs(z)) : logits;
      const g = draw.chance(0.3) ? cancelling(draw, size, 1) : draw.numbers(size);
      return {
        what: `${name} ${rows}×${classes} over ${over}`,
        run: (out) => {
          const to = out(size, { neither: undefined, first: y, second: g }[over]);
          logSoftmaxBackward(over === 'first' ? to : y, over === 'second' ? to : g, classes, to);
        },
      };
    }
    const temperature = draw.pick([0.1, 0.5, 2, 10, 1e-3, 1e3, 0.5 + draw.random.uniform()]);
    const inPlace = over === 'first';
    return {
      what: `${name} ${rows}×${classes}, temperature ${temperature}${inPlace ? ' in place' : ''}`,
      run: (out) => {
        const to = out(size, inPlace ? logits : undefined);
        (name === 'softmax' ? softmax : logSoftmax)(inPlace ? to : logits, classes, to, temperature);
      },
    };
  },
};

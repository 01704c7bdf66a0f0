import { exp, log, sigmoid, softplus, tanh, tanhBackward } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

const FUNCTIONS = { exp, log, sigmoid, softplus, tanh };

export const exponentials: Family = {
  name: 'exponentials',
  share: 10,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 100_000 : 600);
    const inPlace = draw.chance(0.3);
    const name = draw.pick([
      ...(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]),
      'tanhBackward' as const,
    ]);
    const x = argumentsOf(draw, length);
    const what = `${name} of ${length}${inPlace ? ' in place' : ''}`;
    if (name === 'tanhBackward') {
      const g = draw.numbers(length);
      const over = inPlace && draw.chance(0.5);
      return {
        what,
        run: (out) => {
          const to = out(length, inPlace ? (over ? x : g) : undefined);
          tanhBackward(over ? to : x, inPlace && !over ? to : g, to);
        },
      };
    }
    return {
      what,
      run: (out) => {
        const to = out(length, inPlace ? x : undefined);
        FUNCTIONS[name](inPlace ? to : x, to);
      },
    };
  },
};

/** Of any magnitude, or any bits at all: the logarithm's and the exponential's whole ranges. */
function argumentsOf(draw: Draw, length: number): Float32Array {
  const x = draw.numbers(length);
  const kind = draw.integer(0, 3);
  if (kind === 0) for (let i = 0; i < length; i++) x[i] = Math.abs(x[i]);
  if (kind === 1) {
    const bits = new Uint32Array(x.buffer, x.byteOffset, length);
    for (let i = 0; i < length; i++) bits[i] = draw.random.integer(2 ** 32);
  }
  return x;
}

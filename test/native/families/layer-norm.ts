import { layerNorm, layerNormBackward } from '../../../src/wasm';
import type { Family } from '../draw';

export const layerNorms: Family = {
  name: 'layerNorm',
  share: 6,
  draw(draw) {
    const size = draw.chance(0.5) ? draw.pick([1, 4, 7, 8, 9, 64, 96]) : draw.size(1, 300);
    // Now and then more rows than one piece of a sum has.
    const rows = draw.chance(0.1) ? Math.ceil(16384 / size) + draw.size(1, 40) : draw.size(0, 60);
    const [x, g] = [draw.numbers(rows * size), draw.numbers(rows * size)];
    const [weight, bias] = [draw.numbers(size), draw.numbers(size)];
    const epsilon = draw.pick([0, 1e-5, 1]);
    const over = draw.pick(['neither', 'x', 'g'] as const);
    return {
      what: `${rows}×${size}, ε ${epsilon}, over ${over}`,
      run(out) {
        const y = out(x.length, over === 'x' ? x : undefined);
        layerNorm(over === 'x' ? y : x, weight, bias, epsilon, y);
        const dx = out(x.length, { neither: undefined, x, g }[over]);
        const [from, by] = [over === 'x' ? dx : x, over === 'g' ? dx : g];
        const { dWeight, dBias } = layerNormBackward(from, by, weight, epsilon, dx);
        for (const sums of [dWeight, dBias]) {
          const upper = out(size);
          upper.set(sums);
          out(size).set(sums.map((sum, k) => sum - upper[k]));
        }
      },
    };
  },
};

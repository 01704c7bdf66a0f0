import { gelu } from '../../../src/wasm';
import type { Family } from '../draw';

export const gelus: Family = {
  name: 'gelu',
  share: 4,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 60_000 : 600);
    const x = draw.numbers(length);
    if (draw.chance(0.2)) {
      const bits = new Uint32Array(x.buffer, x.byteOffset, length);
      for (let i = 0; i < length; i++) bits[i] = draw.random.integer(2 ** 32);
    }
    const over = draw.pick(['neither', 'y', 'slope'] as const);
    return {
      what: `${length}, over ${over}`,
      run: (out) => {
        const y = out(length, over === 'y' ? x : undefined);
        const slope = out(length, over === 'slope' ? x : undefined);
        gelu({ neither: x, y, slope }[over], y, slope);
      },
    };
  },
};

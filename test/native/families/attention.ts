import { attend, attendBackward } from '../../../src/wasm';
import type { Family } from '../draw';

export const attentions: Family = {
  name: 'attention',
  share: 8,
  draw(draw) {
    const width = draw.chance(0.5) ? draw.pick([4, 8, 16, 24, 32]) : draw.size(1, 40);
    const length = draw.chance(0.2) ? draw.pick([16, 64, 70]) : draw.size(0, 40);
    const [sequences, heads] = [draw.size(1, 3), draw.size(1, 4)];
    const sizes = { sequences, length, heads, width };
    const size = sequences * length * heads * width;
    const [query, key, value, g] = [0, 0, 0, 0].map(() => draw.numbers(size));
    return {
      what: `${sequences} of ${length}, ${heads} heads of ${width}`,
      run(out) {
        const weights = out(sequences * heads * length * length);
        attend({ query, key, value }, sizes, weights, out(size));
        const to = { query: out(size), key: out(size), value: out(size) };
        attendBackward({ query, key, value, weights }, g, sizes, to);
      },
    };
  },
};

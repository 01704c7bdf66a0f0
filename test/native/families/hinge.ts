import { hinge } from '../../../src/wasm';
import type { Family } from '../draw';

export const hinges: Family = {
  name: 'hinge',
  share: 3,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 100_000 : 600);
    const scores = draw.numbers(length);
    const negative = draw.pick([0, -1] as const);
    const unfit = draw.chance(0.2) ? draw.pick([-negative - 1, NaN, 2]) : 1;
    const labels = Float32Array.from({ length }, (_, i) => (i === 7 ? unfit : draw.pick([1, negative])));
    const [isSquared, scale] = [draw.chance(0.5), draw.pick([1, 1 / 256, 0, draw.random.normal()])];
    const over = draw.pick(['neither', 'scores', 'labels', 'alone'] as const);
    return {
      what: `${length}, negative ${negative}, squared ${isSquared}, scale ${scale}, unfit ${unfit}, over ${over}`,
      run: (out) => {
        const gradient =
          over === 'alone' ? undefined : out(length, { scores, labels, neither: undefined }[over]);
        const fits = hinge({
          scores: over === 'scores' && gradient ? gradient : scores,
          labels: over === 'labels' && gradient ? gradient : labels,
          negative,
          isSquared,
          scale,
          gradient,
          losses: out(length),
        });
        out(1)[0] = Number(fits);
      },
    };
  },
};

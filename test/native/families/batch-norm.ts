import { batchGradientSums, batchMoments, batchNormBackward, batchNormalize } from '../../../src/wasm';
import type { Family } from '../draw';

export const batchNorms: Family = {
  name: 'batchNorm',
  share: 6,
  draw(draw) {
    const channels = draw.chance(0.5) ? draw.pick([1, 3, 4, 8, 16, 32, 64]) : draw.size(1, 70);
    // Now and then more rows than one piece of a sum has.
    const rows = draw.chance(0.1) ? Math.ceil(16384 / channels) + draw.size(1, 40) : draw.size(1, 200);
    const [x, g] = [draw.numbers(rows * channels), draw.numbers(rows * channels)];
    const [mean, factor, shift, slope] = [0, 0, 0, 0].map(() => draw.numbers(channels));
    return {
      what: `${rows}×${channels}`,
      run(out) {
        const moments = batchMoments(x, channels);
        for (const sums of [moments.mean, moments.variance, ...batchGradientSums(x, g, mean)]) {
          const upper = out(channels);
          upper.set(sums);
          out(channels).set(sums.map((sum, c) => sum - upper[c]));
        }
        batchNormalize(x, { mean, factor, shift }, out(x.length));
        batchNormBackward(x, g, { mean, gMean: shift, slope, factor }, out(x.length));
      },
    };
  },
};

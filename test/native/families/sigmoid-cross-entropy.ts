import { sigmoidCrossEntropy, sigmoidFocal } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

export const sigmoidCrossEntropies: Family = {
  name: 'sigmoidCrossEntropy',
  share: 5,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 50_000 : 400);
    const logits = draw.numbers(length);
    const targets = targetsOf(draw, length);
    const [weights, positiveWeights] = [factorsOf(draw, length), factorsOf(draw, length)];
    const scale = draw.pick([1, 1 / 256, draw.random.normal()]);
    const over = draw.pick(['neither', 'alone', 'logits', 'targets'] as const);
    return {
      what: `${length}, weights ${weights?.length}, ${positiveWeights?.length}, × ${scale}, over ${over}`,
      run: (out) => {
        const gradient =
          over === 'alone' ? undefined : out(length, { logits, targets, neither: undefined }[over]);
        sigmoidCrossEntropy({
          logits: over === 'logits' && gradient ? gradient : logits,
          targets: over === 'targets' && gradient ? gradient : targets,
          weights,
          positiveWeights,
          scale,
          gradient,
          losses: out(length),
        });
      },
    };
  },
};

export const sigmoidFocals: Family = {
  name: 'sigmoidFocal',
  share: 5,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 50_000 : 400);
    const logits = draw.numbers(length, { special: 10 });
    const targets = Float32Array.from({ length }, () => draw.integer(0, 1));
    const weights = factorsOf(draw, length);
    const options = {
      positive: draw.pick([1, 0.25, 0]),
      negative: draw.pick([1, 0.75, 0]),
      gamma: draw.pick([0, 0.5, 2, 5]),
      scale: draw.pick([1, 1 / 256, draw.random.normal()]),
    };
    const over = draw.pick(['neither', 'alone', 'logits', 'targets'] as const);
    return {
      what: `${length}, weights ${weights?.length}, ${JSON.stringify(options)}, over ${over}`,
      run: (out) => {
        const gradient =
          over === 'alone' ? undefined : out(length, { logits, targets, neither: undefined }[over]);
        sigmoidFocal({
          ...options,
          logits: over === 'logits' && gradient ? gradient : logits,
          targets: over === 'targets' && gradient ? gradient : targets,
          weights,
          gradient,
          losses: out(length),
        });
      },
    };
  },
};

function targetsOf(draw: Draw, length: number): Float32Array {
  const targets = draw.numbers(length, { scale: 1 });
  const kind = draw.integer(0, 3);
  if (kind > 0)
    for (let i = 0; i < length; i++) targets[i] = kind === 1 ? draw.random.uniform() : Number(targets[i] > 0);
  return targets;
}

/** Few, one for each, more than there are numbers, or none. */
function factorsOf(draw: Draw, length: number): Float64Array | undefined {
  const count = draw.pick([0, 1, draw.integer(2, 20), draw.size(1, 100), Math.max(1, length)]);
  const values = [() => 0, () => 1, () => draw.random.uniform(), () => draw.random.normal()];
  return count === 0 ? undefined : Float64Array.from({ length: count }, () => draw.pick(values)());
}

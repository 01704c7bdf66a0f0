import { logisticSteps, type Examples } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

export const stepsOfLogisticLosses: Family = {
  name: 'logisticSteps',
  share: 5,
  draw(draw) {
    const models = Array.from({ length: draw.pick([1, 1, 2, 3]) }, () => {
      const dimensions = draw.chance(0.3) ? 100 : draw.size(1, 150);
      const [words, targets] = [draw.size(1, 60), draw.size(1, 60)];
      const scale = draw.pick([undefined, 1, 0.1, 0.01]);
      return {
        dimensions,
        inputs: draw.numbers(words * dimensions, { scale, special: 10 }),
        outputs: draw.numbers(targets * dimensions, { scale, special: 10 }),
        examples: examplesOf(draw, words, targets),
        learningRate: draw.pick([0.025, 1, 0, 1e-40, draw.random.normal()]),
      };
    });
    return {
      what: models
        .map(({ dimensions, examples }) => `${examples.count} examples of ${dimensions}`)
        .join(', '),
      run(out) {
        const losses = logisticSteps(
          models.map((model) => ({
            ...model,
            inputs: out(model.inputs.length, model.inputs),
            outputs: out(model.outputs.length, model.outputs),
          })),
        );
        const bits = new Float32Array(Float64Array.from(losses).buffer);
        out(bits.length).set(losses.some(Number.isNaN) ? losses.map(Number.isNaN).map(Number) : bits);
      },
    };
  },
};

/** Of few rows, so that they come several times in an example; paths that many share, as of a tree. */
function examplesOf(draw: Draw, words: number, rows: number): Examples {
  const count = draw.size(0, 40);
  const inputStarts = [0];
  const inputRows: number[] = [];
  const targets = Array.from({ length: draw.size(0, 200) }, () => draw.integer(0, 2 * rows - 1));
  const targetRanges: number[] = [];
  const most = draw.pick([1, 6, 10, 40]);
  for (let i = 0; i < count; i++) {
    for (let j = draw.pick([1, 1, 10]); j > 0; j--) inputRows.push(draw.integer(0, words - 1));
    inputStarts.push(inputRows.length);
    const first = i > 0 && draw.chance(0.3) ? targetRanges[2 * i - 2] : draw.integer(0, targets.length);
    targetRanges.push(first, Math.min(targets.length, first + draw.size(0, most)));
  }
  return {
    count,
    inputStarts: Int32Array.from(inputStarts),
    inputRows: Int32Array.from(inputRows),
    targetRanges: Int32Array.from(targetRanges),
    targets: Int32Array.from(targets),
  };
}

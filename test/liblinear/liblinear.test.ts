import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { datasets, losses, nn, optim, tensor, zeros, type Tensor } from '../../src';

/** What LIBLINEAR found, by generate.py. */
interface Solution {
  C: number;
  /** `[3, 5]` */
  coefficients: number[][];
  objective: number;
  hinge_loss: number;
}

const { cases } = JSON.parse(readFileSync(join(__dirname, 'crammer-singer.json'), 'utf8')) as {
  cases: Solution[];
};

const { features, labels } = datasets.iris();
/** With a column of ones: LIBLINEAR's intercept is a weight like the others, and penalised. */
const x = tensor(
  Array.from({ length: labels.length }, (_, i) => [...features.data.slice(4 * i, 4 * i + 4), 1]),
);

/** ½‖W‖² + C Σ ℓ and its gradient. */
function objective(weight: Tensor, C: number): { value: number; gradient: Tensor } {
  const { loss, gradient } = losses.crammerSinger.withGradient(nn.matmul(x, weight), labels, { reduction: 'sum' }); // prettier-ignore
  const slopes = nn.matmulTransposedLeft(x, gradient);
  const squares = Array.from(weight.data).reduce((sum, w) => sum + w * w, 0);
  return {
    value: squares / 2 + C * loss,
    gradient: { ...slopes, data: Float64Array.from(slopes.data, (g, n) => C * g + weight.data[n]) },
  };
}

describe("crammerSinger beside scikit-learn's LinearSVC(multi_class='crammer_singer')", () => {
  for (const { C, coefficients, ...found } of cases) {
    const solution = tensor(coefficients[0].map((_, d) => coefficients.map((row) => row[d])));

    it(`values its solution as it does, and as hinge_loss does: C = ${C}`, () => {
      assert.ok(Math.abs(objective(solution, C).value / found.objective - 1) < 1e-13);
      const mean = losses.crammerSinger(nn.matmul(x, solution), labels);
      assert.ok(Math.abs(mean / found.hinge_loss - 1) < 1e-13);
    });

    it(`reaches its objective to 1e-3 by Adam on all rows: C = ${C}`, (test) => {
      const steps = 4000;
      const schedule = optim.cosineSchedule({ learningRate: 0.05, epochs: steps });
      const optimizer = optim.adam({ learningRate: 0.05 });
      const weight = zeros([5, 3]);
      for (let step = 0; step < steps; step++) {
        optimizer.state.learningRate = schedule(step);
        optimizer.step({ weight }, { weight: objective(weight, C).gradient });
      }
      const gap = objective(weight, C).value / found.objective - 1;
      test.diagnostic(`objective ${found.objective}, ours ${gap.toExponential(1)} above it`);
      assert.ok(gap < 1e-3 && gap > -1e-6, `the relative gap is ${gap}`);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, log, tensor } from '../core';
import * as datasets from '../datasets';
import * as losses from '../losses';
import { softmaxRegression } from '.';

const bills = datasets.selectFeatures(datasets.penguins(), ['bill length (mm)', 'bill depth (mm)']);
const data = { features: datasets.standardiser(bills.features).apply(bills.features), labels: bills.labels };

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe('softmaxRegression', () => {
  it('gives the class frequencies where the features say nothing', () => {
    const { model, loss, converged } = softmaxRegression({
      features: tensor([[-1], [1], [-1], [1], [-1], [1], [-1], [1]]),
      labels: [0, 0, 0, 0, 0, 0, 1, 1],
    });
    const [first, second] = model.parameters.bias.data;
    assert.ok(converged);
    assert.ok(Math.abs(first - second - log(3)) < 1e-9, String(first - second));
    assert.ok(largest(model.parameters.weight.data) < 1e-9);
    assert.ok(Math.abs(loss - (0.75 * log(4 / 3) + 0.25 * log(4))) < 1e-12, String(loss));
  });

  for (const penalty of [0, 0.01]) {
    it(`ends where the gradient vanishes, with columns that sum to 0 (penalty ${penalty})`, () => {
      const { model, converged } = softmaxRegression(data, { penalty });
      const [logits, cache] = model.forward(data.features);
      const { gradient } = losses.softmaxCrossEntropy.withGradient(logits, data.labels);
      const { gradients } = model.backward(cache, gradient);
      const { weight, bias } = model.parameters;
      const slope = Array.from(gradients.weight.data, (g, i) => g + penalty * weight.data[i]);
      assert.ok(converged);
      assert.ok(largest([...slope, ...gradients.bias.data]) < 1e-9);
      const sums = [weight.data.subarray(0, 3), weight.data.subarray(3), bias.data];
      for (const row of sums) assert.ok(Math.abs(row[0] + row[1] + row[2]) < 1e-9, String(row));
    });
  }

  it('is below every model nearby', () => {
    const { model, loss } = softmaxRegression(data);
    for (const parameter of Object.values(model.parameters)) {
      for (let j = 0; j < parameter.data.length; j++) {
        for (const step of [-0.01, 0.01]) {
          parameter.data[j] += step;
          const nearby = losses.softmaxCrossEntropy(model.forward(data.features)[0], data.labels);
          parameter.data[j] -= step;
          assert.ok(nearby > loss, `parameter ${j}, step ${step}: ${nearby} is not above ${loss}`);
        }
      }
    }
  });

  it('has no optimum on separable classes, but one with a penalty', () => {
    const separable = { features: tensor([[-2], [-1], [1], [2]]), labels: [0, 0, 1, 1] };
    assert.throws(() => softmaxRegression(separable), DomainError);
    assert.ok(softmaxRegression(separable, { penalty: 0.01 }).converged);
    // Only setosa is separable here.
    assert.throws(() => softmaxRegression(datasets.iris()), /no optimum/);
    assert.ok(softmaxRegression(datasets.iris(), { penalty: 1e-6 }).converged);
  });

  it('names what is wrong', () => {
    assert.throws(() => softmaxRegression(data, { penalty: -1 }), /penalty should be finite/);
    assert.throws(() => softmaxRegression(data, { ridge: 1 } as object), OptionError);
    assert.throws(() => softmaxRegression(data, { classes: 2 }), LabelError);
  });
});

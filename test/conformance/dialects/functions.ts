import type { Tensor } from '../../../src/core';
import type { Answer, Case, Implementation } from '../case';
import { sum } from './dialect';

/** Softmax, its logarithm, log-sum-exp and the sigmoids; the gradient is that of their product with a direction. */
export function functionAnswer(name: string, test: Case, ours: Implementation): Answer | undefined {
  const { logits: z, classes } = test;
  const direction = test.array('direction');
  const v = direction.data;
  const mask = test.options.where === undefined ? undefined : [...v].map((x) => x > -0.75);
  const along = (value: Tensor, slope: Tensor): Answer => ({
    value: value.data,
    gradient: slope.data.map((x, n) => x * v[n]),
  });
  const rowOf = (n: number): number => n - (n % classes);
  switch (name) {
    case 'softmax': {
      const p = ours.softmax(z, { mask });
      return { value: p.data, gradient: ours.softmaxJvp(p, direction).data };
    }
    case 'log_softmax': {
      const p = ours.softmax(z).data;
      const total = (row: number): number => sum(v.subarray(row, row + classes));
      return { value: ours.logSoftmax(z).data, gradient: p.map((x, n) => v[n] - total(rowOf(n)) * x) };
    }
    case 'logsumexp':
    case 'reduce_logsumexp':
      return {
        value: ours.logSumExp(z, { mask }).data,
        gradient: ours.softmax(z, { mask }).data.map((x, n) => x * v[rowOf(n)]),
      };
    case 'sigmoid':
      return along(ours.sigmoid(z), ours.sigmoidDerivative(z));
    case 'log_sigmoid':
      return along(ours.logSigmoid(z), ours.logSigmoidDerivative(z));
    case 'softplus':
      return along(ours.softplus(z), ours.softplusDerivative(z));
    default:
      return undefined;
  }
}

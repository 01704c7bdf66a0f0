import type { Tensor, TensorLike } from '../core';
import { entmaxRows, type EntmaxPower } from './entmax';
import { mapRows, rowsOf } from './rows';
import { checkDistribution } from './softmax';
import { checkSoftmaxOptions, keepsOf, temperatureOf, type SoftmaxOptions } from './softmax-options';

/** Sparsemax or 1.5-entmax of each row, with the input, the options and the errors of softmax. */
export function entmaxProbabilities(
  where: string,
  power: EntmaxPower,
  z: TensorLike,
  options: SoftmaxOptions,
): number[] | Tensor {
  checkSoftmaxOptions(where, options, ['temperature', 'mask']);
  const rows = rowsOf(where, 'z', z);
  const temperature = temperatureOf(where, options);
  const keeps = keepsOf(where, options.mask, rows);
  const solve = entmaxRows(rows.length, power);
  const roots = new Float64Array(rows.length);
  return mapRows(rows, (i, out) => {
    const logits = rows.row(i).map((x, k) => (keeps(i, k) ? x : -Infinity));
    const { max, argmax } = solve(logits, temperature, roots, out);
    checkDistribution(where, i, { max, argmax });
  });
}

import { tensor, type Rng } from '../../src/core';
import { logSumExpWithBound, softmaxWithBound } from '../../src/math';
import { errorsOf, type ErrorAndBound } from './double-double-oracle';
import { KINDS } from './rows-that-hurt';

export interface Study {
  rows: number;
  /** Largest error/bound of each function and type, and the row it was at. */
  worst: Record<string, { ratio: number; at: string }>;
  /** Median of bound/error over the results that have an error, of one kind of rows and function. */
  medians: Record<string, number>;
}

/**
 * Errors against their bounds on rows of every kind, in float64 and float32, of 1 … 12 and now and then 500 classes.
 * One row in fifty is then changed step by step, by a few units in the last places, to where error/bound is larger.
 */
export function studyBounds(rows: number, random: Rng): Study {
  const kinds = Object.entries(KINDS);
  const study: Study = { rows: 0, worst: {}, medians: {} };
  const slack: Record<string, number[]> = {};

  function judge(kind: string, logits: readonly number[], isFloat32: boolean): number {
    const z = isFloat32 ? Float32Array.from(logits) : Float64Array.from(logits);
    if (z.includes(Infinity) || Math.max(...z) === -Infinity) return 0; // beyond float32
    study.rows++;
    const [sum, p] = [logSumExpWithBound(tensor(z)), softmaxWithBound(tensor(z))];
    const errors = errorsOf(z, {
      logSumExp: { value: sum.value.data[0], bound: sum.bound.data[0] },
      softmax: { value: p.value.data, bound: p.bound.data },
    });
    const type = isFloat32 ? 'float32' : 'float64';
    return Math.max(
      note(`logSumExp ${type}`, kind, [errors.logSumExp], z),
      note(`softmax ${type}`, kind, errors.softmax, z),
    );
  }

  function note(what: string, kind: string, pairs: ErrorAndBound[], z: ArrayLike<number>): number {
    let largest = 0;
    for (const { error, bound } of pairs) {
      if (error === 0) continue;
      (slack[`${what}, ${kind}`] ??= []).push(bound / error);
      const ratio = error / bound;
      if (!(ratio <= largest)) largest = ratio;
    }
    if (!(largest <= (study.worst[what]?.ratio ?? 0))) {
      study.worst[what] = { ratio: largest, at: `${kind}: ${Array.from(z).slice(0, 20).join(', ')}` };
    }
    return largest;
  }

  for (let n = 0; study.rows < rows; n++) {
    const [kind, make] = kinds[n % kinds.length];
    const classes = random.uniform() < 0.004 ? 500 : 1 + random.integer(12);
    const isFloat32 = random.uniform() < 0.3;
    let row = make(classes, random);
    let ratio = judge(kind, row, isFloat32);
    if (classes > 12 || random.uniform() > 0.02) continue;
    for (let step = 0; step < 20; step++) {
      const next = row.map((x) => x * (1 + (random.integer(9) - 4) * (isFloat32 ? 2 ** -23 : 2 ** -52)));
      const other = judge(kind, next, isFloat32);
      if (other > ratio) [row, ratio] = [next, other];
    }
  }
  for (const [name, values] of Object.entries(slack)) {
    study.medians[name] = values.sort((a, b) => a - b)[values.length >> 1];
  }
  return study;
}

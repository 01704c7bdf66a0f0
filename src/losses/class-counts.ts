import { OptionError, asTensor } from '../core';
import { readWeights, type Weights } from '../core/weights';

/** Numbers > 0, one a class. @throws {@link ShapeError} unless there are `classes` of them; {@link OptionError} */
export function readClassCounts(where: string, given: Weights, classes?: number): ArrayLike<number> {
  if (given === undefined) {
    throw new OptionError(
      `${where}: classCounts is missing: how many examples of each class the training set has, like { classCounts: [90, 10] }`,
    );
  }
  const counts = asTensor(where, 'classCounts', given);
  readWeights(where, 'classCounts', counts, [[classes ?? counts.data.length]]);
  const empty = counts.data.indexOf(0);
  if (empty < 0) return counts.data;
  throw new OptionError(
    `${where}: classCounts[${empty}] is 0, expected a number > 0; leave out a class that has no examples`,
  );
}

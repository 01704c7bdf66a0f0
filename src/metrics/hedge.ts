import type { TensorLike } from '../core';
import { checkRange } from '../core/checks';
import type { ClassHierarchy, HierarchyNode } from './class-hierarchy';
import { nodeProbabilitiesOf } from './node-probabilities';

/**
 * For each row the most specific answer that is still probable enough: of the nodes whose probability is at least the threshold,
 * the one with the most information; among equals the more probable, then the last of the hierarchy, which is the lowest. It is
 * the top where nothing else is. A higher threshold gives answers that are right more often and say less.
 *
 * @param probabilities - `[N, K]`, of the hierarchy's K classes
 * @param threshold - of [0, 1]
 * @returns N nodes of the hierarchy; an answer is right if its `labels` include the true one
 * @throws {@link DomainError} for a row that is no distribution; {@link ShapeError}; {@link OptionError}
 * @example
 * const hierarchy = metrics.classHierarchy(['cat', 'dog', 'car'], (id) =>
 *   id === 'all' ? [] : id === 'car' || id === 'pet' ? ['all'] : ['pet'],
 * );
 * const answers = (threshold: number) => metrics.hedge(hierarchy, [[0.5, 0.3, 0.2]], threshold).map(({ id }) => id);
 * answers(0.5) // ['cat']
 * answers(0.7) // ['pet']
 * answers(0.9) // ['all']
 * Source: [Deng2012], with a threshold in place of their reward
 */
export function hedge(
  hierarchy: ClassHierarchy,
  probabilities: TensorLike,
  threshold: number,
): HierarchyNode[] {
  checkRange('hedge', 'threshold', threshold, 0, 1);
  const { data, shape } = nodeProbabilitiesOf('hedge', hierarchy, probabilities);
  const { nodes } = hierarchy;
  return Array.from({ length: shape[0] }, (_, row) => {
    const own = data.subarray(row * nodes.length, (row + 1) * nodes.length);
    let best = 0; // the top, whose probability may be rounded to less than 1
    nodes.forEach(({ information }, i) => {
      if (own[i] < threshold || information < nodes[best].information) return;
      if (information > nodes[best].information || own[i] >= own[best]) best = i;
    });
    return nodes[best];
  });
}

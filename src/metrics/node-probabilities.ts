import { ShapeError, asTensor, formatShape, zeros, type Tensor, type TensorLike } from '../core';
import { checkHierarchy, type ClassHierarchy } from './class-hierarchy';
import { checkScores } from './predictions';
import { checkDistributions } from './probabilities';

/**
 * The probability of each node of a hierarchy: that the class is one of those below it. Where a class has several ways up
 * it counts once all the same, so that the children's probabilities may sum to more than their parent's.
 *
 * @param probabilities - `[N, K]`, of the hierarchy's K classes
 * @returns `[N, nodes]`, in the order of `hierarchy.nodes`; the sums are taken in float64
 * @throws {@link DomainError} for a row that is no distribution; {@link ShapeError} for another K
 * @example
 * const hierarchy = metrics.classHierarchy(['cat', 'dog', 'car'], (id) =>
 *   id === 'all' ? [] : id === 'car' || id === 'pet' ? ['all'] : ['pet'],
 * );
 * hierarchy.nodes.map(({ id }) => id) // ['all', 'pet', 'cat', 'dog', 'car']
 * metrics.nodeProbabilities(hierarchy, [[0.5, 0.25, 0.25]]).data // [1, 0.75, 0.5, 0.25, 0.25]
 * Source: [Deng2012]
 */
export function nodeProbabilities(hierarchy: ClassHierarchy, probabilities: TensorLike): Tensor {
  return nodeProbabilitiesOf('nodeProbabilities', hierarchy, probabilities);
}

export function nodeProbabilitiesOf(where: string, hierarchy: ClassHierarchy, given: TensorLike): Tensor {
  checkHierarchy(where, hierarchy);
  const { nodes, classes } = hierarchy;
  const p = asTensor(where, 'probabilities', given);
  const [rows, columns] = checkScores(where, 'probabilities', p);
  if (columns !== classes.length) {
    throw new ShapeError(
      `${where}: probabilities should have shape [N, ${classes.length}], one a class, got ${formatShape(p.shape)}`,
    );
  }
  checkDistributions(where, p);
  const masses = zeros([rows, nodes.length], { dtype: p.dtype });
  for (let row = 0; row < rows; row++) {
    nodes.forEach((node, i) => {
      let mass = 0;
      for (const label of node.labels) mass += p.data[row * columns + label];
      masses.data[row * nodes.length + i] = mass;
    });
  }
  return masses;
}

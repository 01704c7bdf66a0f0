import { asTensor } from './as-tensor';
import { OptionError, ShapeError } from './errors';
import { formatShape, type TensorLike } from './tensor';

/** Weights: finite and not negative. */
export type Weights = TensorLike;

/**
 * The numbers of a `weight` option, `undefined` when it is not given.
 *
 * @param shapes - the shapes that it may have
 * @throws {@link ShapeError} that names both shapes; {@link OptionError} that names the first bad weight
 */
export function readWeights(
  where: string,
  name: string,
  weights: Weights | undefined,
  shapes: readonly (readonly number[])[],
): ArrayLike<number> | undefined {
  if (weights === undefined) return undefined;
  const { data, shape } = asTensor(where, name, weights);
  const allowed = shapes.map(formatShape);
  if (!allowed.includes(formatShape(shape))) {
    throw new ShapeError(
      `${where}: ${name} has shape ${formatShape(shape)}, expected ${allowed.join(' or ')}`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!(Number.isFinite(data[i]) && data[i] >= 0)) {
      throw new OptionError(`${where}: ${name}[${i}] is ${data[i]}, expected a finite number >= 0`);
    }
  }
  return data;
}

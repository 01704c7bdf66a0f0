import { describe } from './checks';
import { OptionError, ShapeError } from './errors';
import { float32Memory } from './float32-memory';
import { formatShape, isTensor, type FloatArray, type Tensor } from './tensor';
import { typedArrayKind } from './typed-array';

/** Weights: finite and not negative. */
export type Weights = readonly number[] | FloatArray | Tensor;

/**
 * The numbers of a `weight` option, `undefined` when it is not given.
 *
 * @param shapes - the shapes that it may have; an array counts as one-dimensional
 * @throws {@link ShapeError} that names both shapes; {@link OptionError} that names the first bad weight
 */
export function readWeights(
  where: string,
  name: string,
  weights: Weights | undefined,
  shapes: readonly (readonly number[])[],
): ArrayLike<number> | undefined {
  if (weights === undefined) return undefined;
  const given: unknown = weights;
  if (!isTensor(given) && !Array.isArray(given) && !typedArrayKind(given)) {
    throw new OptionError(`${where}: ${name} should be an array or a tensor, got ${describe(given)}`);
  }
  const values = isTensor(weights) ? weights.data : weights;
  float32Memory().check(where, values);
  const shape = formatShape(isTensor(weights) ? weights.shape : [values.length]);
  const allowed = shapes.map(formatShape);
  if (!allowed.includes(shape)) {
    throw new ShapeError(`${where}: ${name} has shape ${shape}, expected ${allowed.join(' or ')}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!(Number.isFinite(values[i]) && values[i] >= 0)) {
      throw new OptionError(
        `${where}: ${name}[${i}] is ${describe(values[i])}, expected a finite number >= 0`,
      );
    }
  }
  return values;
}

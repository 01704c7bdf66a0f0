import { OptionError, formatShape, isTensor, type Tensor } from '../core';
import { checkFunction, describe } from '../core/checks';
import type { Initializer, InitializerOptions } from './initializers';

/**
 * What the initialiser makes, checked.
 * @throws {@link OptionError} that names the layer, for what the initialiser refuses too
 */
export function initialWeight(
  where: string,
  initializer: Initializer,
  [inputs, outputs]: readonly [inputs: number, outputs: number],
  options: Required<Pick<InitializerOptions, 'dtype'>> & InitializerOptions,
): Tensor {
  checkFunction(where, 'initializer', initializer);
  const weight = namingLayer(where, () => initializer(inputs, outputs, options));
  const expected = `${options.dtype} ${formatShape([inputs, outputs])}`;
  const got = isTensor(weight) ? `${weight.dtype} ${formatShape(weight.shape)}` : describe(weight);
  if (got === expected) return weight;
  throw new OptionError(`${where}: the initializer should make a tensor ${expected}, got ${got}`);
}

function namingLayer<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof OptionError) error.message = `${where}: ${error.message}`;
    throw error;
  }
}

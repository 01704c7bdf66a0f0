import { OptionError } from '../../core';
import { describe } from '../../core/checks';
import { sequential, type Layer } from '../../nn';
import { moduleOf, type Module } from './module';

/**
 * Modules one after the other. Parameters are named by position, `'0.weight'`, `'2.bias'`.
 *
 * @throws {@link OptionError} if there is no module, or an argument is not one
 * @example
 * torch.manual_seed(1);
 * const { Sequential, Linear, ReLU } = torch.nn;
 * const model = Sequential(Linear(784, 64), ReLU(), Linear(64, 10));
 * Source: cf. torch.nn.Sequential
 */
export function Sequential(...modules: readonly Module[]): Module {
  const stranger = modules.findIndex((module) => module?.layer === undefined);
  if (stranger >= 0) {
    throw new OptionError(
      `Sequential: argument ${stranger} should be a module of torch.nn, got ${describe(modules[stranger])}`,
    );
  }
  return moduleOf('Sequential', sequential(...modules.map(layerInItsMode)), modules);
}

/** A module that was told to predict does so inside of one that trains. */
function layerInItsMode(module: Module): Layer {
  const { layer } = module;
  return {
    ...layer,
    forward: (x, context) =>
      layer.forward(x, context?.training && !module.training ? { ...context, training: false } : context),
  };
}

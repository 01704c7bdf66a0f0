import { OptionError } from '../../core';
import type { Optimizer as Rule } from '../../optim';
import type { Tensor } from '../tensor';
import { checkTensor, describe } from '../../core/checks';

export interface Optimizer {
  /** Changes each parameter that has a gradient, in place. */
  step(): void;
  /** Sets every gradient to null. */
  zero_grad(): void;
}

/** A rule a parameter: as in PyTorch, one without a gradient sits a step out, and does not count it. */
export function optimizerOf(name: string, parameters: Iterable<Tensor>, rule: () => Rule): Optimizer {
  if (typeof (parameters as Iterable<Tensor> | null)?.[Symbol.iterator] !== 'function') {
    throw new OptionError(`${name}: expected model.parameters(), got ${describe(parameters)}`);
  }
  const own = Array.from(parameters, (parameter) => {
    checkTensor(name, 'a parameter', parameter);
    return { parameter, rule: rule() };
  });
  if (own.length === 0) throw new OptionError(`${name}: expected parameters, got none`);
  return {
    step() {
      for (const { parameter, rule } of own) {
        if (parameter.grad === null) continue;
        rule.step({ parameter }, { parameter: parameter.grad });
      }
    },
    zero_grad() {
      for (const { parameter } of own) parameter.grad = null;
    },
  };
}

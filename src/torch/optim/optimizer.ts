import { OptionError } from '../../core';
import type { Optimizer as Rule } from '../../optim';
import type { Tensor } from '../tensor';

export interface Optimizer {
  /** Changes each parameter that has a gradient, in place. */
  step(): void;
  /** Sets every gradient to null. */
  zero_grad(): void;
}

/** A rule a parameter: as in PyTorch, one without a gradient sits a step out, and does not count it. */
export function optimizerOf(name: string, parameters: Iterable<Tensor>, rule: () => Rule): Optimizer {
  const own = Array.from(parameters, (parameter) => ({ parameter, rule: rule() }));
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

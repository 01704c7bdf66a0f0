import { OptionError, float32Memory, type NamedTensors } from '../core';
import { checkOptions, describe } from '../core/checks';
import { adamRule, type AdamOptions } from './adam';
import { checkNumber, defineOptimizer, type NamedGradients, type Optimizer } from './optimizer';
import { orthogonalise } from './orthogonalise';
import { isRowGradient } from './row-gradients';

export interface MuonOptions extends AdamOptions {
  /** μ of the matrices; by default 0.95. */
  momentum?: number;
  /** Names of matrices that AdamW is to change: embeddings and the output layer, as [Jordan2024] advises. By default none. */
  except?: readonly string[];
}

/**
 * Muon: each matrix takes a step in which all directions have the same length, its momentum made orthogonal. All else (biases,
 * scales, kernels, and what `except` names) is changed by {@link adamW}, with `betas` and `epsilon`.
 *
 * @remarks
 * Formula: m ← μm + (1−μ)g;  d = (1−μ)g + μm;  w ← (1 − ηλ)w − 0.2·√max(rows, columns)·η·orthogonal(d), where orthogonal(UΣVᵀ)
 *          is UVᵀ but for the singular values, which end between 0.68 and 1.14 if they are over a hundredth of the norm: five
 *          steps of Newton and Schulz. The factor gives the step the size of one of Adam's, so that one η serves all [Liu2025]
 * State:   `slots.m` and `slots.v`, in the parameter's dtype; v of a matrix that is made orthogonal stays 0
 * Numerics: products as `nn.matmul`'s, in the parameter's dtype; PyTorch's are in bfloat16, of which two digits are right
 * Cost:    a step of a matrix `[r, c]`, r ≤ c: 10r²c + 5r³ multiplications
 * `weightDecay` (λ) is by default 0.1 as in PyTorch.
 * @throws {@link OptionError} for unknown options, values out of range, a name of `except` that no matrix has, or a gradient of
 * some rows of a matrix that is to be orthogonal
 * @example
 * optim.muon({ learningRate: 0.02, except: ['0.weight'] })
 * Source: [Jordan2024], [Liu2025]; cf. torch.optim.Muon with `adjust_lr_fn='match_rms_adamw'`
 */
export function muon(options: MuonOptions = {}): Optimizer {
  checkOptions('muon', options, [
    'learningRate',
    'momentum',
    'betas',
    'epsilon',
    'weightDecay',
    'decayed',
    'except',
  ]);
  const { learningRate = 0.001, momentum = 0.95, weightDecay = 0.1, decayed, except = [] } = options;
  checkNumber('muon', 'momentum', momentum, 0, 1);
  if (!Array.isArray(except)) {
    throw new OptionError(`muon: except should be a list of names, got ${describe(except)}`);
  }
  const byAdam = adamRule('muon', options, true);
  const isOrthogonal = (name: string, shape: readonly number[]): boolean =>
    shape.length === 2 && !except.includes(name);

  const optimizer = defineOptimizer(
    'muon',
    learningRate,
    ['m', 'v'],
    { weightDecay, decayed },
    (parameter, gradient, slots, state, decay, of) => {
      if (!isOrthogonal(of.name, of.shape)) {
        byAdam(parameter, gradient, slots, state, decay, of);
        return;
      }
      const [m] = slots;
      const [rows, columns] = of.shape;
      const shrink = 1 - state.learningRate * decay;
      const length = 0.2 * Math.sqrt(Math.max(rows, columns)) * state.learningRate;
      float32Memory().scope(() => {
        const ahead = gradient.slice();
        for (let i = 0; i < ahead.length; i++) {
          m[i] = momentum * m[i] + (1 - momentum) * gradient[i];
          ahead[i] = (1 - momentum) * gradient[i] + momentum * m[i];
        }
        const direction = orthogonalise(ahead, rows, columns);
        for (let i = 0; i < parameter.length; i++) {
          parameter[i] = shrink * parameter[i] - length * direction[i];
        }
      });
    },
  );
  return {
    ...optimizer,
    step(parameters: NamedTensors, gradients: NamedGradients) {
      for (const name of except as readonly string[]) {
        if (parameters?.[name]?.shape.length === 2) continue;
        throw new OptionError(
          `muon: except names '${name}', which is no matrix of the parameters ${Object.keys(parameters ?? {}).join(', ')}`,
        );
      }
      for (const [name, { shape }] of Object.entries(parameters ?? {})) {
        if (gradients?.[name] && isRowGradient(gradients[name]) && isOrthogonal(name, shape)) {
          throw new OptionError(
            `muon: '${name}' is to be orthogonal and has a gradient of some rows; name it in except`,
          );
        }
      }
      optimizer.step(parameters, gradients);
    },
  };
}

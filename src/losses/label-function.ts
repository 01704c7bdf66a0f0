import { exp, expm1, pow } from '../core';
import type { LabelFunction } from '../wasm';
import { times } from './elementwise';

/** What a softmax gives a row's label: p, and what a confident row has of digits in 1 − p and −log p. */
export interface LabelProbability {
  p: number;
  /** 1 − p. */
  rest: number;
  /** −log p. */
  cost: number;
}

type LossAndFactor = [loss: number, factor: number];

/** A loss f(p), and −p f′(p): that times softmax − one-hot is its gradient with respect to the logits. */
export function lossOfLabel(of: LabelFunction, label: LabelProbability): LossAndFactor {
  if (of.name === 'poly') return poly(of.a, of.b, label);
  return of.name === 'focal' ? focal(of.gamma, label) : generalized(of.q, label);
}

/** −log p. */
export const CROSS_ENTROPY: LabelFunction = { name: 'poly', a: 1, b: 0 };

/** −a log p + b (1 − p): with b < 0 as (a + b) (−log p) − b (−log p − (1 − p)), whose terms both are ≥ 0 if a + b ≥ 0. */
function poly(a: number, b: number, { p, rest, cost }: LabelProbability): LossAndFactor {
  if (b >= 0) return [times(a, cost) + b * rest, a + b * p];
  return [times(a + b, cost) - b * higherTerms(rest, cost), a + b - b * rest];
}

/** −log p − (1 − p) = Σ (1 − p)ʲ/j from j = 2. */
function higherTerms(rest: number, cost: number): number {
  if (!(rest < 0.1)) return cost - rest;
  let sum = 0;
  for (let j = 17; j >= 2; j--) sum = sum * rest + 1 / j;
  return rest * rest * sum;
}

/** −(1 − p)^γ log p. */
function focal(gamma: number, { p, rest, cost }: LabelProbability): LossAndFactor {
  const focus = pow(rest, gamma);
  const ratio = rest === 0 ? 1 : times(p, cost) / rest; // −p log p/(1 − p), whose limit is 1
  return [times(focus, cost), focus * (1 + gamma * ratio)];
}

/** (1 − p^q)/q. */
function generalized(q: number, { cost }: LabelProbability): LossAndFactor {
  return [-expm1(-q * cost) / q, exp(-q * cost)];
}

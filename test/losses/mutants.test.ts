import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isTensor, type Tensor } from '../../src/core';
import { ALL_LOSSES, type AnyLoss, type AnyReduction, type ReductionOptions } from '../../src/losses';
import { SEED } from './case';
import { CASES } from './cases';
import * as checks from './checks';

type Result = ReturnType<AnyLoss['withGradient']>;
type Options = AnyReduction<ReductionOptions>;
type Call = [input: Tensor, target: unknown, options?: Options];
type Change = (result: Result, options: Options, call: Call) => Result;

/** A loss with its results changed, the same way with and without gradient. */
function mutant(loss: AnyLoss, change: Change): checks.Candidate {
  const withGradient = (...call: Call): Result => change(loss.withGradient(...call), call[2] ?? {}, call);
  const plain = (...call: Call): number | Tensor => {
    const { out, ...options } = call[2] ?? {};
    const result = withGradient(call[0], call[1], options).loss;
    if (out === undefined || !isTensor(result)) return result;
    out.data.set(result.data);
    return out;
  };
  return Object.assign(plain, { withGradient: withGradient as AnyLoss['withGradient'] });
}

const changeGradient = (change: (g: number, rows: number) => number): Change => {
  return (result, _options, [input]) => {
    result.gradient.data.set(result.gradient.data.map((g) => change(g, input.shape[0])));
    return result;
  };
};

/** Faults that the suite has to find in any loss. */
const FAULTS: Readonly<Record<string, Change>> = {
  'the sign of the gradient flipped': changeGradient((g) => -g),
  'a gradient that lacks a factor of 2': changeGradient((g) => g / 2),
  'a gradient off by a millionth': changeGradient((g) => g * (1 + 1e-6)),
  'a gradient off by 100 ulp': changeGradient((g) => g * (1 + 100 * Number.EPSILON)),
  'a loss in single precision': (result) => {
    const { loss } = result;
    if (isTensor(loss)) loss.data.set(loss.data.map(Math.fround));
    return isTensor(loss) ? result : { ...result, loss: Math.fround(loss) };
  },
  'the gradient of the sum given for the mean': (result, { reduction }, [input]) => {
    if (reduction !== 'mean') return result;
    return changeGradient((g, rows) => g * rows)(result, {}, [input, undefined]);
  },
  'a gradient whose first number is missing': (result) => {
    result.gradient.data[0] = 0;
    return result;
  },
  'losses of the rows in the wrong order': (result) => {
    if (isTensor(result.loss)) result.loss.data.reverse();
    return result;
  },
};

/** Whether any check of the contract fails on some of the random calls. */
function isFound(candidate: checks.Candidate, name: string): boolean {
  const cases = CASES[name];
  const all = [
    checks.agreesWithDifferences,
    checks.respectsItsArguments,
    checks.agreesWithOracle,
    checks.isShiftInvariant,
  ];
  const property = fc.property(cases.arbitrary, (call) =>
    all.forEach((check) => check(candidate, cases, call)),
  );
  return fc.check(property, { seed: SEED, numRuns: 100, endOnFailure: true }).failed;
}

describe('The contract suite finds', () => {
  for (const [name, loss] of ALL_LOSSES) {
    it(`nothing in ${name} as it is, wrapped like the mutants`, () => {
      assert.equal(
        isFound(
          mutant(loss, (result) => result),
          name,
        ),
        false,
      );
    });

    for (const [fault, change] of Object.entries(FAULTS)) {
      it(`${fault}, in ${name}`, () => assert.ok(isFound(mutant(loss, change), name)));
    }

    for (const option of loss.options) {
      it(`that ${name} does not heed ${option}`, () => {
        const without = (...[input, target, options]: Parameters<AnyLoss>): Parameters<AnyLoss> => [
          input,
          target,
          { ...options, [option]: undefined },
        ];
        const deaf = (...call: Call): number | Tensor => loss(...without(...call));
        const withGradient = (...call: Call): Result => loss.withGradient(...without(...call));
        assert.ok(
          isFound(Object.assign(deaf, { withGradient: withGradient as AnyLoss['withGradient'] }), name),
        );
      });
    }
  }

  for (const name of ['softmaxCrossEntropy', 'nllLoss']) {
    it(`a weighted mean over N, in ${name}`, () => {
      const loss = ALL_LOSSES.get(name) as AnyLoss;
      const overRows: Change = (result, { reduction, normalizer }, [input, target, options]) => {
        if (reduction !== 'mean' || normalizer !== undefined) return result;
        return loss.withGradient(input, target, { ...options, normalizer: Math.max(1, input.shape[0]) });
      };
      assert.ok(isFound(mutant(loss, overRows), name));
    });
  }

  for (const name of ['softmaxCrossEntropy', 'binaryCrossEntropy']) {
    it(`a gradient p − 1 that has lost its small digits, in ${name}`, () => {
      const loss = ALL_LOSSES.get(name) as AnyLoss;
      const change = changeGradient((g) => g + 1 - 1);
      assert.ok(isFound(mutant(loss, change), name));
    });
  }
});

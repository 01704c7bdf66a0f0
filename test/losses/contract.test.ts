import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ALL_LOSSES } from '../../src/losses';
import { SEED } from './case';
import { CASES } from './cases';
import * as checks from './checks';

/** How many random calls each check gets. */
const RUNS: readonly [sentence: string, check: checks.Check, runs: number][] = [
  ['has the gradient that 4-point differences give', checks.agreesWithDifferences, 1000],
  ['agrees with its definition in 50 digits', checks.agreesWithOracle, 100],
  ['does not change when a row is shifted, if it should not', checks.isShiftInvariant, 200],
  ['follows renamed classes', checks.followsRenamedClasses, 200],
  ['writes to out and to nothing else', checks.respectsItsArguments, 200],
  ['rounds float32 results once', checks.roundsFloat32Once, 200],
];

describe('The contract of the losses', () => {
  it('has cases for every loss, and for nothing else', () => {
    assert.deepEqual(Object.keys(CASES).sort(), [...ALL_LOSSES.keys()].sort());
  });

  for (const [name, loss] of ALL_LOSSES) {
    describe(name, () => {
      for (const [sentence, check, runs] of RUNS) {
        it(`${sentence} (${runs} calls)`, () => {
          const cases = CASES[name];
          const property = fc.property(cases.arbitrary, (call) => check(loss, cases, call));
          fc.assert(property, { seed: SEED, numRuns: runs, includeErrorInReport: true });
        });
      }
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnyLoss } from '../../src/losses';
import { SEED, type LossCase, type LossCases, type SomeLoss } from './case';
import * as checks from './checks';
import { elementCases, type ElementCase } from './elements';
import { LIST_FAULTS, listCases, type ListCase } from './lists';
import { FAULTS, MEAN_OVER_ROWS, UNCHANGED, deafTo, isFound, type Mutant } from './mutants';
import { rowCases, type RowCase } from './rows';

/** How many random calls each check gets. */
const RUNS: readonly [sentence: string, check: checks.Check, runs: number][] = [
  ['has the gradient that 4-point differences give', checks.agreesWithDifferences, 1000],
  ['agrees with its definition in 50 digits', checks.agreesWithOracle, 100],
  ['does not change when a row is shifted, if it should not', checks.isShiftInvariant, 200],
  ['follows renamed classes', checks.followsRenamedClasses, 200],
  ['leaves out what is masked as if it were not there', checks.masksLikeRemoval, 200],
  ['stays within its bounds', checks.staysWithinBounds, 200],
  ['writes to out and to nothing else', checks.respectsItsArguments, 200],
  ['rounds float32 results once', checks.roundsFloat32Once, 200],
  ['refuses tensors whose scope has ended', checks.refusesDeadTensors, 50],
];

/**
 * Tests that a loss with one loss for each number of its input keeps the contract of all losses, and that these tests
 * find faults in it. `special` says what is special about it, above all its definition in decimals.
 */
export function elementContract(
  loss: SomeLoss,
  special: ElementCase,
  faults?: Readonly<Record<string, Mutant>>,
): void {
  test(loss, () => elementCases(loss, special), faults);
}

/** The same for a loss of rows of classes. */
export function rowContract(
  loss: SomeLoss,
  special: RowCase,
  faults?: Readonly<Record<string, Mutant>>,
): void {
  const isWeighted = loss.options.includes('weight') || loss.options.includes('sampleWeight');
  test(loss, () => rowCases(loss, special), {
    ...(isWeighted ? { 'a weighted mean over N': MEAN_OVER_ROWS } : {}),
    ...faults,
  });
}

/** The same for a loss of ranked lists. */
export function listContract(
  loss: SomeLoss,
  special: ListCase,
  faults?: Readonly<Record<string, Mutant>>,
): void {
  test(loss, () => listCases(loss, special), {
    'a weighted mean over N': MEAN_OVER_ROWS,
    ...LIST_FAULTS,
    ...faults,
  });
}

function test(
  some: SomeLoss,
  makeCases: () => LossCases,
  faults: Readonly<Record<string, Mutant>> = {},
): void {
  const loss = some as AnyLoss;
  describe(`The contract: ${loss.name}`, () => {
    const cases = makeCases(); // here an error fails this suite, and stops no other file

    for (const [sentence, check, runs] of RUNS) {
      it(`${sentence} (${runs} calls)`, () => {
        const property = fc.property(cases.arbitrary, (call) => check(loss, cases, call));
        fc.assert(property, { seed: SEED, numRuns: runs, includeErrorInReport: true });
      });
    }

    describe('finds', () => {
      it('nothing in the wrapping of the mutants: unchanged, it gives what the loss gives', () => {
        const same = (call: LossCase): void => checks.isTheSame(loss, UNCHANGED(loss), call);
        fc.assert(fc.property(cases.arbitrary, same), { seed: SEED, includeErrorInReport: true });
      });
      for (const [fault, mutant] of Object.entries({ ...FAULTS, ...faults })) {
        it(fault, () => assert.ok(isFound(mutant(loss), cases)));
      }
      for (const option of loss.options) {
        it(`that it does not heed ${option}`, () => assert.ok(isFound(deafTo(option)(loss), cases)));
      }
    });
  });
}

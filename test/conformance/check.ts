import { makeCase, OURS, type Case, type Implementation } from './case';
import { outcomeOf } from './compare';
import { dialects } from './dialects';
import type { Difference } from './dialects/dialect';
import { nameOf, readInputs, readVectors, type DialectName, type Vector } from './vectors';

/** What came of checking an implementation against all vectors of a dialect. */
export interface Report {
  readonly cases: number;
  /** What should not be, each with the name of its case. */
  readonly failures: string[];
  /** The names of the cases in which we differ on purpose, by reason. */
  readonly differing: Map<string, string[]>;
  /** The largest distance from the framework's results, in roundings (see `tolerance.ts`), and its case. */
  readonly worst: Record<Vector['dtype'], { roundings: number; name: string }>;
}

/** The vectors of a dialect (of one dtype, if it is given) against an implementation, ours by default. */
export function checkDialect(
  name: DialectName,
  implementation: Implementation = OURS,
  dtype?: Vector['dtype'],
): Report {
  const dialect = dialects[name];
  const tests = preparedFor(name);
  const none = { roundings: 0, name: 'none' };
  const report: Report = {
    cases: tests.length,
    failures: [],
    differing: new Map(dialect.differences.map(({ reason }) => [reason, []])),
    worst: { float32: none, float64: none },
  };
  for (const { caseName, test, float64, difference } of tests) {
    if (dtype !== undefined && dtype !== test.dtype) continue;
    const { kind, fault, roundings } = outcomeOf(test, float64, dialect, implementation);
    if (difference !== undefined) {
      report.differing.get(difference.reason)?.push(caseName);
      if (kind !== difference.ours) {
        report.failures.push(`${caseName}: should be ${difference.ours}, is ${kind}: ${fault ?? ''}`);
      }
    } else if (fault !== undefined) {
      report.failures.push(`${caseName}: ${fault}`);
    } else if (roundings > report.worst[test.dtype].roundings) {
      report.worst[test.dtype] = { roundings, name: caseName };
    }
  }
  return report;
}

/** A case, its twin in float64, and what is to differ in it on purpose. */
interface Prepared {
  readonly caseName: string;
  readonly test: Case;
  readonly float64: Case;
  readonly difference?: Difference;
}

const prepared = new Map<DialectName, Prepared[]>();

/** What does not depend on the implementation, found out once: the mutants run over it again and again. */
function preparedFor(name: DialectName): readonly Prepared[] {
  let all = prepared.get(name);
  if (all === undefined) {
    const cases = casesOf(name);
    all = [...cases].map(([caseName, test]) => ({
      caseName,
      test,
      float64: cases.get(caseName.replace(/float32$/, 'float64')) as Case,
      difference: dialects[name].differences.find((candidate) => candidate.applies(test)),
    }));
    prepared.set(name, all);
  }
  return all;
}

const read = new Map<DialectName, Map<string, Case>>();

/** The committed cases of a dialect by name, read once. */
export function casesOf(name: DialectName): ReadonlyMap<string, Case> {
  let cases = read.get(name);
  if (cases === undefined) {
    const inputs = readInputs();
    cases = new Map(
      readVectors(name).cases.map((vector) => [nameOf(vector), makeCase(vector, inputs[vector.input])]),
    );
    read.set(name, cases);
  }
  return cases;
}

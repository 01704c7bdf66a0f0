import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OURS, type Implementation } from './case';
import { checkDialect } from './check';
import { FLOAT32_MUTANTS, MUTANTS, UNCHANGED, type Mutant } from './mutants';
import { DIALECTS, type Vector } from './vectors';

/** How many cases of each dialect fail, in the words of the diagnostics. Half of the cases will do. */
function failuresOf(implementation: Implementation, dtype: Vector['dtype']): { total: number; text: string } {
  const counts = DIALECTS.map((name) => ({
    name,
    failures: checkDialect(name, implementation, dtype).failures.length,
  })).filter(({ failures }) => failures > 0);
  const total = counts.reduce((sum, { failures }) => sum + failures, 0);
  return {
    total,
    text: `${total} cases: ${counts.map(({ name, failures }) => `${name} ${failures}`).join(', ')}`,
  };
}

describe('The conformance vectors find', () => {
  it('nothing in ours, wrapped like the mutants', () => {
    assert.equal(failuresOf(UNCHANGED(OURS), 'float64').total, 0);
  });

  const finds = (mutants: Readonly<Record<string, Mutant>>, dtype: Vector['dtype']): void => {
    for (const [fault, mutant] of Object.entries(mutants)) {
      it(fault, (test) => {
        const { total, text } = failuresOf(mutant(OURS), dtype);
        assert.ok(total > 0);
        test.diagnostic(`${fault}: ${text}`);
      });
    }
  };
  finds(MUTANTS, 'float64');
  finds(FLOAT32_MUTANTS, 'float32');
});

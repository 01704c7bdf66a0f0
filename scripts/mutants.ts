import { MUTANTS, SAMPLE } from '../test/mutants';
import type { Mutant, Mutants } from '../test/mutants/mutant';
import { parseArguments, unknownWord } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { openStatus, type Status } from './lib/status';
import { failingTests, fallenClaims } from './mutants/notice';
import { makeOverlay, mutate } from './mutants/overlay';
import { stalenessOf, tableIsFresh, writeTable } from './mutants/table';

const help = `Usage: npm run mutants [-- mutant…] [options]

Puts one small fault after another into a copy of src/ and looks whether the test and the claims that
test/mutants names for it notice: a test file is run, and a notebook's cells as a program up to the claim. The copy lies
in a temporary folder. All of them take half an hour; npm test runs a sample.

  mutant      by name (he-gain); default: all
  --tests     runs no notebooks
  --sample    the sample of npm test
  --update    writes the table, test/mutants/README.md

Exit codes: 0 all were noticed as the list says, 1 one survived or the list is stale, 2 wrong usage, 130 interrupted.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      tests: { type: 'boolean', default: false },
      sample: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !(name in MUTANTS));
  if (unknown !== undefined) throw unknownWord('mutant', unknown, Object.keys(MUTANTS));
  if (values.sample && positionals.length > 0)
    throw new UsageError('--sample chooses the mutants: name none');
  const chosen = values.sample
    ? Object.keys(SAMPLE)
    : positionals.length > 0
      ? positionals
      : Object.keys(MUTANTS);
  const mutants = Object.fromEntries(chosen.map((name) => [name, MUTANTS[name]]));

  if (values.update) writeTable(MUTANTS);
  const stale = staleness();
  for (const problem of stale) console.error(`✗ ${problem}`);
  if (stale.length > 0) return false;

  const overlay = makeOverlay();
  const status = openStatus();
  status.set('no mutant', 'tests');
  const failing = await failingTests(overlay, testFilesOf(mutants));
  if (failing.length > 0) throw new Error(`these tests fail without a mutant: ${failing.join('; ')}`);
  status.finish('no mutant', `✓ no mutant: its tests pass`);
  let survived = 0;
  for (const [name, mutant] of Object.entries(mutants)) {
    const ofClaims = Object.keys(typeof mutant.claims === 'string' ? {} : mutant.claims);
    const notebooks = values.tests ? [] : values.sample ? SAMPLE[name] : ofClaims;
    const missed = await missedBy(overlay, name, mutant, notebooks, status);
    if (missed.length > 0) survived++;
    status.finish(
      name,
      [`${missed.length > 0 ? '✗' : '✓'} ${name}: ${mutant.breaks}`, ...missed].join('\n    '),
    );
  }
  console.log(`\n${chosen.length - survived} killed, ${survived} survived`);
  return survived === 0;
});

/** What of the whole list is no longer so; what is to be done. */
function staleness(): string[] {
  const stale = Object.entries(MUTANTS).flatMap(([name, mutant]) =>
    stalenessOf(mutant).map((problem) => `${name}: ${problem}: mend it in test/mutants`),
  );
  if (stale.length > 0 || tableIsFresh(MUTANTS)) return stale;
  return ['test/mutants/README.md tells of other mutants: npm run mutants -- --tests --update'];
}

function testFilesOf(mutants: Mutants): string[] {
  return [...new Set(Object.values(mutants).map(({ test }) => test[0]))];
}

/** What should have noticed a mutant and did not, with what did. */
async function missedBy(
  overlay: string,
  name: string,
  mutant: Mutant,
  notebooks: readonly string[],
  status: Status,
): Promise<string[]> {
  const { test, claims } = mutant;
  const missed: string[] = [];
  const compare = (what: string, expected: string, noticed: readonly string[]): void => {
    if (!noticed.includes(expected))
      missed.push(`${what} '${expected}' does not notice; these do: ${noticed.join('; ') || 'none'}`);
  };
  const { build, mend } = await mutate(overlay, mutant);
  status.set(name, test[0]);
  compare(`the test of ${test[0]}`, test[1], await failingTests(overlay, [test[0]]));
  if (notebooks.length > 0) build();
  for (const number of notebooks) {
    const claim = (claims as Record<string, string>)[number];
    status.set(name, `notebook ${number}`);
    compare(`notebook ${number}'s claim`, claim, await fallenClaims(overlay, number, claim));
  }
  mend();
  return missed;
}

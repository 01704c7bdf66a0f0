import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { differencesFile, differencesText } from '../test/conformance/differences';
import { committed, DIALECTS, readInputs, readVectors, type DialectName } from '../test/conformance/vectors';
import { changesOf, type Changes } from './conformance/changes';
import { generate } from './conformance/generate';
import { parseArguments, unknownWord } from './lib/arguments';
import { LackingError, runCommand } from './lib/command';
import { build, frameworksPython } from './lib/paths';
import { textTable } from './lib/status';

const help = `Usage: npm run conformance [-- dialect…] [--update]

Computes the conformance vectors again with the installed frameworks, into build/conformance/, and compares them with
the committed ones in test/conformance/vectors/. Other bits within rounding are counted as 'last digits' (another
processor may give them); any other change is listed and fails. About a minute for all.

  dialect     ${DIALECTS.join(', ')}; default: all
  --update    writes what was computed into test/conformance/vectors/, and test/conformance/differences.md

The frameworks have to be installed: npm run frameworks. npm test checks ours against the committed vectors, without.

Exit codes: 0 nothing but last digits changed (or --update), 1 something did, 2 wrong usage, 3 no frameworks.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { update: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !(DIALECTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw unknownWord('dialect', unknown, DIALECTS);
  if (!existsSync(frameworksPython)) {
    throw new LackingError(
      'conformance: the frameworks are not installed; npm run frameworks installs them.',
    );
  }
  const wanted = DIALECTS.filter((name) => positionals.length === 0 || positionals.includes(name));
  const folder = join(build, 'conformance');
  mkdirSync(folder, { recursive: true });

  await generate('inputs', folder);
  const inputsChanged = !sameBytes('inputs', folder);
  if (inputsChanged) console.log('The inputs changed.');
  const rows: string[][] = [];
  let held = !inputsChanged;
  for (const name of wanted) {
    await generate(name, folder);
    const changes = compare(name, folder);
    held &&= changes.others.length === 0;
    for (const version of changes.versions) console.log(`  ${version}`);
    for (const other of changes.others.slice(0, 20)) console.log(`  ✗ ${other}`);
    if (changes.others.length > 20) console.log(`  … and ${changes.others.length - 20} more`);
    rows.push([name, ...[changes.same, changes.lastDigits.length, changes.others.length].map(String)]);
  }
  console.log(`\n${textTable(['dialect', 'same', 'last digits', 'changed'], rows)}`);
  if (!values.update) return held;
  for (const name of ['inputs', ...wanted]) copyFileSync(join(folder, `${name}.json`), pathOf(name));
  writeFileSync(differencesFile, differencesText());
  console.log('\nWritten to test/conformance/vectors/. Now npm test, and look at the difference.');
  return true;
});

function pathOf(name: string): string {
  return join(committed, `${name}.json`);
}

function sameBytes(name: string, folder: string): boolean {
  return (
    existsSync(pathOf(name)) && readFileSync(pathOf(name)).equals(readFileSync(join(folder, `${name}.json`)))
  );
}

function compare(name: DialectName, folder: string): Changes {
  const now = readVectors(name, folder);
  if (sameBytes(name, folder)) return { same: now.cases.length, lastDigits: [], others: [], versions: [] };
  const before = existsSync(pathOf(name)) ? readVectors(name) : { ...now, cases: [] };
  return changesOf(before, now, readInputs(folder));
}

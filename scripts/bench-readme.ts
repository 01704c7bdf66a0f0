import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMarkers } from '../bench/markers';
import { readmeTables } from '../bench/tables';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { root } from './lib/paths';

const help = `Usage: npm run bench:readme [-- --check]

Writes the tables of README.md from bench/results/*.json.

  --check   only say whether they are up to date

Exit codes: 0 done, 1 not up to date, 2 wrong usage.`;

// eslint-disable-next-line @typescript-eslint/require-await -- what it throws becomes the exit code
runCommand(help, async (args) => {
  const { values } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } });
  const path = join(root, 'README.md');
  const text = readFileSync(path, 'utf8');
  const wanted = fillMarkers(text, readmeTables());
  if (text === wanted) {
    console.log('README.md is up to date.');
    return true;
  }
  if (values.check) {
    console.error('README.md differs from bench/results: npm run bench:readme writes it.');
    return false;
  }
  writeFileSync(path, wanted);
  console.log('README.md has the tables of bench/results.');
  return true;
});

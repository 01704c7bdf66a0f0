import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMarkers } from '../bench/markers';
import { pages } from '../bench/pages';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { root } from './lib/paths';

const help = `Usage: npm run bench:readme [-- --check]

Writes the tables of README.md, bench/README.md and examples/sweep/README.md from bench/results/*.json.

  --check   only say whether they are up to date

Exit codes: 0 done, 1 not up to date, 2 wrong usage.`;

// eslint-disable-next-line @typescript-eslint/require-await -- what it throws becomes the exit code
runCommand(help, async (args) => {
  const { values } = parseArguments({ args, options: { check: { type: 'boolean', default: false } } });
  const stale = Object.entries(pages()).filter(([page, tables]) => {
    const path = join(root, page);
    const text = readFileSync(path, 'utf8');
    const wanted = fillMarkers(text, tables);
    if (!values.check && text !== wanted) writeFileSync(path, wanted);
    return text !== wanted;
  });
  const names = stale.map(([page]) => page).join(' and ');
  if (values.check && names)
    console.error(`${names}: other figures than bench/results; npm run bench:readme writes them.`);
  else console.log(names ? `${names}: written.` : 'Every table is up to date.');
  return !(values.check && names);
});

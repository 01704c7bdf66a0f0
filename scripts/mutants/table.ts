import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant, Mutants } from '../../test/mutants/mutant';
import { root } from '../lib/paths';
import { findNotebooks, nameOf, readNotebook } from '../rerun/notebook';
import { claimsOf } from '../rerun/outputs';

const path = join(root, 'test/mutants/README.md');

/** What of a mutant is no longer so: its place in `src/`, its claims in the notebooks. */
export function stalenessOf({ file, from, claims }: Mutant): string[] {
  const times = existsSync(join(root, file))
    ? readFileSync(join(root, file), 'utf8').split(from).length - 1
    : 0;
  const place = times === 1 ? [] : [`its text is ${times} times in ${file}, expected once`];
  const lost = Object.entries(typeof claims === 'string' ? {} : claims).filter(
    ([number, claim]) => !textsOf(number).includes(claim),
  );
  return [...place, ...lost.map(([number, claim]) => `notebook ${number} has no claim '${claim}'`)];
}

const known = new Map<string, string[]>();

function textsOf(number: string): string[] {
  const texts =
    known.get(number) ?? claimsOf(readNotebook(findNotebooks([number])[0])).map(({ text }) => text);
  known.set(number, texts);
  return texts;
}

export function tableIsFresh(mutants: Mutants): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === tableText(mutants);
}

export function writeTable(mutants: Mutants): void {
  writeFileSync(path, tableText(mutants));
}

function tableText(mutants: Mutants): string {
  const cell = (text: string): string =>
    text
      .replaceAll('|', '\\|')
      .replaceAll('<', '&lt;')
      .replace(/\s*\n\s*/g, ' ⏎ ');
  const code = (text: string): string => `\`${text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ⏎ ')}\``;
  const rows = Object.entries(mutants).map(([name, { file, from, to, breaks, test, claims }]) => {
    const noticed =
      typeof claims === 'string'
        ? [`none: ${claims}`]
        : Object.entries(claims).map(([number, claim]) => `${nameOf(findNotebooks([number])[0])}: ${claim}`);
    const change = `${file.replace('src/', '')}: ${code(from)} → ${code(to)}`;
    return `| ${name} | ${change} | ${cell(breaks)} | ${cell(`${test[0]}: ${test[1]}`)} | ${noticed.map(cell).join('<br>')} |`;
  });
  const claimed = Object.values(mutants).filter(({ claims }) => typeof claims !== 'string').length;
  return (
    `# Mutants\n\n${rows.length} faults, each put into a copy of \`src/\` by \`npm run mutants\`, which writes this page with ` +
    `\`--update\`: what is changed, the test that fails, and the claims that fall (of ${claimed}).\n\n` +
    `| mutant | change | what it breaks | killed by the test | and by the claim |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
  );
}

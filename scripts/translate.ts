import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import {
  fingerprint,
  proseOf,
  readTranslation,
  translationPath,
  translationProblems,
} from './book/translation';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { root } from './lib/paths';
import { allSolutions, findNotebooks, nameOf, readNotebook } from './rerun/notebook';

const help = `Usage: npm run translate -- [which…] [--check]

Brings the Chinese side of notebooks (notebooks/zh/NN-….md) up to their cells: what is missing or of an older English
text stands there in English below the line <!-- to translate -->, what a cell no longer has goes.

  which     numbers, names or paths; default: all, with their solutions
  --check   only says what is missing, changed, or has not come along (formulas, links, code, numbers)

Exit codes: 0 done, 1 --check found something, 2 wrong usage.`;

const TO_DO = '<!-- to translate -->';

runCommand(help, (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  const chosen = findNotebooks(positionals);
  const numbers = chosen.map((path) => nameOf(path).slice(0, 2));
  const solutions = allSolutions().filter((path) =>
    numbers.includes(nameOf(path).slice('solutions/'.length, 'solutions/'.length + 2)),
  );
  let problems = 0;
  for (const path of [...chosen, ...solutions]) {
    const name = nameOf(path);
    const file = translationPath(name);
    const { cells } = readNotebook(path);
    if (!values.check) update(file, name, cells);
    const found = translationProblems(cells, readTranslation(name));
    if (existsSync(file) && readFileSync(file, 'utf8').includes(TO_DO))
      found.push('a text is yet to be translated');
    problems += found.length;
    if (found.length > 0 || !values.check)
      console.log(`${found.length === 0 ? '✓' : '✗'} ${relative(root, file)}`);
    found.forEach((problem) => console.log(`  ${problem}`));
  }
  return Promise.resolve(!values.check || problems === 0);
});

function update(file: string, name: string, cells: Parameters<typeof proseOf>[0]): void {
  const { blocks } = readTranslation(name);
  const texts = proseOf(cells).map(({ id, text }) => {
    const block = blocks.get(id);
    const isCurrent = block?.of === fingerprint(text);
    const old = block && !isCurrent ? `\n\n<!-- until now:\n${block.text}\n-->` : '';
    const body = isCurrent ? block.text : `${TO_DO}\n${text}${old}`;
    return `<!-- ${id} en:${fingerprint(text)} -->\n${body.trim()}\n`;
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, texts.join('\n'));
}

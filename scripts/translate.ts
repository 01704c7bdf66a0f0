import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { axesWithoutChinese, readAxisWords } from './book/axis-words';
import { DOCUMENTS, readSections, sectionProblems, sectionsOf } from './book/documents';
import {
  fingerprint,
  proseOf,
  readTranslation,
  translationPath,
  translationProblems,
  type Block,
  type Prose,
} from './book/translation';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { root } from './lib/paths';
import { allSolutions, findNotebooks, nameOf, readNotebook } from './rerun/notebook';

const help = `Usage: npm run translate -- [which…] [--check]

Brings the Chinese side of notebooks (notebooks/zh/NN-….md) up to their cells: what is missing or of an older English
text stands there in English below the line <!-- to translate -->, what a cell no longer has goes. So with the sections
of README.zh-CN.md and notebooks/zh/NOTATION.md.

  which     numbers, names or paths; default: all, with their solutions, and the two documents
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
  const words = readAxisWords();
  const sides = [...chosen, ...solutions].map((path): Side => {
    const notebook = readNotebook(path);
    const name = nameOf(path);
    return {
      file: translationPath(name),
      prose: proseOf(notebook.cells),
      blocks: () => readTranslation(name).blocks,
      problems: () => [
        ...translationProblems(notebook.cells, readTranslation(name)),
        ...axesWithoutChinese(notebook, words),
      ],
    };
  });
  const documents = DOCUMENTS.map(([english, chinese]): Side => {
    const prose = sectionsOf(readFileSync(join(root, english), 'utf8'));
    return {
      file: join(root, chinese),
      prose,
      blocks: () => readSections(chinese),
      problems: () => sectionProblems(prose, readSections(chinese)),
    };
  });
  let problems = 0;
  for (const side of positionals.length > 0 ? sides : [...sides, ...documents]) {
    if (!values.check) update(side);
    const found = side.problems();
    if (existsSync(side.file) && readFileSync(side.file, 'utf8').includes(TO_DO))
      found.push('a text is yet to be translated');
    problems += found.length;
    if (found.length > 0 || !values.check)
      console.log(`${found.length === 0 ? '✓' : '✗'} ${relative(root, side.file)}`);
    found.forEach((problem) => console.log(`  ${problem}`));
  }
  return Promise.resolve(!values.check || problems === 0);
});

/** A Chinese file and what it translates. */
interface Side {
  file: string;
  prose: Prose[];
  blocks(): ReadonlyMap<string, Block>;
  problems(): string[];
}

function update({ file, prose, ...side }: Side): void {
  const old = side.blocks();
  const texts = prose.map(({ id, text }) => {
    const block = old.get(id);
    const isCurrent = block?.of === fingerprint(text);
    const before = block && !isCurrent ? `\n\n<!-- until now:\n${block.text}\n-->` : '';
    const body = isCurrent ? block.text : `${TO_DO}\n${text}${before}`;
    return `<!-- ${id} en:${fingerprint(text)} -->\n${body.trim()}\n`;
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, texts.join('\n'));
}

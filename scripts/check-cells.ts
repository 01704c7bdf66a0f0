import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { runCommand } from './lib/command';
import { root } from './lib/paths';
import { type CellSpan, type Fault, stockTraps } from './lib/stock-traps';
import {
  allNotebooks,
  allSolutions,
  type Cell,
  codeCells,
  hasTag,
  nameOf,
  readNotebook,
  textOf,
} from './rerun/notebook';

const help = `Usage: npm test -- cells

Checks the notebooks' code with the project's own compiler (strict) and linter: each notebook becomes a module
in build/cells/, so that a message's line can be found there below the number of its cell. No line may have more
than 100 characters: JupyterLab and GitHub would cut it off. And nothing may stand in a cell that runs on this
project's kernel alone and not on tslab as it comes.

Exit codes: 0 done, 1 a cell has an error.`;

const MOST_CHARACTERS = 100;

const folder = join(root, 'build/cells');

runCommand(help, () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const notebooks = [...allNotebooks(), ...allSolutions()].map((path) => {
    const cells = codeCells(readNotebook(path));
    const file = join(folder, `${nameOf(path).replace('/', '-')}.ts`);
    return { name: nameOf(path), cells, file, ...moduleOf(cells) };
  });
  for (const { file, text } of notebooks) writeFileSync(file, text);
  const program = programOf(notebooks.map(({ file }) => file));
  const errors = ts.getPreEmitDiagnostics(program);
  if (errors.length > 0)
    console.error(ts.formatDiagnosticsWithColorAndContext(errors, ts.createCompilerHost({})));
  const eslint = join(root, 'node_modules/.bin/eslint');
  const options = ['--no-ignore', '--config', 'eslint.cells.config.mjs', '--max-warnings', '0'];
  const { status } = spawnSync(eslint, [...options, folder], { cwd: root, stdio: 'inherit' });
  const messages = notebooks.flatMap(({ name, cells, file, spans }) => {
    const faults = [...longLines(cells), ...stockTraps(program, file, spans)];
    return faults.map(
      ({ cell, text }) => `✗ notebooks/${name}.ipynb, code cell ${cell + 1} (${cells[cell].id}): ${text}`,
    );
  });
  messages.forEach((message) => console.error(message));
  return Promise.resolve(errors.length === 0 && status === 0 && messages.length === 0);
});

function programOf(files: string[]): ts.Program {
  const configuration = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      rootDir: '../..',
      noEmit: true,
      // Top-level await, as in a cell.
      module: 'ES2022',
      // A name that only a later cell or the reader uses.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['.'],
  };
  // The linter reads it too.
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const { options } = ts.parseJsonConfigFileContent(configuration, ts.sys, folder);
  return ts.createProgram(files, options);
}

function longLines(cells: readonly Cell[]): Fault[] {
  return cells.flatMap(({ source }, cell) =>
    textOf(source)
      .split('\n')
      .flatMap((line, j) => {
        const { length } = Array.from(line);
        if (length <= MOST_CHARACTERS) return [];
        const text =
          `line ${j + 1} has ${length} characters, at most ${MOST_CHARACTERS} fit on the page: break it. ` +
          `It begins: ${line.trim().slice(0, 40)}`;
        return [{ cell, text }];
      }),
  );
}

/** The cells one after another; a last expression stands for itself, and a naive cell may use `Math` as it likes. */
function moduleOf(cells: readonly Cell[]): { text: string; spans: CellSpan[] } {
  let text = '';
  const spans = cells.map((cell, i) => {
    const naive = hasTag(cell, 'naive')
      ? '/* eslint-disable no-restricted-properties, no-restricted-syntax */\n'
      : '';
    const after = naive && '\n/* eslint-enable no-restricted-properties, no-restricted-syntax */';
    const start = text.length;
    text += `// cell ${i + 1}\n${naive}${textOf(cell.source)}${after}\n\n`;
    return { start, end: text.length };
  });
  return { text: `${text}export {};\n`, spans };
}

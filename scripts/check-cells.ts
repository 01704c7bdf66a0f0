import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './lib/command';
import { root } from './lib/paths';
import {
  allNotebooks,
  allSolutions,
  codeCells,
  hasTag,
  nameOf,
  readNotebook,
  textOf,
} from './rerun/notebook';

const help = `Usage: npm test -- cells

Checks the notebooks' code with the project's own compiler (strict) and linter: each notebook becomes a module
in build/cells/, so that a message's line can be found there below the number of its cell. No line may have more
than 100 characters: JupyterLab and GitHub would cut it off.

Exit codes: 0 done, 1 a cell has an error.`;

const MOST_CHARACTERS = 100;

const folder = join(root, 'build/cells');

runCommand(help, () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of [...allNotebooks(), ...allSolutions()]) {
    writeFileSync(join(folder, `${nameOf(path).replace('/', '-')}.ts`), moduleOf(path));
  }
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
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const bin = join(root, 'node_modules/.bin');
  const commands = [
    [join(bin, 'tsc'), '-p', folder],
    [
      join(bin, 'eslint'),
      '--no-ignore',
      '--config',
      'eslint.cells.config.mjs',
      '--max-warnings',
      '0',
      folder,
    ],
  ];
  const failed = commands.filter(
    ([command, ...args]) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status,
  );
  const long = [...allNotebooks(), ...allSolutions()].flatMap(longLines);
  long.forEach((message) => console.error(message));
  return Promise.resolve(failed.length + long.length === 0);
});

function longLines(path: string): string[] {
  return codeCells(readNotebook(path)).flatMap((cell, i) =>
    textOf(cell.source)
      .split('\n')
      .flatMap((line, j) => {
        const { length } = Array.from(line);
        if (length <= MOST_CHARACTERS) return [];
        const place = `notebooks/${nameOf(path)}.ipynb, code cell ${i + 1} (${cell.id}), line ${j + 1}`;
        return [
          `✗ ${place} has ${length} characters, at most ${MOST_CHARACTERS} fit on the page: ` +
            `break it. It begins: ${line.trim().slice(0, 40)}`,
        ];
      }),
  );
}

/** The cells one after another; a last expression stands for itself, and a naive cell may use `Math` as it likes. */
function moduleOf(path: string): string {
  const cells = codeCells(readNotebook(path)).map((cell, i) => {
    const naive = hasTag(cell, 'naive')
      ? '/* eslint-disable no-restricted-properties, no-restricted-syntax */\n'
      : '';
    const after = naive && '\n/* eslint-enable no-restricted-properties, no-restricted-syntax */';
    return `// cell ${i + 1}\n${naive}${textOf(cell.source)}${after}`;
  });
  return `${cells.join('\n\n')}\nexport {};\n`;
}

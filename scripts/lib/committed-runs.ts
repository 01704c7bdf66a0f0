import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths';

/** Where what other programs give lies, with the programs and their recipes. */
const folder = join(root, 'notebooks', 'runs');

/** The text of a program. */
export function readProgram(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** What a recipe says, or a committed run. */
export function readRun<Content>(name: string): Content {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Content;
}

export function writeRun(name: string, content: object): void {
  writeFileSync(join(folder, name), textOf(content));
}

/** Writes results by the names of their files, or with `check` leaves these alone; tells whether they hold the results. */
export function keepRuns(results: Readonly<Record<string, object>>, check: boolean): boolean {
  const same = Object.entries(results).map(([name, content]) => {
    if (!check) writeRun(name, content);
    return readFileSync(join(folder, name), 'utf8') === textOf(content);
  });
  console.log(`${same.every(Boolean) ? '✓' : '✗'} the runs are the committed ones`);
  return same.every(Boolean);
}

function textOf(content: object): string {
  return `${JSON.stringify(content)}\n`;
}

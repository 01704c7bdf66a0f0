import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Report } from '../test/faults/fault';
import { parseArguments, unknownWord } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { python, root } from './lib/paths';
import { openStatus, type Status } from './lib/status';

const folder = join(root, 'test/faults');
const table = join(folder, 'README.md');
const SHARED = ['fault.ts', 'inject.ts', 'faults.py'];
const areas = readdirSync(folder)
  .filter((file) => /\.(ts|py)$/.test(file) && !SHARED.includes(file))
  .sort();

interface Row {
  fault: string;
  seen: string;
  held: boolean;
  expected?: string;
}

const help = `Usage: npm run faults [-- area…] [--update]

Injects faults and compares what is seen of each with what must be: refused, mended, answered, never wrong in
silence, never a hang. The table of all of them is test/faults/README.md.

  area        ${areas.map(nameOf).join(', ')}; default: all
  --update    writes the table

Exit codes: 0 all as expected and the table is true, 1 not, 2 wrong usage.`;

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { update: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !areas.map(nameOf).includes(name));
  if (unknown !== undefined) throw unknownWord('area', unknown, areas.map(nameOf));
  if (values.update && positionals.length > 0)
    throw new UsageError('--update writes the table of all areas.');
  const wanted = areas.filter((file) => positionals.length === 0 || positionals.includes(nameOf(file)));
  const rows = new Map<string, Row[]>();
  const status = openStatus();
  const queue = [...wanted];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const name = nameOf(file);
      const seen = await injectArea(file, status);
      rows.set(name, seen);
      const failed = seen.filter(({ held }) => !held);
      status.finish(name, `${failed.length > 0 ? '✗' : '✓'} ${name}: ${seen.length} faults`);
      for (const { fault, seen, expected } of failed) {
        console.log(
          `    ✗ ${fault}\n      seen      ${seen}\n      expected  ${expected ?? 'an end within its limit'}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));

  const all = [...rows.values()].flat();
  const failed = all.filter(({ held }) => !held).length;
  console.log(`\n${all.length - failed} passed, ${failed} failed`);
  if (failed > 0) return false;
  if (values.update) {
    writeFileSync(table, tableText(wanted, rows));
    return true;
  }
  if (
    positionals.length > 0 ||
    (existsSync(table) &&
      headings(readFileSync(table, 'utf8'), rows) === headings(tableText(wanted, rows), rows))
  )
    return true;
  console.log(
    'test/faults/README.md tells of other faults: npm run faults -- --update, and look at the difference.',
  );
  return false;
});

function nameOf(file: string): string {
  return file.replace(/\.(ts|py)$/, '');
}

/** Runs an area in a process of its own; the first fault that hangs ends it. */
function injectArea(file: string, status: Status): Promise<Row[]> {
  const command = file.endsWith('.py')
    ? [python, join(folder, file)]
    : [
        process.execPath,
        '--expose-gc',
        '--require',
        'ts-node/register/transpile-only',
        join(folder, 'inject.ts'),
        nameOf(file),
      ];
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stderr = '';
    let begun: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    child.stderr.on('data', (text: Buffer) => (stderr = `${stderr}${text.toString()}`.slice(-4000)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const report = JSON.parse(line) as Report;
      clearTimeout(timer);
      if ('begins' in report) {
        begun = report.begins;
        status.set(nameOf(file), `${rows.length + 1}: ${begun}`);
        timer = setTimeout(() => end(child), report.limit * 1000);
      } else {
        rows.push(report);
        begun = undefined;
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (begun !== undefined)
        rows.push({
          fault: begun,
          seen: `nothing; it hung or died (${signal ?? code}) ${stderr}`,
          held: false,
        });
      else if (code !== 0)
        rows.push({
          fault: 'the area itself',
          seen: `it ended with ${signal ?? code}: ${stderr}`,
          held: false,
        });
      resolve(rows);
    });
  });
}

/** Ends a process and whatever it started. */
function end(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/**
 * The areas and their counts, but for those that have no faults on this machine. What is seen is held against each fault
 * itself: its text may differ from run to run.
 */
function headings(text: string, rows: ReadonlyMap<string, Row[]>): string {
  const lines = text.match(/^## .*$/gm) ?? [];
  return lines.filter((line) => rows.get(line.split(' ')[1])?.length !== 0).join('\n');
}

function tableText(files: readonly string[], rows: ReadonlyMap<string, Row[]>): string {
  const cell = (text: string): string =>
    text
      .replaceAll('|', '\\|')
      .replaceAll('<', '&lt;')
      .replace(/\s*\n\s*/g, ' ⏎ ');
  const parts = files.map(nameOf).map((name) => {
    const lines = (rows.get(name) ?? []).map(({ fault, seen }) => `| ${cell(fault)} | ${cell(seen)} |`);
    return `## ${name} (${lines.length})\n| fault | what is seen |\n|---|---|\n${lines.join('\n')}\n`;
  });
  const count = [...rows.values()].flat().length;
  return `# Faults\n\n${count} faults, each injected by \`npm run faults\` (in \`npm test\`), which writes this page with \`--update\`: what is done, and what is seen of it.\n\n${parts.join('\n')}`;
}

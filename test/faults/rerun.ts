import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  codeCells,
  findNotebooks,
  namesOf,
  parseNotebook,
  readNotebook,
  type Cell,
} from '../../scripts/rerun/notebook';
import { prepareOut } from '../../scripts/rerun/out';
import { firstDifference } from '../../scripts/rerun/outputs';
import { isSealed, seal, unsealed } from '../../scripts/rerun/seal';
import { writeOutputs } from '../../scripts/rerun/update';
import { notebookText } from '../support/notebook';
import type { Fault } from './fault';

const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'softmax-lab-faults-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** What is returned or thrown, without this machine's paths. */
function seen(action: () => unknown): string {
  let text: string;
  try {
    text = String(action());
  } catch (error) {
    text = `${(error as Error).name}: ${(error as Error).message}`;
  }
  return text
    .replaceAll(/(\.\.\/)*[^ ']*softmax-lab-faults-\w+/g, 'DIR')
    .replaceAll(/\.softmax-lab-[^']*/g, '….tmp');
}

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  fs.mkdirSync(join(path, '..'), { recursive: true });
  fs.writeFileSync(path, text);
  return path;
}

/** A file that is no notebook. */
function unreadable(what: string, content: string | Uint8Array, expected: RegExp): Fault {
  const fault = `a notebook ${what}`;
  return { fault, inject: () => seen(() => readNotebook(write('unreadable.ipynb', content))), expected };
}

const plain = notebookText(['1 + 1', '2 + 2']);
const notebooks = [
  unreadable('cut off', plain.slice(0, 100), /unreadable\.ipynb is not a readable notebook: /),
  unreadable(
    'with a merge conflict',
    plain.replace('"1 + 1"', '"1"\n<<<<<<< HEAD\n'),
    /begins a merge conflict/,
  ),
  unreadable('of nbformat 3', '{"worksheets": [], "nbformat": 3}', /has no list of cells/),
  unreadable('of nbformat 5', notebookText(['1'], { nbformat: 5 }), /its nbformat is 5, expected 4/),
  unreadable(
    'that is not UTF-8',
    Buffer.from(plain.replace('1 + 1', "'é'"), 'latin1'),
    /not valid for encoding utf-8/,
  ),
  unreadable(
    'with a cell that is null',
    '{"cells": [null], "metadata": {}, "nbformat": 4}',
    /its cell 1 lacks/,
  ),
  {
    fault: 'two notebooks of one name in two folders',
    inject: () => seen(() => namesOf([write('a/report.ipynb', plain), write('b/Report.ipynb', plain)])),
    expected: 'a/report,b/Report',
  },
  {
    fault: 'a notebook named twice, once by a link',
    inject: () => {
      const path = write('once.ipynb', plain);
      fs.symlinkSync(path, join(folder, 'link.ipynb'));
      return findNotebooks([path, path, join(folder, 'link.ipynb')]).length;
    },
    expected: 1,
  },
  {
    fault: 'an emoji of which one half differs, in the excerpt of a difference',
    inject: () => {
      const output = (text: string) => parseNotebook(notebookText([{ source: '1', outputs: [{ output_type: 'stream', name: 'stdout', text }] }]), 'e'); // prettier-ignore
      return firstDifference(output(`${'🙂'.repeat(60)}a`), output(`${'🙂'.repeat(60)}b`));
    },
    expected: /^cell 1: committed …(🙂){40}a"[^�]*… got …(🙂){40}b"/u,
  },
] satisfies Fault[];

const [made] = codeCells(parseNotebook(notebookText([{ source: '', outputs: [{ output_type: 'stream', name: 'stdout', text: 'é\n' }] }]), 'm')); // prettier-ignore
const executed: Cell[] = [made, { ...made, execution_count: 2, outputs: [] }];

/** Writes outputs into a file to which something was done since it was read. */
function updating(
  what: string,
  meddle: (path: string) => void,
  expected: Fault['expected'],
  look = (text: string): string => text,
): Fault {
  const inject = (): string => {
    const path = write('update.ipynb', plain);
    const before = readNotebook(path);
    meddle(path);
    const meddled = fs.existsSync(path) && fs.readFileSync(path, 'utf8');
    const told = seen(() => {
      writeOutputs(path, before, executed);
      return 'written';
    });
    const now = fs.existsSync(path) && fs.readFileSync(path, 'utf8');
    const target = fs.existsSync(path) && fs.realpathSync(path);
    const seenNow = now === meddled ? 'the file is as it was' : look(String(now));
    if (target) fs.rmSync(target);
    fs.rmSync(path, { force: true });
    return `${told}; ${seenNow}`;
  };
  return { fault: `rerun --update of a notebook that meanwhile ${what}`, inject, expected };
}

const replaced = (from: string, to: string) => (path: string) =>
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace(from, to));
const asItWas = /^Error: its code was edited while it ran; the file is as it was$/;
const has =
  (...parts: string[]) =>
  (text: string): string =>
    parts.map((part) => (text.includes(part) ? part : `no ${part}`)).join(' and ');

const updates = [
  updating('had a cell edited', replaced('1 + 1', '1 + 3'), asItWas),
  updating('lost a cell', (path) => fs.writeFileSync(path, notebookText(['1 + 1'])), asItWas),
  updating('gained a cell', (path) => fs.writeFileSync(path, notebookText(['0', '1 + 1', '2 + 2'])), asItWas),
  updating(
    'had its cells swapped',
    (path) => fs.writeFileSync(path, notebookText(['2 + 2', '1 + 1'])),
    asItWas,
  ),
  updating('had a cell replaced by an equal one', replaced('"c0"', '"c9"'), asItWas),
  updating('was removed', (path) => fs.rmSync(path), /^Error: ENOENT.*; the file is as it was/),
  updating(
    'was cut off',
    (path) => fs.truncateSync(path, 99),
    /not a readable notebook.*; the file is as it was/,
  ),
  updating(
    'got a merge conflict',
    replaced('{', '{\n<<<<<<< HEAD'),
    /merge conflict.*; the file is as it was/,
  ),
  updating(
    'was made read-only',
    (path) => fs.chmodSync(path, 0o444),
    'Error: it is read-only; the file is as it was',
  ),
  updating(
    'got text beside its code',
    replaced(
      '"cells": [',
      '"cells": [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": "new"},',
    ),
    'written; "source": "new" and é\\n',
    has('"source": "new"', 'é\\n'),
  ),
  updating(
    'got numbers that JavaScript cannot hold, and floats that it would shorten',
    replaced(
      '"kernelspec"',
      '"big": 12345678901234567890, "one": 1.0, "small": 1E-07, "__proto__": 1, "kernelspec"',
    ),
    'written; "big": 12345678901234567890, "one": 1.0, "small": 1E-07, "__proto__": 1, and é\\n',
    has('"big": 12345678901234567890, "one": 1.0, "small": 1E-07, "__proto__": 1,', 'é\\n'),
  ),
  updating(
    'was saved by a program that escapes, indents and orders otherwise',
    (path) =>
      fs.writeFileSync(path, plain.replaceAll('\n', '\r\n   ').replace('TypeScript', 'T\\u0079peScript')),
    'written; T\\u0079peScript and \r\n    "nbformat" and é\\n',
    has('T\\u0079peScript', '\r\n    "nbformat"', 'é\\n'),
  ),
  updating(
    'became a link',
    (path) => {
      fs.renameSync(path, `${path}.real`);
      fs.symlinkSync(`${path}.real`, path);
    },
    'written; é\\n and still a link',
    (text) => `${has('é\\n')(text)} and ${fs.lstatSync(join(folder, 'update.ipynb')).isSymbolicLink() ? 'still a link' : 'no link'}`, // prettier-ignore
  ),
  {
    fault: 'rerun --update of a notebook whose outputs are the same, in another spelling',
    inject: () => {
      const one = { ...made, outputs: [{ ...made.outputs?.[0], metadata: { x: 1 } }] } as Cell;
      const text = notebookText([{ ...one, source: '' }]).replace('"x": 1', '"x": 1.0');
      const path = write('same.ipynb', text);
      writeOutputs(path, readNotebook(path), [one]);
      return fs.readFileSync(path, 'utf8') === text;
    },
    expected: true,
  },
  {
    fault: 'rerun --update of a notebook whose cells share an id, or have none',
    inject: () =>
      [{ id: 'c' }, { id: undefined }].map((id) => {
        const path = write(
          'ids.ipynb',
          notebookText([
            { source: '1', ...id },
            { source: '2', ...id },
          ]),
        );
        writeOutputs(path, readNotebook(path), executed);
        return codeCells(readNotebook(path)).map(({ outputs }) => outputs?.length);
      }),
    expected: '[[1,0],[1,0]]',
  },
] satisfies Fault[];

/** A place for executed copies. */
function place(what: string, out: () => string, expected: Fault['expected'], notebook = 'no.ipynb'): Fault {
  const inject = (): string =>
    seen(() => {
      const path = write(join('committed', notebook), plain);
      prepareOut(out(), [path], [join(out(), 'one.ipynb')]);
      return 'taken';
    });
  return { fault: `rerun --out ${what}`, inject, expected };
}

const places = [
  place('under /proc', () => '/proc/nowhere/x', /^LackingError: nothing can be written to .*ENOENT/),
  place('that is a file', () => write('file', ''), /^UsageError: .*file is not a folder/),
  place('below a file', () => join(write('file', ''), 'x'), /^UsageError: .*DIR\/file is not a folder/),
  place('that is the folder of the notebook itself', () => join(folder, 'committed'), /^UsageError: .*would replace the notebook/, 'one.ipynb'), // prettier-ignore
  place('where a folder has the name of a copy', () => join(write('d/one.ipynb/x', ''), '../..'), /^UsageError: .*one\.ipynb is a folder/), // prettier-ignore
  {
    fault: 'rerun --out with what killed and living processes were at',
    inject: () => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      const out = join(folder, 'left');
      const name = (owner: number): string => `.softmax-lab-${hostname()}-${owner}-x.ipynb`;
      for (const owner of [pid, process.pid]) write(join('left', name(owner)), '');
      prepareOut(out, [], [join(out, 'one.ipynb')]);
      return String(fs.readdirSync(out)) === name(process.pid)
        ? "the living one's stays"
        : fs.readdirSync(out);
    },
    expected: "the living one's stays",
  },
] satisfies Fault[];

const key = 'a1'.repeat(32);
const copy = notebookText(['1 + 1'], { metadata: { 'softmax-lab-run': unsealed(key) } });
const earlier = (what: string, change: (sealed: string) => string, expected: boolean): Fault => ({
  fault: `rerun --resume with an executed copy ${what}: believed?`,
  inject: () => isSealed(change(seal(copy, key)), key),
  expected,
});
const resumed = [
  earlier('as a run left it', (text) => text, true),
  earlier('with another source', (text) => text.replace('1 + 1', '1 + 2'), false),
  earlier('with a forged output', (text) => text.replace('"outputs": []', '"outputs": [{}]'), false),
  earlier('that is cut off', (text) => text.slice(0, -20), false),
  earlier('that is empty', () => '', false),
  earlier('of a run that failed', () => copy, false),
  earlier('of other parameters', (text) => text.replace(key, 'b2'.repeat(32)), false),
] satisfies Fault[];

export const faults: Fault[] = [...notebooks, ...updates, ...places, ...resumed];

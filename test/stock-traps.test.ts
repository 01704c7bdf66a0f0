import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import * as ts from 'typescript';
import { stockTraps } from '../scripts/lib/stock-traps';

it('what tslab as it comes cannot run is found where it stands, and nothing else', (t) => {
  const cells = [
    'interface Pair { left: number; right: number }\nconst width = 3;\nconst here = { width };\n',
    'const short = { width, height: 2 };\n',
    'const { left: mine, right } = { left: 1, right: 2 } as Pair;\nconst own = { right, width: width };\n',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab traps '));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'notebook.ts');
  writeFileSync(path, cells.join(''));
  let end = 0;
  const spans = cells.map(({ length }) => ({ start: end, end: (end += length) }));
  const traps = stockTraps(ts.createProgram([path], {}), path, spans);
  assert.deepEqual(traps, [
    { cell: 1, text: '{ width } of an earlier cell: write { width: width }' },
    { cell: 2, text: '{ left: … } in a pattern, of a type of an earlier cell: take .left' },
  ]);
});

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { writeChineseNotebooks } from '../../scripts/book/chinese-notebooks';
import { allNotebooks, nameOf, readNotebook, textOf } from '../../scripts/rerun/notebook';

describe('Chinese notebooks for JupyterLab', () => {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab-zh-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const [, english] = allNotebooks();
  const path = join(folder, `${nameOf(english)}.ipynb`);

  it('have the English cells, code and outputs, with Markdown in Chinese', () => {
    writeChineseNotebooks(folder);
    const [ours, theirs] = [readNotebook(path), readNotebook(english)];
    assert.deepEqual(
      ours.cells.map(({ id }) => id),
      theirs.cells.map(({ id }) => id),
    );
    ours.cells.forEach((cell, i) => {
      if (cell.cell_type === 'code') assert.deepEqual(cell, theirs.cells[i]);
      else assert.match(textOf(cell.source), /\p{Script=Han}/u);
    });
    assert.ok(readdirSync(join(folder, 'runs')).length > 0);
  });

  it('made anew keep aside what the reader has written', () => {
    const written = `${readFileSync(path, 'utf8')}\n`;
    writeFileSync(path, written);
    writeChineseNotebooks(folder);
    const [mine] = readdirSync(folder).filter((name) => name.includes('-mine-'));
    assert.equal(readFileSync(join(folder, mine), 'utf8'), written);
    assert.notEqual(readFileSync(path, 'utf8'), written);
  });
});

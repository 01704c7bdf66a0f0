import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { writeChineseNotebooks } from '../../scripts/book/chinese-notebooks';
import { allNotebooks, nameOf, readNotebook, textOf, type Cell } from '../../scripts/rerun/notebook';
import { figureOutputs, PLOTLY, specificationOf } from '../../scripts/rerun/outputs';

const withoutFigures = (cell: Cell): Cell => ({
  ...cell,
  outputs: cell.outputs?.filter(({ data }) => !data?.[PLOTLY]),
});

describe('Chinese notebooks for JupyterLab', () => {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab-zh-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const [, english] = allNotebooks();
  const path = join(folder, `${nameOf(english)}.ipynb`);

  it('have the English cells, code and outputs, with Markdown and the words of figures in Chinese', () => {
    writeChineseNotebooks(folder);
    const [ours, theirs] = [readNotebook(path), readNotebook(english)];
    assert.deepEqual(
      ours.cells.map(({ id }) => id),
      theirs.cells.map(({ id }) => id),
    );
    ours.cells.forEach((cell, i) => {
      if (cell.cell_type === 'code') assert.deepEqual(withoutFigures(cell), withoutFigures(theirs.cells[i]));
      else assert.match(textOf(cell.source), /\p{Script=Han}/u);
    });
    const [figures, drawn] = [figureOutputs(ours), figureOutputs(theirs)].map((all) =>
      all.map(specificationOf),
    );
    assert.ok(figures.length > 0);
    figures.forEach(({ data, layout }, i) => {
      const { title } = layout as unknown as { title: { text: string } };
      assert.deepEqual(data, drawn[i].data);
      assert.match(title.text, /\p{Script=Han}/u);
      assert.match(String(layout.meta?.caption), /\p{Script=Han}/u);
    });
    const axes = figures.map(({ layout }) => (layout.yaxis as { title?: { text: string } }).title?.text);
    assert.ok(axes.includes('概率 σ(z)'), axes.join());
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

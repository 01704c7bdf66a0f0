import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  fingerprint,
  parseTranslation,
  readTranslation,
  translationProblems,
  type Translation,
} from '../../scripts/book/translation';
import { root } from '../../scripts/lib/paths';
import { allNotebooks, allSolutions, nameOf, readNotebook, type Cell } from '../../scripts/rerun/notebook';

const zh = join(root, 'notebooks/zh');
const english = (text: string): Cell => ({
  id: 'cell-01',
  cell_type: 'markdown',
  source: text,
  metadata: {},
});
const chinese = (of: string, text: string): Translation => ({
  blocks: parseTranslation(`<!-- cell-01 en:${fingerprint(of)} -->\n${text}\n`, 'here'),
  of: () => undefined,
});

describe('The Chinese side of the notebooks', () => {
  for (const path of [...allNotebooks(), ...allSolutions()]) {
    const name = nameOf(path);
    if (!existsSync(join(zh, `${name}.md`))) continue;
    it(`${name}: every cell, of the English text as it is, with its formulas, links, code and numbers`, () => {
      const problems = translationProblems(readNotebook(path).cells, readTranslation(name));
      assert.equal(problems.join('\n'), '', `notebooks/zh/${name}.md:\n${problems.join('\n')}`);
    });
  }

  it('has a notebook for each of its files', () => {
    const names = [...allNotebooks(), ...allSolutions()].map((path) => `${nameOf(path)}.md`);
    const files = existsSync(zh)
      ? readdirSync(zh, { recursive: true, encoding: 'utf8' }).filter((name) => /\d\d-.*\.md$/.test(name))
      : [];
    assert.deepEqual(
      files.filter((file) => !names.includes(file.replaceAll('\\', '/'))),
      [],
    );
  });

  it('is refused when the English changed, and when a formula, a link, code or a number did not come along', () => {
    const text = 'With $p_k$ and `softmax`, 0.25 of [them](04-x.ipynb).';
    const good = '有 $p_k$ 和 `softmax`，其中 0.25 在[这里](04-x.ipynb)。';
    assert.deepEqual(translationProblems([english(text)], chinese(text, good)), []);
    const problem = (translation: string, of = text): string =>
      translationProblems([english(text)], chinese(of, translation)).join();
    assert.match(problem(good, 'before'), /the English changed/);
    assert.match(problem(good.replace('p_k', 'p_j')), /other formulas/);
    assert.match(problem(good.replace('04-x', '05-x')), /other links/);
    assert.match(problem(good.replace('`softmax`', 'softmax')), /other code/);
    assert.match(problem(good.replace('0.25', '0.52')), /other numbers/);
    assert.match(translationProblems([], chinese(text, good)).join(), /no such cell/);
    assert.match(
      translationProblems([english(text)], { blocks: new Map(), of: () => undefined }).join(),
      /not translated/,
    );
  });

  it('is a list of cells, each once', () => {
    assert.throws(() => parseTranslation('Hello', 'zh/04.md'), /zh\/04\.md: text stands before/);
    const twice = `<!-- a en:0123456789ab -->\nx\n<!-- a en:0123456789ab -->\ny\n`;
    assert.throws(() => parseTranslation(twice, 'zh/04.md'), /cell a comes twice/);
  });
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { axesWithoutChinese, readAxisWords } from '../../scripts/book/axis-words';
import { DOCUMENTS, readSections, sectionProblems, sectionsOf } from '../../scripts/book/documents';
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

  for (const [english, chinese] of DOCUMENTS)
    it(`${chinese} follows ${english}, section by section`, () => {
      const sections = sectionsOf(readFileSync(join(root, english), 'utf8'));
      const problems = sectionProblems(sections, readSections(chinese)).join('\n');
      assert.equal(problems, '', `${chinese}:\n${problems}\nnpm run translate shows the English there`);
    });

  it('of a document is refused where a section changed, came or went', () => {
    const [first, second] = ['# A\n\nIt is so.\n\n', '## How it runs\nFast.\n'];
    const sections = sectionsOf(`${first}${second}<!-- a:b -->\n| 1 |\n<!-- /a:b -->\n`);
    const mark = (id: string, text: string): string => `<!-- ${id} en:${fingerprint(text)} -->\n汉字\n`;
    const problems = (text: string): string =>
      sectionProblems(sections, parseTranslation(text, 'here')).join();
    assert.equal(problems(mark('a', first) + mark('how-it-runs', second)), '');
    assert.match(
      problems(mark('a', first) + mark('how-it-runs', 'Slowly.')),
      /^section how-it-runs: the English/,
    );
    assert.match(problems(mark('a', first)), /^section how-it-runs: is not translated/);
    assert.match(
      problems(mark('a', first) + mark('how-it-runs', second) + mark('b', '')),
      /^section b: there is no/,
    );
  });

  it('has a word for each axis of the figures', () => {
    const words = readAxisWords();
    const missing = [...allNotebooks(), ...allSolutions()].flatMap((path) =>
      axesWithoutChinese(readNotebook(path), words).map((problem) => `${nameOf(path)}: ${problem}`),
    );
    assert.deepEqual(missing, []);
    assert.equal(words['bias / |gradient|'], '偏差 / |梯度|');
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

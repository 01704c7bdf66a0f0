import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';

const root = join(__dirname, '..');

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith('.') || name === 'node_modules') return [];
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** The keys that a text cites: [Cox1958], [Boyd2004, 3.1.5], [Gorman2014; Horst2020]. */
function citedIn(text: string): string[] {
  const brackets = text.match(/\[[^[\]\n]{5,100}\]/g) ?? [];
  return brackets.flatMap(
    (bracket) => bracket.match(/(?<=[[;,] ?)\p{Lu}\p{L}+(1[89]|20)\d\d(?=[\],;])/gu) ?? [],
  );
}

const bib = readFileSync(join(root, 'references.bib'), 'utf8');
const entries = bib.split(/^(?=@)/m).filter((text) => text.startsWith('@'));
const keys = entries.map((entry) => /^@\w+\{([^,]+),/.exec(entry)?.[1] ?? entry);

describe('references.bib', () => {
  it('has every source that is cited', () => {
    const files = ['src', 'data', 'notebooks'].flatMap((folder) => filesBelow(join(root, folder)));
    const texts = [...files, join(root, 'NOTATION.md')].filter((file) => /\.(ts|md|ipynb)$/.test(file));
    const missing = texts.flatMap((file) =>
      citedIn(readFileSync(file, 'utf8'))
        .filter((key) => !keys.includes(key))
        .map((key) => `${key} in ${relative(root, file)}`),
    );
    const cited = [...new Set(missing)].join(', ');
    assert.equal(cited, '', `references.bib has no entry for ${cited}; add one with this key`);
  });

  it('has each entry once, with author, title and the year of its key', () => {
    assert.ok(keys.length > 20);
    assert.deepEqual(keys, [...new Set(keys)]);
    entries.forEach((entry, i) => {
      const year = keys[i].slice(-4);
      for (const field of [/\bauthor\s*= \{/, /\btitle\s*= \{/, new RegExp(`\\byear\\s*= \\{${year}\\}`)]) {
        assert.match(entry, field, keys[i]);
      }
      const braces = (entry.match(/\{/g) ?? []).length - (entry.match(/\}/g) ?? []).length;
      assert.equal(braces, 0, `${keys[i]} has unbalanced braces`);
    });
  });

  it('is searched by a pattern that finds citations', () => {
    assert.deepEqual(citedIn('a [Cox1958] b [Boyd2004, 3.1.5] c [Gorman2014; Horst2020] [N, 784] [x2000]'), [
      'Cox1958',
      'Boyd2004',
      'Gorman2014',
      'Horst2020',
    ]);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/lib/paths';
import { allNotebooks, nameOf, readNotebook, textOf } from '../scripts/rerun/notebook';

/** The notebooks whose formulas have been read against NOTATION.md. */
const READ = /^0[0-5]-/;

/** The commands of TeX that are letters. */
const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  Delta: 'Δ',
  varepsilon: 'ε',
  epsilon: 'ε',
  eta: 'η',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  Lambda: 'Λ',
  mu: 'μ',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  omega: 'ω',
  ell: 'ℓ',
};
const LETTER = /\p{L}/gu;

/** The letters of the first columns of NOTATION.md; longer words there are names of functions. */
function lettersOf(notation: string): Set<string> {
  const symbols = notation.split('\n').map((line) => /^\| ([^|]+) \|/.exec(line)?.[1] ?? '');
  const withoutWords = symbols.join(' ').replace(/\p{L}{3,}|KL/gu, ' ');
  // ŷ is a y with a hat, which TeX writes as a command.
  return new Set(withoutWords.match(LETTER));
}

/** The letters of the formulas of a Markdown cell; the words in them are no letters. */
function lettersIn(markdown: string): string[] {
  const formulas = [...markdown.matchAll(/\$\$([^]+?)\$\$|\$([^$\n]+)\$/g)].map(([, a, b]) => a ?? b);
  return formulas.flatMap((formula) => {
    const symbols = formula
      .replace(/\\(?:text|operatorname|mathrm|begin|end)\*?\{[^}]*\}/g, ' ')
      .replace(/\\mathbb\s*\{?R\}?/g, 'ℝ')
      .replace(/\\([A-Za-z]+)/g, (_, name: string) => GREEK[name] ?? ' ');
    return symbols.match(LETTER) ?? [];
  });
}

describe('One letter, one meaning', () => {
  const known = lettersOf(readFileSync(join(root, 'NOTATION.md'), 'utf8'));

  for (const path of allNotebooks().filter((path) => READ.test(nameOf(path)))) {
    it(`each letter of its formulas is in NOTATION.md: ${nameOf(path)}`, () => {
      const cells = readNotebook(path).cells.filter((cell) => cell.cell_type === 'markdown');
      const strange = cells.flatMap(({ id, source }) =>
        lettersIn(textOf(source)).flatMap((letter) => (known.has(letter) ? [] : [`${letter} in ${id}`])),
      );
      assert.deepEqual([...new Set(strange)], [], 'use its letter there, or enter this one');
    });
  }

  it('finds a letter without a meaning, and none in words and commands', () => {
    const formula = 'One-hot rows $Y$, $$\\kappa_j\\le\\operatorname{softmax}(z)_k,\\quad\\text{if one}$$';
    assert.deepEqual(
      lettersIn(formula).filter((letter) => !known.has(letter)),
      ['Y', 'κ'],
    );
  });
});

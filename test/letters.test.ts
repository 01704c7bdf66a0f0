import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allNotebooks, allSolutions, nameOf, readNotebook, textOf } from '../scripts/rerun/notebook';

// One letter, one meaning, as NOTATION.md has it. What a letter means in a sentence no pattern can tell; but where it
// means something else, it is written in ways that can be told. Each rule says what NOTATION must say for it to be one.

interface Rule {
  /** What NOTATION says: a row of its tables. */
  notation: RegExp;
  /** How the letter looks where it means something else, in formulas (LaTeX) or in captions and claims. */
  elsewhere: RegExp;
  /** The first notebook that it holds for. */
  from?: number;
  instead: string;
}

const RULES: Rule[] = [
  {
    notation: /^\| y \| label: the index of the true class/m,
    elsewhere: /(?<![\p{L}\\])y_(?:[kj](?![\p{L}])|\{i?[kj]\})/u,
    instead: 'y is the index of the class: write [k = y], e_y for the one-hot row, q_k for a soft target',
  },
  {
    notation: /^\| e_y \| one-hot vector of y/m,
    elsewhere: /(?<![\p{L}\\_])(?:p ?[-−+] ?y(?!_)|p_i ?- ?y_i|P ?[-−] ?Y|=-y\/p)(?![\p{L}])/u,
    // Of two classes y is 0 or 1, and p a number.
    from: 3,
    instead: 'a row minus an index is no row: write p − e_y, (P − Q)/N',
  },
  {
    notation: /^\| H\(q, p\) = −Σ_k q_k log p_k \| cross-entropy/m,
    elsewhere: /H\((?:p, ?q|y, ?p|y)\)|p_k\s*\\log(?:_2)?\s*q_k|(?<![\p{L}])p_?k? ?log₂? ?\(?q/u,
    instead: 'q is the data’s distribution, p the model’s: H(q, p), −Σ q_k log p_k',
  },
  {
    notation: /^\| KL\(q ‖ p\) = H\(q, p\) − H\(q\) \|/m,
    elsewhere: /(?:KL\}?|KL)\(y|\\log(?:_2)?\\frac\{p_k\}\{q_k\}|log₂?\(p\/q\)/u,
    instead: 'the divergence of the model from the data is KL(q ‖ p), of terms q log(q/p)',
  },
  {
    notation: /^\| μ \| momentum \|/m,
    elsewhere: /\\mu_|(?<![\p{L}])-\\mu(?![\p{L}])|d\\mu/u,
    instead: 'μ is the momentum: a mean is x̄',
  },
  {
    notation: /^\| u \| unit roundoff/m,
    elsewhere: /(?<![\p{L}\\])u_[\p{L}{]|θu|\\theta ?u|\\operatorname\{Var\}\(u\)/u,
    instead: 'u is the unit roundoff: the face of a die is x_k',
  },
];

const notation = readFileSync(join(__dirname, '../NOTATION.md'), 'utf8');
const numberOf = (path: string): number => Number(nameOf(path).split('/').pop()?.slice(0, 2));
const first14 = [...allNotebooks(), ...allSolutions()].filter((path) => numberOf(path) <= 14);

/** The formulas of a Markdown cell; of code the texts in quotes, which are captions, headings and claims. */
function partsOf(type: string, source: string): string[] {
  if (type === 'markdown') return source.match(/\$\$[^$]+\$\$|\$[^$\n]+\$/g) ?? [];
  return source.match(/'[^'\n]*'|`[^`]*`/g) ?? [];
}

function strayLetters(rule: Rule, type: string, source: string): string[] {
  return partsOf(type, source).filter((part) => rule.elsewhere.test(part));
}

describe('One letter has one meaning', () => {
  for (const rule of RULES) {
    const [, symbol] = /\^\\\| (.+?) \\\|/.exec(rule.notation.source) ?? [rule.notation.source];

    it(`in NOTATION.md and the notebooks 01–14: ${symbol}`, () => {
      assert.match(notation, rule.notation, `${String(rule.notation)} is no row of NOTATION.md any more`);
      const held = first14.filter((path) => numberOf(path) >= (rule.from ?? 1));
      const stray = held.flatMap((path) =>
        readNotebook(path).cells.flatMap((cell) =>
          strayLetters(rule, cell.cell_type, textOf(cell.source)).map(
            (part) => `${nameOf(path)} ${cell.id}: ${part.slice(0, 90)}`,
          ),
        ),
      );
      assert.deepEqual(stray, [], rule.instead);
    });
  }

  it('finds each letter where it means something else', () => {
    const found: [rule: number, type: string, source: string][] = [
      [0, 'markdown', 'with $p_k-y_k$'],
      [0, 'markdown', '$$\\sum_i(p_{ik}-y_{ik})$$'],
      [1, 'markdown', 'so $p-y$ is'],
      [1, 'code', "show({ 'p − y': short })"],
      [1, 'markdown', '$G=\\frac1N(P-Y)$'],
      [2, 'markdown', '$$-\\sum_kp_k\\log_2q_k=:H(p,q)$$'],
      [2, 'markdown', 'at least $H(y)$'],
      [3, 'code', "{ name: 'p log₂(p/q)' }"],
      [3, 'markdown', '$\\operatorname{KL}(y\\,\\Vert\\,p)$'],
      [4, 'markdown', 'the mean $\\mu_k$'],
      [5, 'markdown', '$p=\\operatorname{softmax}(\\theta u)$'],
      [5, 'code', "table({ 'softmax(θu)': die })"],
    ];
    for (const [rule, type, source] of found) {
      assert.equal(strayLetters(RULES[rule], type, source).length, 1, source);
    }
    const kept = [
      '$p-e_y$',
      '$p_y-1$',
      '$-\\log p_{i,y_i}$',
      '$H(q,p)$',
      '$H(y\\mid x)$',
      '$v\\leftarrow\\mu v+g$',
    ];
    for (const source of [...kept, '$u=2^{-24}$', '$\\operatorname{KL}(p\\,\\Vert\\,q)$', '$z_y-y$']) {
      const strays = RULES.filter((rule) => strayLetters(rule, 'markdown', source).length > 0);
      assert.deepEqual(strays, [], source);
    }
  });
});

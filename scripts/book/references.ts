import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { escapeHtml } from './markdown';

/** The entries of references.bib as a list; each can be linked to by its key. */
export function referencesHtml(): string {
  const text = readFileSync(join(root, 'references.bib'), 'utf8');
  const entries = text.split(/^(?=@)/m).filter((entry) => entry.startsWith('@'));
  const items = entries
    .map((entry) => ({ key: /^@\w+\{([^,]+),/.exec(entry)?.[1] ?? '', fields: fieldsOf(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, fields }) => `<li id="${key}"><strong>[${key}]</strong> ${described(fields)}</li>`);
  return `<ul class="references">\n${items.join('\n')}\n</ul>`;
}

type Fields = Record<string, string | undefined>;

function fieldsOf(entry: string): Fields {
  const found = entry.matchAll(/\b(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, withoutTex(value)]));
}

const ACCENTS: Fields = { "'": '\u0301', '`': '\u0300', '"': '\u0308', c: '\u0327', k: '\u0328' };
const SYMBOLS: Fields = { l: 'ł', L: 'Ł', ell: 'ℓ', mathbb: '', emph: '', url: '' };
const SMALL: Fields = { '^2': '²', '^n': 'ⁿ', _1: '₁' };

/** `Fran{\c{c}}ois` as `François`, `$\ell_1$` as `ℓ₁`. */
function withoutTex(text: string): string {
  return text
    .replace(
      /\\(['`"]|[ck](?=[\s{]))\s*\{?(\w)\}?/g,
      (_, accent: string, letter: string) => letter + ACCENTS[accent],
    )
    .replace(/\\(?:([a-zA-Z]+) ?|&)/g, (whole, name?: string) => (name ? (SYMBOLS[name] ?? whole) : '&'))
    .replace(/\$([^$]*)\$/g, (_, formula: string) =>
      formula.replace('{R}', 'ℝ').replace(/[\^_]\w/g, (small) => SMALL[small] ?? small),
    )
    .replace(/[{}]/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('--', '–')
    .normalize('NFC');
}

function described(fields: Fields): string {
  const authors = (fields.author ?? '')
    .split(' and ')
    .map((name) => (name === 'others' ? 'et al.' : name.split(', ').reverse().join(' ')));
  const place = fields.journal ?? fields.booktitle ?? fields.publisher ?? fields.howpublished;
  const volume = [fields.volume, fields.number && `(${fields.number})`].filter(Boolean).join('');
  const pages = fields.pages && `pp. ${fields.pages}`;
  const details = [place, volume, pages, fields.year].filter(Boolean).map((part) => escapeHtml(String(part)));
  const address = fields.doi
    ? `https://doi.org/${fields.doi}`
    : (fields.url ?? (fields.eprint && `https://arxiv.org/abs/${fields.eprint}`));
  const title = `<em>${escapeHtml(fields.title ?? '')}</em>`;
  return `${escapeHtml(authors.join(', '))}: ${address ? `<a href="${escapeHtml(address)}" rel="noopener">${title}</a>` : title}. ${details.join(', ')}.`;
}

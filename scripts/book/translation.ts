import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { textOf, type Cell, type Output } from '../rerun/notebook';
import { PLOTLY, specificationOf } from '../rerun/outputs';

export interface Block {
  /** Fingerprint of the English text that it translates. */
  of: string;
  text: string;
}

export interface Translation {
  blocks: ReadonlyMap<string, Block>;
  /** The Chinese of a piece of prose; undefined where there is none, or one of an older English text. */
  of(prose: Prose): string | undefined;
}

/** What a translation notes of the English text that it stands for. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 12);
}

/** The file that holds the Chinese Markdown of a notebook: `04-softmax-function`, `solutions/04-softmax-function`. */
export function translationPath(name: string): string {
  return join(root, 'notebooks/zh', `${name}.md`);
}

/** Reads a notebook's Chinese side; one that does not exist has no blocks. */
export function readTranslation(name: string): Translation {
  const path = translationPath(name);
  const blocks = existsSync(path)
    ? parseTranslation(readFileSync(path, 'utf8'), path)
    : new Map<string, Block>();
  return {
    blocks,
    of({ id, text }) {
      const block = blocks.get(id);
      return block?.of === fingerprint(text) ? block.text : undefined;
    },
  };
}

/**
 * Reads `<!-- cell-05 en:0123456789ab -->` and the text up to the next such line as the cell's block.
 * @throws Error for text before the first, and for a cell that comes twice
 */
export function parseTranslation(text: string, where: string): Map<string, Block> {
  const [before, ...parts] = text.split(/^<!-- ([\w-]+) en:([0-9a-f]{12}) -->\n/m);
  if (before.trim() !== '') throw new Error(`${where}: text stands before the first cell's mark`);
  const blocks = new Map<string, Block>();
  for (let i = 0; i < parts.length; i += 3) {
    const [id, of, body] = parts.slice(i, i + 3);
    if (blocks.has(id)) throw new Error(`${where}: cell ${id} comes twice`);
    blocks.set(id, { of, text: body.trim() });
  }
  return blocks;
}

/** A piece of prose: a Markdown cell, or title and caption of a figure (id `figure-…`). */
export interface Prose {
  id: string;
  text: string;
}

/** What of a notebook is to be translated, in its order. */
export function proseOf(cells: readonly Cell[]): Prose[] {
  return cells.flatMap((cell) => {
    if (cell.cell_type === 'markdown') return [{ id: String(cell.id), text: textOf(cell.source) }];
    return (cell.outputs ?? [])
      .filter((output) => output.data?.[PLOTLY])
      .flatMap((output) => captionOf(output) ?? []);
  });
}

/** Title and caption of a figure, two paragraphs. */
export function captionOf(output: Output): Prose | undefined {
  const { meta, title } = specificationOf(output).layout as {
    meta?: { id?: string; caption?: string };
    title?: { text?: string };
  };
  if (meta?.id === undefined || !title?.text) return undefined;
  const plain = (text: string): string => text.replace(/<br>/g, ' ');
  return { id: `figure-${meta.id}`, text: `**${plain(title.text)}**\n\n${plain(meta.caption ?? '')}`.trim() };
}

/** What is wrong with a notebook's Chinese side, a line each. */
export function translationProblems(cells: readonly Cell[], { blocks }: Translation): string[] {
  const prose = proseOf(cells);
  const problems = prose.flatMap(({ id, text }) => {
    const block = blocks.get(id);
    if (!block) return [`${id}: is not translated (en:${fingerprint(text)})`];
    if (block.of !== fingerprint(text))
      return [
        `${id}: the English changed since it was translated (en:${block.of}, now en:${fingerprint(text)})`,
      ];
    const [theirs, ours] = [marksOf(text), marksOf(block.text)];
    return Object.keys(theirs)
      .filter((what) => theirs[what] !== ours[what])
      .map((what) => `${id}: other ${what} than in English:\n    ${theirs[what]}\n    ${ours[what]}`);
  });
  const ids = new Set(prose.map(({ id }) => id));
  const left = [...blocks.keys()].filter((id) => !ids.has(id));
  return [...problems, ...left.map((id) => `${id}: there is no such cell`)];
}

/** What a translation may not change. */
function marksOf(text: string): Record<string, string> {
  const list = (pattern: RegExp, clean = (found: string): string => found): string =>
    (text.match(pattern) ?? []).map(clean).sort().join(' ');
  const withoutCode = text.replace(/```[^]*?```|`[^`\n]+`/g, '');
  return {
    formulas: (withoutCode.match(/\$\$[^]+?\$\$|\$(?!\s)[^$\n]+?\$/g) ?? [])
      .map((formula) => formula.replace(/\\(?:text|textrm|textsf|mathrm)\{[^}]*\}/g, '').replace(/\s+/g, ''))
      .sort()
      .join(' '),
    links: list(/\]\([^)]+\)/g),
    headings: (text.match(/^#+(?: \d+(?:\.\d+)*)?/gm) ?? []).join(' '),
    code: list(/`[^`\n]+`/g),
    numbers: list(/(?<![\w.])\d+(?:[.,]\d+)+(?!\w)/g),
  };
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { textOf, type Cell } from '../rerun/notebook';

interface Block {
  /** Fingerprint of the English cell that it translates. */
  of: string;
  text: string;
}

export interface Translation {
  blocks: ReadonlyMap<string, Block>;
  /** The cell's text in Chinese; undefined where there is none, or one of an older English text. */
  textOf(cell: Cell): string | undefined;
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
  const blocks = existsSync(path) ? parseTranslation(readFileSync(path, 'utf8'), path) : new Map();
  return {
    blocks,
    textOf(cell) {
      const block = (blocks as Map<string, Block>).get(String(cell.id));
      return block?.of === fingerprint(textOf(cell.source)) ? block.text : undefined;
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

/** What is wrong with a notebook's Chinese side, a line each. */
export function translationProblems(cells: readonly Cell[], { blocks }: Translation): string[] {
  const prose = cells.filter((cell) => cell.cell_type === 'markdown');
  const problems = prose.flatMap((cell) => {
    const english = textOf(cell.source);
    const block = blocks.get(String(cell.id));
    if (!block) return [`${cell.id}: is not translated (en:${fingerprint(english)})`];
    if (block.of !== fingerprint(english))
      return [
        `${cell.id}: the English changed since it was translated (en:${block.of}, now en:${fingerprint(english)})`,
      ];
    const [theirs, ours] = [marksOf(english), marksOf(block.text)];
    return Object.keys(theirs)
      .filter((what) => theirs[what] !== ours[what])
      .map((what) => `${cell.id}: other ${what} than in English:\n    ${theirs[what]}\n    ${ours[what]}`);
  });
  const ids = new Set(prose.map(({ id }) => String(id)));
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

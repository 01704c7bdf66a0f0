import { DatasetError } from '../core';
import { decodeText } from './decode-text';

/** A poem. */
export interface Poem {
  readonly title: string;
  readonly author: string;
  readonly lines: readonly string[];
}

interface PackagedPoem {
  readonly title: string;
  readonly author: string;
  readonly paragraphs: readonly string[];
}

/** By code points, so that it does not depend on the Unicode version of the engine. */
const NO_CHINESE = /[^\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;

/** The Chinese characters of a poem, without punctuation and signs of its editors. */
export function charactersOf(lines: readonly string[]): string {
  return lines.join('').replace(NO_CHINESE, '');
}

/**
 * The poems of several files as one of JSON: an array of {@link Poem}. Of those with the same Chinese characters it has the
 * first, and none without a character.
 */
export function poemsJson(paths: readonly string[], contents: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const seen = new Set<string>(['']);
  const poems: Poem[] = [];
  for (const path of paths) {
    for (const { title, author, paragraphs } of parse(path, contents.get(path)!)) {
      const characters = charactersOf(paragraphs);
      if (seen.has(characters)) continue;
      seen.add(characters);
      poems.push({ title, author, lines: paragraphs });
    }
  }
  return new TextEncoder().encode(JSON.stringify(poems));
}

function parse(path: string, bytes: Uint8Array): readonly PackagedPoem[] {
  const poems: unknown = JSON.parse(decodeText(path, bytes));
  const isPoem = ({ title, author, paragraphs }: Partial<PackagedPoem>): boolean =>
    typeof title === 'string' && typeof author === 'string' && Array.isArray(paragraphs);
  if (Array.isArray(poems) && poems.every(isPoem)) return poems as PackagedPoem[];
  throw new DatasetError(`${path}: expected poems with title, author and paragraphs`, 'content');
}

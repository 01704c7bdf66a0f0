import { decodeText } from './decode-text';

/** A work of a writer. */
export interface Work {
  readonly title: string;
  readonly text: string;
}

/** Files of texts, as paths in a package with the title of each. */
export type Titles = ReadonlyMap<string, string>;

/** The works as a JSON file: an array of {@link Work}, with `\n` for the ends of lines. */
export function worksJson(titles: Titles, contents: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const works = Array.from(titles, ([path, title]): Work => {
    const text = decodeText(path, contents.get(path)!);
    return { title, text: text.replaceAll('\r\n', '\n') };
  });
  return new TextEncoder().encode(JSON.stringify(works));
}

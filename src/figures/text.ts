import { describe } from '../core/checks';
import { OptionError } from '../core/errors';
import { textColumns } from '../core/text-width';

/**
 * Plotly reads its texts as HTML, and gives those with two dollars to MathJax where a page has it; ours are plain, so
 * `<`, `>`, `&` and `$` are drawn as they are.
 */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('$', '&#36;');
}

/** Escapes a text of the data (a class name, a series' name) after {@link checkText}. */
export function label(where: string, name: string, text: string): string {
  checkText(where, name, text);
  return escapeText(text);
}

/** Throws an {@link OptionError} unless `text` is a non-empty string. */
export function checkText(where: string, name: string, text: unknown): asserts text is string {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new OptionError(`${where}: ${name} should be a non-empty string, got ${describe(text)}`);
  }
}

/** Breaks a text into lines of at most `columns` characters; a Chinese character counts for two. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const piece of pieces(paragraph)) {
      if (line !== '' && textColumns(line + piece.trimEnd()) > columns) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += piece;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** Words with the blanks after them; Chinese may break anywhere but before closing punctuation. */
function pieces(text: string): string[] {
  return text.match(/[\u2E80-\u9FFF\uFF00-\uFF60][、。，．：；！？）」』”’》]*|[^\s\u2E80-\u9FFF\uFF00-\uFF60]+\s*|\s+/g) ?? [];
}

/** Longer runs are cut: no piece takes long to merge, whatever the text. Blanks leave their last space to the run behind them. */
const PIECE = / ?(?:[\p{L}\p{M}]{1,64}|\p{N}{1,64}|[^\s\p{L}\p{M}\p{N}]{1,64})|\s{1,64}(?= \S)|\s{1,64}/gu;

/**
 * A text cut into runs of letters, of digits, of blanks and of other signs, no pair of bytes being merged across their ends; a run
 * has the space before it. Together they are the text.
 */
export function pieces(text: string): string[] {
  return text.match(PIECE) ?? [];
}

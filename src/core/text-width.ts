/** Columns that a text takes where a Latin letter takes one: Chinese and emoji take two, marks on a letter none. */
export function textColumns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  // Not at import: it loads tables.
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text))
    columns += invisible.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return columns;
}

let graphemes: Intl.Segmenter | undefined;
const invisible = /^[\p{M}\p{Cf}\p{Cc}]*$/u;
/** East Asian wide and fullwidth characters, flags, and what is drawn as an emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F]/u;

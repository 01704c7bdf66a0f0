/** A piece of a text and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The text with its pieces replaced; at one place, in the order in which they are given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let [result, position] = ['', 0];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

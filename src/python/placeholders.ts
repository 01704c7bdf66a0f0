/** The variable that holds the template's value `i`. */
export function placeholder(i: number): string {
  return `_value${i + 1}`;
}

/** A text for the reader, who knows the values as `${…}`. */
export function hidePlaceholders(text: string): string {
  return text.replace(/\b_value\d+\b/g, '${…}');
}

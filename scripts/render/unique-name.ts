/** Bytes that leave room for a number in front, an extension behind and the 255 of file systems. */
const LONGEST = 150;

/**
 * A name for a thing by what it is called, whatever that is: letters, digits and dashes, no longer than file systems
 * take, and unlike all others even where upper and lower case are one.
 * @param used - names that are taken; the one given out is added
 */
export function uniqueName(called: unknown, otherwise: string, used: Set<string>, prefix = ''): string {
  const text = typeof called === 'string' || typeof called === 'number' ? String(called) : '';
  const clean = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const stem = prefix + (shortened(clean) || otherwise);
  let name = stem;
  for (let i = 2; used.has(name.toLowerCase()); i++) name = `${stem}-${i}`;
  used.add(name.toLowerCase());
  return name;
}

function shortened(text: string): string {
  let [short, bytes] = ['', 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST) break;
    short += character;
  }
  return short;
}

/** The word that was probably meant: at most a third of its letters are wrong, left out, doubled or swapped. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const word of words) {
    const distance = distanceOf(plain(typed), plain(word));
    if (distance < least && distance <= Math.max(1, Math.floor(word.length / 3))) {
      [nearest, least] = [word, distance];
    }
  }
  return nearest;
}

/** `label_smoothing` and `LabelSmoothing` are `labelSmoothing`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}

/** Letters to change, put in, take out or swap with the next, to make `a` of `b`. */
function distanceOf(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(change, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.length][b.length];
}

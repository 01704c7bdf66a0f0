/** Where the k largest numbers are, the largest first, of equal ones the first; −∞ is left out. */
export function topIndices(numbers: ArrayLike<number>, k: number): Int32Array {
  const [indices, kept]: number[][] = [[], []];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (!(value > -Infinity) || (kept.length === k && value <= kept[k - 1])) continue;
    let low = 0;
    let high = kept.length; // behind all that are as large
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (kept[middle] >= value) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, value);
    indices.splice(low, 0, i);
    if (kept.length > k) {
      kept.pop();
      indices.pop();
    }
  }
  return Int32Array.from(indices);
}

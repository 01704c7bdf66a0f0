/** The k-th largest of the values, 1 ≤ k ≤ their number, which it reorders: by Hoare's selection, in linear time on average. */
export function kthLargest(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] > pivot) i++;
      while (values[j] < pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break; // between the two parts all are the pivot
  }
  return values[k - 1];
}

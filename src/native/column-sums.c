/* assembly/column-sums.ts, with more columns at a time. */
#include "vectors.h"

INLINE void sums_of(const float *x, int rows, ptrdiff_t columns, const int vectors, float *to) {
  vd sums[8];
  UNROLL for (int v = 0; v < 2 * vectors; v++) sums[v] = splatd(0);
  for (int i = 0; i < rows; i++, x += columns) UNROLL for (int v = 0; v < vectors; v++) {
    const vf row = load(x + v * W);
    sums[2 * v] += lower_half(row);
    sums[2 * v + 1] += upper_half(row);
  }
  UNROLL for (int v = 0; v < vectors; v++) store(to + v * W, narrowed(sums[2 * v], sums[2 * v + 1]));
}

KERNEL(columnSums) {
  const int end = INT(1), rows = INT(3), columns = INT(4);
  const float *x = AT(const float, 2);
  float *to = AT(float, 5);
  int column = INT(0);
  for (; column + 4 * W <= end; column += 4 * W) sums_of(x + column, rows, columns, 4, to + column);
  for (; column + W <= end; column += W) sums_of(x + column, rows, columns, 1, to + column);
  for (; column + 4 <= end; column += 4) {
    const float *from = x + column;
    d4 sum = {0};
    for (int i = 0; i < rows; i++, from += columns) sum += widened4(load4(from));
    store4(to + column, narrowed4(sum));
  }
  for (; column < end; column++) {
    double sum = 0;
    for (int i = 0; i < rows; i++) sum += x[column + (ptrdiff_t)i * columns];
    to[column] = (float)sum;
  }
}

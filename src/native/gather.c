/* assembly/gather.ts: columns by themselves, so vectors of them; the rows of a group in their order */
#include "vectors.h"

/* to[i] ← table[indices[i]] */
KERNEL(gatherRows) {
  const int begin = INT(0), end = INT(1), columns = INT(4);
  const float *table = AT(const float, 2);
  const int32_t *indices = AT(const int32_t, 3);
  float *to = AT(float, 5);
  for (ptrdiff_t i = begin; i < end; i++) {
    memmove(to + i * columns, table + (ptrdiff_t)indices[i] * columns, sizeof(float) * columns);
  }
}

/* Rows of one group, to be added to one row of the table. */
typedef struct { const float *rows; const int32_t *order; int count, columns; double factor; } group;

/* to ← to + factor · Σ rows, from `column` on: `vectors` of them, or the n < W numbers that are left if there is none. */
INLINE void add_columns(const group *g, float *to, int column, const int vectors, int n) {
  const int many = vectors ? vectors : 1;
  const vd factor = splatd(g->factor);
  vd lower[4] = {{0}}, upper[4] = {{0}};
  for (int j = 0; j < g->count; j++) {
    const float *from = g->rows + (ptrdiff_t)g->order[j] * g->columns + column;
    UNROLL for (int v = 0; v < many; v++) {
      const vf row = vectors ? load(from + v * W) : load_part(from, n, 0);
      lower[v] += lower_half(row);
      upper[v] += upper_half(row);
    }
  }
  to += column;
  UNROLL for (int v = 0; v < many; v++) {
    const vf old = vectors ? load(to + v * W) : load_part(to, n, 0);
    const vf sum = narrowed(lower_half(old) + factor * lower[v], upper_half(old) + factor * upper[v]);
    if (vectors) store(to + v * W, sum);
    else store_part(to, sum, n);
  }
}

/*
 * table[targets[g]] ← table[targets[g]] + factor · Σ rows[order[j]] for the groups [begin, end), starts[g] ≤ j <
 * starts[g + 1]: summed in float64 in that order and rounded once.
 */
KERNEL(scatterAddRows) {
  const int begin = INT(0), end = INT(1), columns = INT(3);
  const int32_t *targets = AT(const int32_t, 4), *starts = AT(const int32_t, 5), *order = AT(const int32_t, 6);
  float *table = AT(float, 7);
  for (ptrdiff_t i = begin; i < end; i++) {
    const group g = {AT(const float, 2), order + starts[i], starts[i + 1] - starts[i], columns, DOUBLE(8)};
    float *to = table + (ptrdiff_t)targets[i] * columns;
    int column = 0;
    for (; column + 4 * W <= columns; column += 4 * W) add_columns(&g, to, column, 4, 0);
    for (; column + W <= columns; column += W) add_columns(&g, to, column, 1, 0);
    if (column < columns) add_columns(&g, to, column, 0, columns - column);
  }
}

/*
 * assembly/narrow.ts: the same sums in float64 in the order of the inner index. The list of terms holds their places
 * alone, and is made of four at a time without branches.
 */
#include "vectors.h"

/* Of the list of a chunk of the transposed product, of at most 4096 rows; a row of the other has up to 16384 terms. */
#define LIST_BYTES (4096 * 4 + 64)

/* Whether a number is not finite: x − x is 0 for finite x alone. */
INLINE int is_defect(const float *x, ptrdiff_t count) {
  vf sums = splat(0);
  float rest = 0;
  ptrdiff_t i = 0;
  for (; i + W <= count; i += W) sums += load(x + i) - load(x + i);
  for (; i < count; i++) rest += x[i] - x[i];
  for (int lane = 0; lane < W; lane++) rest += sums[lane];
  return rest != 0;
}

/* Of a quad, which numbers are not 0, a bit each. */
INLINE int non_zeros(const float *x) { return _mm_movemask_ps((__m128)(load4(x) != splat4(0))); }

/* The places of the ones among four bits, from the first on. */
static const u4 places[16] = {
  {0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {2, 0, 0, 0}, {0, 2, 0, 0}, {1, 2, 0, 0}, {0, 1, 2, 0},
  {3, 0, 0, 0}, {0, 3, 0, 0}, {1, 3, 0, 0}, {0, 1, 3, 0}, {2, 3, 0, 0}, {0, 2, 3, 0}, {1, 2, 3, 0}, {0, 1, 2, 3},
};

/*
 * Lists which of the numbers at x take part: those that are not 0, or all. Returns how many; up to three more places
 * are written.
 */
INLINE int terms_of(const float *x, int count, int all, uint32_t *list) {
  int found = 0, i = 0;
  u4 first = {0};
  for (; i + 4 <= count; i += 4, first += 4) {
    const int taking = all ? 15 : non_zeros(x + i);
    *(i4_anywhere *)(list + found) = (i4)(places[taking] + first);
    found += __builtin_popcount(taking);
  }
  for (; i < count; i++) {
    list[found] = i;
    found += all || x[i] != 0;
  }
  return found;
}

/* Columns that are summed together: fours, a pair and a single one. Ten classes are what the examples have. */
typedef struct {
  d4 fours[2];
  d2 pair;
  double one;
} numbers;

INLINE numbers numbers_at(const float *p, const int columns) {
  numbers x = {0};
  UNROLL for (int v = 0; v < columns / 4; v++) x.fours[v] = widened4(load4(p + 4 * v));
  const float *rest = p + (columns & ~3);
  if (columns & 2) x.pair = (d2){rest[0], rest[1]};
  if (columns & 1) x.one = p[columns - 1];
  return x;
}

INLINE void add_numbers(numbers *sums, double factor, const numbers *x, const int columns) {
  UNROLL for (int v = 0; v < columns / 4; v++) sums->fours[v] += factor * x->fours[v];
  if (columns & 2) sums->pair += factor * x->pair;
  if (columns & 1) sums->one += factor * x->one;
}

INLINE void store_numbers(float *to, const numbers *sums, const int columns) {
  UNROLL for (int v = 0; v < columns / 4; v++) store4(to + 4 * v, narrowed4(sums->fours[v]));
  float *rest = to + (columns & ~3);
  if (columns & 2) {
    rest[0] = (float)sums->pair[0];
    rest[1] = (float)sums->pair[1];
  }
  if (columns & 1) to[columns - 1] = (float)sums->one;
}

/* Of the columns that are left, how many are next. */
INLINE int next_columns(int left) { return left == 10 ? 10 : left >= 8 ? 8 : left >= 4 ? 4 : left; }

/* `each` of so many columns, as constants. */
#define BY_COLUMNS(columns, each) \
  switch (columns) { \
  case 10: each(10); break; \
  case 8: each(8); break; \
  case 4: each(4); break; \
  case 3: each(3); break; \
  case 2: each(2); break; \
  default: each(1); \
  }

INLINE void columns_of_row(const float *x, const uint32_t *list, int terms, const float *b, ptrdiff_t n, float *to,
                           const int columns) {
  numbers sums = {0};
  for (int t = 0; t < terms; t++) {
    const numbers row = numbers_at(b + list[t] * n, columns);
    add_numbers(&sums, x[list[t]], &row, columns);
  }
  store_numbers(to, &sums, columns);
}

KERNEL(narrowProduct) {
  const int end = INT(1), k = INT(5), n = INT(6);
  const float *b = AT(const float, 3);
  uint32_t *list = (uint32_t *)call->scratch;
  const int all = is_defect(b, (ptrdiff_t)k * n);
  for (int row = INT(0); row < end; row++) {
    const float *x = AT(const float, 2) + (ptrdiff_t)row * k;
    float *to = AT(float, 4) + (ptrdiff_t)row * n;
    const int terms = terms_of(x, k, all, list);
    for (int j = 0, columns; j < n; j += columns) {
      columns = next_columns(n - j);
#define SUM(columns) columns_of_row(x, list, terms, b + j, n, to + j, columns)
      BY_COLUMNS(columns, SUM)
    }
  }
}

INLINE void columns_of_rows(const float *a, ptrdiff_t m, int rows, int all, const float *b, int k, ptrdiff_t n,
                            float *to, char *scratch, const int columns) {
  uint32_t *list = (uint32_t *)scratch;
  numbers *sums = (numbers *)(scratch + LIST_BYTES);
  memset(sums, 0, rows * sizeof *sums);
  for (int p = 0; p < k; p++, a += m, b += n) {
    const numbers row = numbers_at(b, columns);
    const int terms = terms_of(a, rows, all, list);
    for (int t = 0; t < terms; t++) add_numbers(&sums[list[t]], a[list[t]], &row, columns);
  }
  for (int i = 0; i < rows; i++, to += n) store_numbers(to, &sums[i], columns);
}

KERNEL(narrowTransposedProduct) {
  const int begin = INT(0), rows = INT(1) - begin, k = INT(5), m = INT(6), n = INT(7);
  const float *a = AT(const float, 2) + begin, *b = AT(const float, 3);
  float *c = AT(float, 4) + (ptrdiff_t)begin * n;
  const int all = is_defect(b, (ptrdiff_t)k * n);
  for (int j = 0, columns; j < n; j += columns) {
    columns = next_columns(n - j);
#define ADD(columns) columns_of_rows(a, m, rows, all, b + j, k, n, c + j, call->scratch, columns)
    BY_COLUMNS(columns, ADD)
  }
}

/* Numbers that are counted between two looks at the count. */
#define COUNTED 256

KERNEL(isSparse) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  int total = 0, i = begin;
  while (i < end && 3 * total < end - begin) {
    const int last = least(i + COUNTED, end);
    vi counts = {0};
    for (; i + W <= last; i += W) counts -= load(x + i) != splat(0);
    UNROLL for (int lane = 0; lane < W; lane++) total += counts[lane];
    for (; i < last; i++) total += x[i] != 0;
  }
  *AT(int32_t, 3) = 3 * total < end - begin;
}

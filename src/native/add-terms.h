/*
 * assembly/add-terms.ts: sums of scaled runs of numbers, of which there are as many as a list says. Up to six units of
 * sixteen numbers are summed side by side, wherever each lies: that hides the time of an addition, and reads the list
 * less often. Each number is still the sum in the order of the list.
 */
#pragma once
#include "vectors.h"

#define UNIT 16
#define UNIT_VECTORS (UNIT / W)
#define MOST_UNITS 6

/* A list: how far a term's numbers are from the start of each unit, in bytes, and by what they are multiplied. */
typedef struct {
  const uint32_t *at;
  const float *factor;
  int count;
} terms;

/* to[0…numbers) ← to + Σ factor·unit[at…] over the terms; of the last unit there may be less than sixteen numbers. */
INLINE void add_units(const int units, const char *const *from, const terms *list, float *to, int numbers) {
  vf sums[MOST_UNITS * UNIT_VECTORS];
  const int vectors = units * UNIT_VECTORS;
  UNROLL for (int v = 0; v < vectors; v++) {
    const int left = v < vectors - UNIT_VECTORS ? W : numbers - v * W;
    sums[v] = left >= W ? load(to + v * W) : left > 0 ? load_part(to + v * W, left, 0) : splat(0);
  }
  const char *unit[MOST_UNITS];
  UNROLL for (int u = 0; u < units; u++) unit[u] = from[u];
  const uint32_t *at = list->at;
  const float *factors = list->factor;
  for (ptrdiff_t i = 0, count = list->count; i < count; i++) {
    const ptrdiff_t there = at[i];
    const vf factor = splat(factors[i]);
    UNROLL for (int v = 0; v < vectors; v++) {
      const char *part = unit[v / UNIT_VECTORS] + v % UNIT_VECTORS * (W * sizeof(float));
      sums[v] += factor * load((const float *)(part + there));
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    const int left = v < vectors - UNIT_VECTORS ? W : numbers - v * W;
    if (left >= W) store(to + v * W, sums[v]);
    else if (left > 0) store_part(to + v * W, sums[v], left);
  }
}

#define COUNTS(X) X(1) X(2) X(3) X(4) X(5) X(6)
#define ADD(units) \
  APART void add_##units(const char *const *from, const terms *list, float *to, int numbers) { \
    add_units(units, from, list, to, numbers); \
  }
COUNTS(ADD)
#define ENTRY(units) add_##units,
static void (*const adders[MOST_UNITS])(const char *const *, const terms *, float *, int) = {COUNTS(ENTRY)};

/* Of so many units that are left, those to sum now: all turns have about the same number. */
INLINE int units_now(int left) {
  const int turns = (left + MOST_UNITS - 1) / MOST_UNITS;
  return (left + turns - 1) / turns;
}

/*
 * Lists are written eight terms at a time: those that count go to the front, in their order, which a table gives for
 * each mask (a byte for each term). What is written behind them, the next eight overwrite.
 */
typedef int32_t i8 __attribute__((vector_size(32)));
#define LIST_SLACK 8
#define ORDERS 256

static void make_orders(uint64_t *orders) {
  orders[0] = 0;
  for (unsigned mask = 1; mask < ORDERS; mask++) {
    const int last = 31 - __builtin_clz(mask);
    const unsigned others = mask ^ 1u << last;
    orders[mask] = orders[others] | (uint64_t)last << 8 * __builtin_popcount(others);
  }
}

/* The lanes that count: those that are not 0, or all of them, of the first `count`. */
INLINE unsigned counting(f8 factors, int all, int count) {
  const i8 other = factors != (f8){0};
  const unsigned mask = all ? 255 : (unsigned)_mm256_movemask_ps((__m256)other);
  return count < 8 ? mask & ((1u << count) - 1) : mask;
}

INLINE int append(const uint64_t *orders, unsigned mask, f8 factors, i8 at, float *to_factors, uint32_t *to_at) {
  const __m256i order = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(orders + mask)));
  store8(to_factors, (f8)_mm256_permutevar8x32_ps((__m256)factors, order));
  _mm256_storeu_si256((__m256i *)to_at, _mm256_permutevar8x32_epi32((__m256i)at, order));
  return __builtin_popcount(mask);
}

/*
 * assembly/row-exponentials.ts. The sum is one of quads, 64 numbers in a tree, then of the blocks in float64: here the
 * quads of a vector are added across. The numbers themselves, and the parts at the end, are wide.
 */
#pragma once
#include "exp.h"
#include "rows.h"

#define BLOCK 64
#define BLOCK_VECTORS (BLOCK / W)
/* Where the blocks' sums lie in the scratch area, a quad each; with more numbers they are not kept. */
#define SUMS 262144
#define MOST_WITH_SUMS ((SCRATCH_BYTES - 16 * BLOCK - SUMS) / 16 * BLOCK)
#define SHARE (1.0 / 16)

/* Exponentials' sum, and the largest of its partial sums. */
typedef struct { double total; float peak; row_range next; } row_sum;

/* The sum of a vector's quads, neighbours first. */
INLINE f4 sum_of_quads(vf v) {
#if W == 16
  return (quad(v, 0) + quad(v, 1)) + (quad(v, 2) + quad(v, 3));
#else
  return quad(v, 0) + quad(v, 1);
#endif
}

/* Neighbouring quads of a and b, added. */
INLINE vf sums_of_pairs(vf a, vf b) { return even_quads(a, b) + odd_quads(a, b); }

INLINE vf argument(const float *z, const int shifted, vf shift, vf lowest) {
  return shifted ? pmax(load(z) - shift, lowest) : load(z);
}

/* e ← exponentials of 16 numbers, or of a block; returns their sum by quads. `shift` and `lowest` count if `shifted`. */
INLINE f4 exponentiate_sixteen(const float *z, float *e, const int shifted, vf shift, vf lowest, vf rounder) {
  vf x[16 / W];
  UNROLL for (int i = 0; i < 16 / W; i++) x[i] = argument(z + i * W, shifted, shift, lowest);
  exponentiate_vectors(x, 16 / W, rounder);
  UNROLL for (int i = 0; i < 16 / W; i++) store(e + i * W, x[i]);
#if W == 16
  return sum_of_quads(x[0]);
#else
  return sum_of_quads(sums_of_pairs(x[0], x[1]));
#endif
}

/* Vectors of exponentials beside each other. */
#define SIDE 4
INLINE f4 exponentiate_block(const float *z, float *e, const int shifted, vf shift, vf lowest, vf rounder) {
  /* A vector beside the one half a block further: so the next sums need no more shuffles. */
  vf sums[BLOCK_VECTORS / 2];
  UNROLL for (int i = 0; i < BLOCK_VECTORS / 2; i += SIDE / 2) {
    vf x[SIDE];
    UNROLL for (int j = 0; j < SIDE; j++) {
      x[j] = argument(z + (i + j / 2) * W + j % 2 * (BLOCK / 2), shifted, shift, lowest);
    }
    exponentiate_vectors(x, SIDE, rounder);
    UNROLL for (int j = 0; j < SIDE; j++) store(e + (i + j / 2) * W + j % 2 * (BLOCK / 2), x[j]);
    UNROLL for (int j = 0; j < SIDE; j += 2) sums[i + j / 2] = sums_of_pairs(x[j], x[j + 1]);
  }
#if W == 16
  /* 0–1 2–3 8–9 10–11 · 4–5 6–7 12–13 14–15 → 0–3 8–11 4–7 12–15 */
  const vf fours = sums_of_pairs(sums[0], sums[1]);
  return (quad(fours, 0) + quad(fours, 2)) + (quad(fours, 1) + quad(fours, 3));
#else
  return sum_of_quads((sums[0] + sums[1]) + (sums[2] + sums[3]));
#endif
}

/*
 * e ← exponentials of a row less `shift`, relative to 2^`exponent`; e may be z. Of the n numbers at `next`, if it is
 * given, the maximum meanwhile. `shifted` if there is a shift, or are numbers below the lowest.
 */
INLINE row_sum exp_row_of(char *scratch, const float *z, int n, float *e, const int shifted, float shift, float exponent,
                          const float *next) {
  const vf less = splat(shift), lowest = splat(lowest_of(exponent)), rounder = splat(rounder_of(exponent));
  float *sums = (float *)(scratch + SUMS);
  const int step = n <= MOST_WITH_SUMS ? 4 : 0;
  d4 total = {0};
  f4 most = {0};
  lane_maxima m[2] = {no_maxima(), no_maxima()};
  int k = 0;
  for (; k + BLOCK <= n; k += BLOCK, sums += step) {
    const f4 sum = exponentiate_block(z + k, e + k, shifted, less, lowest, rounder);
    if (next) {
      UNROLL for (int i = 0; i < BLOCK_VECTORS; i++) m[i & 1] = with_vector(m[i & 1], load(next + k + i * W));
    }
    store4(sums, sum);
    most = pmax4(most, sum);
    total += widened4(sum);
  }
  if (k < n) {
    f4 sum = {0};
    for (int j = k; next && j < n; j += W) {
      m[0] = j + W <= n ? with_vector(m[0], load(next + j)) : with_part(m[0], next + j, n - j);
    }
    for (; k + 16 <= n; k += 16) sum += exponentiate_sixteen(z + k, e + k, shifted, less, lowest, rounder);
    for (; k < n; k += W) {
      const int rest = least(n - k, W);
      const vf x = rest < W ? load_part(z + k, rest, -INFINITY) : load(z + k);
      const vf v = exponential(pmax(x - less, lowest), rounder);
      if (rest < W) store_part(e + k, v, rest);
      else store(e + k, v);
      UNROLL for (int q = 0; q < QUADS; q++) {
        if (4 * q < rest) sum += quad(v, q);
      }
    }
    store4(sums, sum);
    most = pmax4(most, sum);
    total += widened4(sum);
  }
  row_sum result = {(total[0] + total[2]) + (total[1] + total[3]), largest_of4(most), {0, 0, 0}};
  if (next) result.next = range_of(of_both(m[0], m[1]));
  return result;
}

/* No number is below `bound`, by which the shift and the lowest may be left out. */
APART row_sum exp_row(char *scratch, const float *z, int n, float *e, float bound, float shift, float exponent) {
  if (shift == 0 && bound >= lowest_of(exponent)) return exp_row_of(scratch, z, n, e, 0, 0, exponent, NULL);
  return exp_row_of(scratch, z, n, e, 1, shift, exponent, NULL);
}
APART row_sum exp_row_beside_max(char *scratch, const float *z, int n, float *e, float bound, float shift,
                                 float exponent, const float *next) {
  if (shift == 0 && bound >= lowest_of(exponent)) return exp_row_of(scratch, z, n, e, 0, 0, exponent, next);
  return exp_row_of(scratch, z, n, e, 1, shift, exponent, next);
}

/* What `exp_row` makes of one number that is not below the lowest. */
INLINE float exp_one(float z, float exponent) { return exponential(splat(z), splat(rounder_of(exponent)))[0]; }

INLINE int is_concentrated(row_sum sum) { return (double)sum.peak > sum.total * SHARE; }

/* The sum, rounded nowhere but in float64: quads of even, and of odd number apart. */
APART double sum_row(const float *e, int n) {
  d4 even = {0}, odd = {0};
  int k = 0;
  for (; k + 8 <= n; k += 8) {
    even += widened4(load4(e + k));
    odd += widened4(load4(e + k + 4));
  }
  double sum = ((even[0] + even[2]) + (odd[0] + odd[2])) + ((even[1] + even[3]) + (odd[1] + odd[3]));
  for (; k < n; k++) sum += e[k];
  return sum;
}

/* The same of a block, in a tree. */
INLINE d2 halves_of_quad(const float *e) {
  const f4 v = load4(e);
  return lower_half4(v) + upper_half4(v);
}
INLINE d2 sum_of_sixteen(const float *e) {
  return (halves_of_quad(e) + halves_of_quad(e + 4)) + (halves_of_quad(e + 8) + halves_of_quad(e + 12));
}
INLINE double sum_block(const float *e) {
  return sum_of2((sum_of_sixteen(e) + sum_of_sixteen(e + 16)) + (sum_of_sixteen(e + 32) + sum_of_sixteen(e + 48)));
}

/* A sum of a row's blocks, `sum`, without the roundings inside those that have weight in it. */
APART double refined(const char *scratch, double sum, const float *e, int n) {
  const float weighty = (float)(sum * SHARE);
  const float *sums = (const float *)(scratch + SUMS);
  const int count = (n + BLOCK - 1) / BLOCK * 4;
  for (int first = 0; first < count; first += W) {
    const vf v = first + W <= count ? load(sums + first) : load_part(sums + first, count - first, 0);
    uint32_t marks = bits_of(v > splat(weighty));
    while (marks) {
      const int block = (first + __builtin_ctz(marks)) / 4;
      marks &= ~(15u << (4 * block - first));
      const int left = n - block * BLOCK;
      const double exact = left >= BLOCK ? sum_block(e + block * BLOCK) : sum_row(e + block * BLOCK, left);
      const f4 rounded = load4(sums + 4 * block);
      sum += exact - sum_of2(lower_half4(rounded) + upper_half4(rounded));
    }
  }
  return sum;
}

/* The sum of all terms but number `left`, of what `exp_row` returned last. */
APART double sum_without(char *scratch, row_sum of, float *e, int n, int left) {
  const double term = e[left];
  if (!is_concentrated(of)) return of.total - term;
  const int few = n <= MOST_WITH_SUMS;
  if (few && 4 * term < of.total) return refined(scratch, of.total, e, n) - term;
  /* It may be the bulk: not subtracted but set to 0, and the rest is summed again. */
  e[left] = 0;
  if (!few) return sum_row(e, n);
  const int at = left / BLOCK * BLOCK;
  float *sums = (float *)(scratch + SUMS);
  store4(sums + at / 16, (f4){0});
  const double own = sum_row(e + at, least(BLOCK, n - at));
  return refined(scratch, sum_row(sums, (n + BLOCK - 1) / BLOCK * 4) + own, e, n);
}

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
/* So many numbers further is what is fetched ahead, half a page: no processor looks beyond a page's end by itself. */
#define AHEAD 512

/* A row of n numbers, what its exponentials are relative to, and where they are; e is NULL if they are not kept. */
typedef struct {
  char *scratch;
  const float *z;
  float *e;
  int n, shifted;
  float shift, exponent;
} exp_row_arguments;

/* Exponentials' sum, and the largest of its partial sums. */
typedef struct { exp_row_arguments of; double total; float peak; row_range next; } row_sum;

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

/* e ← exponentials of 16 numbers; returns their sum by quads. `shift` and `lowest` count if `shifted`. */
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

/* So many vectors are made beside each other, as many as there are registers for, and so many blocks in a pass's step. */
#define SIDE (W == 16 ? 8 : 4)
#define BLOCKS (W == 16 ? 2 : 1)
/* Where vector number i of blocks is taken: beside each the one half a block further, so the next sums need no more shuffles. */
INLINE int place_in_blocks(int i) {
  const int pair = i / 2, half = BLOCK_VECTORS / 2;
  return pair / half * BLOCK + pair % half * W + i % 2 * (BLOCK / 2);
}
/* The same of so many blocks, whose sums go `to`. */
INLINE void exponentiate_blocks(const int blocks, const float *z, float *e, f4 *to, const int shifted, vf shift, vf lowest,
                                vf rounder) {
  const int vectors = blocks * BLOCK_VECTORS, side = least(vectors, SIDE);
  vf sums[BLOCKS * BLOCK_VECTORS / 2];
  UNROLL for (int i = 0; i < vectors; i += side) {
    vf x[SIDE];
    UNROLL for (int j = 0; j < side; j++) x[j] = argument(z + place_in_blocks(i + j), shifted, shift, lowest);
    exponentiate_vectors(x, side, rounder);
    UNROLL for (int j = 0; j < side; j++) store(e + place_in_blocks(i + j), x[j]);
    UNROLL for (int j = 0; j < side; j += 2) sums[(i + j) / 2] = sums_of_pairs(x[j], x[j + 1]);
  }
  UNROLL for (int b = 0; b < blocks; b++) {
    const vf *const s = sums + b * (BLOCK_VECTORS / 2);
#if W == 16
    /* 0–1 2–3 8–9 10–11 · 4–5 6–7 12–13 14–15 → 0–3 8–11 4–7 12–15 */
    const vf fours = sums_of_pairs(s[0], s[1]);
    const vh twos = lower_floats(fours) + upper_floats(fours);
    to[b] = __builtin_shufflevector(twos, twos, 0, 1, 2, 3) + __builtin_shufflevector(twos, twos, 4, 5, 6, 7);
#else
    to[b] = sum_of_quads((s[0] + s[1]) + (s[2] + s[3]));
#endif
  }
}

/* Those of n < 64 numbers at z, to e; returns their sum by quads. */
INLINE f4 exponentiate_part(const float *z, int n, float *e, const int shifted, vf shift, vf lowest, vf rounder) {
  f4 sum = {0};
  int k = 0;
  for (; k + 16 <= n; k += 16) sum += exponentiate_sixteen(z + k, e + k, shifted, shift, lowest, rounder);
  for (; k < n; k += W) {
    const int rest = least(n - k, W);
    const vf x = rest < W ? load_part(z + k, rest, -INFINITY) : load(z + k);
    const vf v = exponential(pmax(x - shift, lowest), rounder);
    if (rest < W) store_part(e + k, v, rest);
    else store(e + k, v);
    UNROLL for (int q = 0; q < QUADS; q++) {
      if (4 * q < rest) sum += quad(v, q);
    }
  }
  return sum;
}

/* What is known of a row's first numbers: the blocks' sums go to `sums` too. */
typedef struct { float *e, *sums; d4 total; f4 most; lane_maxima next[2]; } row_pass;

/* Goes on with some blocks, at z; steps are 0 where nothing is kept. */
INLINE void pass_blocks(const int blocks, row_pass *p, const float *z, const float *next, int step, int sums_step,
                        const int shifted, vf shift, vf lowest, vf rounder) {
  f4 sums[BLOCKS];
  if (step) {
    UNROLL for (int i = 0; i < blocks * BLOCK; i += 16) __builtin_prefetch(p->e + AHEAD + i, 1);
  }
  exponentiate_blocks(blocks, z, p->e, sums, shifted, shift, lowest, rounder);
  if (next) {
    UNROLL for (int i = 0; i < blocks * BLOCK; i += 16) __builtin_prefetch(next + AHEAD + i);
    UNROLL for (int i = 0; i < blocks * BLOCK_VECTORS; i++) {
      p->next[i & 1] = with_vector(p->next[i & 1], load(next + i * W));
    }
  }
  UNROLL for (int b = 0; b < blocks; b++) {
    store4(p->sums, sums[b]);
    p->sums += sums_step;
    p->most = pmax4(p->most, sums[b]);
    p->total += widened4(sums[b]);
  }
  p->e += blocks * step;
}

/* Exponentials of a row, to e if they are kept; e may be z. Of the n numbers at `next`, if given, the maximum meanwhile. */
INLINE row_sum exp_row_of(const exp_row_arguments *of, const int shifted, const float *next) {
  const int n = of->n;
  const float *z = of->z;
  const vf less = splat(shifted ? of->shift : 0), lowest = splat(lowest_of(of->exponent));
  const vf rounder = splat(rounder_of(of->exponent));
  const int sums_step = n <= MOST_WITH_SUMS ? 4 : 0, step = of->e ? BLOCK : 0;
  row_pass p = {of->e ? of->e : (float *)of->scratch, (float *)(of->scratch + SUMS), {0}, {0}, {no_maxima(), no_maxima()}};
  int k = 0;
  for (; k + BLOCKS * BLOCK <= n; k += BLOCKS * BLOCK) {
    pass_blocks(BLOCKS, &p, z + k, next ? next + k : NULL, step, sums_step, shifted, less, lowest, rounder);
  }
  for (; k + BLOCK <= n; k += BLOCK) {
    pass_blocks(1, &p, z + k, next ? next + k : NULL, step, sums_step, shifted, less, lowest, rounder);
  }
  if (k < n) {
    for (int j = k; next && j < n; j += W) {
      p.next[0] = j + W <= n ? with_vector(p.next[0], load(next + j)) : with_part(p.next[0], next + j, n - j);
    }
    const f4 sum = exponentiate_part(z + k, n - k, p.e, shifted, less, lowest, rounder);
    store4(p.sums, sum);
    p.most = pmax4(p.most, sum);
    p.total += widened4(sum);
  }
  const double total = (p.total[0] + p.total[2]) + (p.total[1] + p.total[3]);
  row_sum result = {*of, total, largest_of4(p.most), {0, 0, 0}};
  if (next) result.next = range_of(of_both(p.next[0], p.next[1]));
  return result;
}

/*
 * e ← exponentials of a row less `shift`, relative to 2^`exponent`; if e is NULL, they are not kept. No number is below
 * `bound`, by which the shift and the lowest may be left out.
 */
INLINE exp_row_arguments row_of(char *scratch, const float *z, int n, float *e, float bound, float shift, float exponent) {
  return (exp_row_arguments){scratch, z, e, n, shift != 0 || !(bound >= lowest_of(exponent)), shift, exponent};
}
APART row_sum exp_row(char *scratch, const float *z, int n, float *e, float bound, float shift, float exponent) {
  const exp_row_arguments of = row_of(scratch, z, n, e, bound, shift, exponent);
  return of.shifted ? exp_row_of(&of, 1, NULL) : exp_row_of(&of, 0, NULL);
}
APART row_sum exp_row_beside_max(char *scratch, const float *z, int n, float *e, float bound, float shift,
                                 float exponent, const float *next) {
  const exp_row_arguments of = row_of(scratch, z, n, e, bound, shift, exponent);
  return of.shifted ? exp_row_of(&of, 1, next) : exp_row_of(&of, 0, next);
}

/* Where the exponentials of the row's numbers from `first` on are, n ≤ 64 of them: made again if they were not kept. */
APART float *exponentials_at(const exp_row_arguments *of, int first, int n) {
  if (of->e) return of->e + first;
  const float *z = of->z + first;
  float *e = (float *)of->scratch;
  const vf shift = splat(of->shift), lowest = splat(lowest_of(of->exponent)), rounder = splat(rounder_of(of->exponent));
  f4 sum;
  if (n == BLOCK) exponentiate_blocks(1, z, e, &sum, 1, shift, lowest, rounder);
  else exponentiate_part(z, n, e, 1, shift, lowest, rounder);
  return e;
}

/* What `exp_row` makes of one number that is not below the lowest. */
INLINE float exp_one(float z, float exponent) { return exponential(splat(z), splat(rounder_of(exponent)))[0]; }

INLINE int is_concentrated(const row_sum *sum) { return (double)sum->peak > sum->total * SHARE; }

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

/* The same of a block, in a tree of its pairs: those of a quad first, then neighbours. */
INLINE vd sums_of_neighbours(vd a, vd b) { return even_pairs(a, b) + odd_pairs(a, b); }
INLINE double sum_block(const float *e) {
  vd s[BLOCK_VECTORS];
  UNROLL for (int i = 0; i < BLOCK_VECTORS; i++) {
    const vf v = load(e + i * W);
    s[i] = widened(first_pairs(v)) + widened(second_pairs(v));
  }
  UNROLL for (int count = BLOCK_VECTORS / 2; count > 0; count /= 2) {
    UNROLL for (int i = 0; i < count; i++) s[i] = sums_of_neighbours(s[2 * i], s[2 * i + 1]);
  }
  UNROLL for (int pairs = W / 4; pairs > 1; pairs /= 2) s[0] = sums_of_neighbours(s[0], s[0]);
  return s[0][0] + s[0][1];
}

/* A sum of a row's blocks, `sum`, without the roundings inside those that have weight in it. */
APART double refined(const exp_row_arguments *of, double sum) {
  const float weighty = (float)(sum * SHARE);
  const float *sums = (const float *)(of->scratch + SUMS);
  const int count = (of->n + BLOCK - 1) / BLOCK * 4;
  for (int first = 0; first < count; first += 64) {
    uint64_t marks = 0; /* of the sums from `first`; all at once, for a loop's end is hard to foresee */
    UNROLL for (int i = 0; i < 64; i += W) {
      const int at = first + i, rest = count - at;
      if (rest <= 0) break;
      const vf v = rest >= W ? load(sums + at) : load_part(sums + at, rest, 0);
      marks |= (uint64_t)bits_of(v > splat(weighty)) << i;
    }
    while (marks) {
      const int block = (first + __builtin_ctzll(marks)) / 4;
      marks &= ~(15ull << (4 * block - first));
      const int length = least(BLOCK, of->n - block * BLOCK);
      const float *e = exponentials_at(of, block * BLOCK, length);
      const double exact = length == BLOCK ? sum_block(e) : sum_row(e, length);
      const f4 rounded = load4(sums + 4 * block);
      sum += exact - sum_of2(lower_half4(rounded) + upper_half4(rounded));
    }
  }
  return sum;
}

/* The sum of all terms but number `left`. */
APART double sum_without(const row_sum *sum, int left) {
  const exp_row_arguments *of = &sum->of;
  const double term = *exponentials_at(of, left, 1);
  if (!is_concentrated(sum)) return sum->total - term;
  const int few = of->n <= MOST_WITH_SUMS;
  if (few && 4 * term < sum->total) return refined(of, sum->total) - term;
  /* It may be the bulk: not subtracted but set to 0, and the rest is summed again. */
  const int first = left / BLOCK * BLOCK, length = least(BLOCK, of->n - first);
  float *block = exponentials_at(of, first, length);
  block[left - first] = 0;
  const double near = sum_row(block, length);
  if (few) {
    float *sums = (float *)(of->scratch + SUMS);
    store4(sums + first / 16, (f4){0});
    return refined(of, sum_row(sums, (of->n + BLOCK - 1) / BLOCK * 4) + near);
  }
  double others = 0;
  for (int k = 0; k < of->n; k += BLOCK) {
    const int many = least(BLOCK, of->n - k);
    if (k != first) others += sum_row(exponentials_at(of, k, many), many);
  }
  return near + others;
}

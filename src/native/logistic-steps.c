/*
 * assembly/logistic-steps.ts: as many targets at once as a vector has lanes, and the rows of the next example fetched
 * meanwhile. Targets of which none is there twice do not depend on each other but through `step`, which they are added
 * to in their order, and so does the loss.
 */
#include "exp.h"

/* As there. */
typedef struct {
  uint32_t inputs, outputs;
  int32_t dimensions, examples;
  uint32_t input_starts, input_rows, target_ranges, targets;
  float rate;
  int32_t unused;
  double linear, product, exponent;
} job;

#define LARGE 1e200
/* Of the sixteen sums of a dot product. */
#define VECTORS (16 / W)

typedef struct {
  float *x, *step, *outputs;
  int columns;
  float rate;
  double linear, product;
  int exponent;
} state;

/* Multiplying by a power of two rounds nothing, so that it matters not where. */
INLINE void normalize(state *s) {
  if (s->product != s->product) return;
  uint64_t bits;
  memcpy(&bits, &s->product, 8);
  s->exponent += (int)(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
  memcpy(&s->product, &bits, 8);
}

/* a₀ + a₂, a₁ + a₃, and the same of b */
INLINE f4 pair_sums(f4 a, f4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
}

/* x · row of `count` rows: sixteen sums that each take every sixteenth product. */
INLINE f4 dots(const state *s, float *const *rows, const int count) {
  const float *x = s->x;
  vf sums[4][VECTORS] = {{{0}}};
  int at = 0;
  for (; at + 16 <= s->columns; at += 16) UNROLL for (int v = 0; v < VECTORS; v++) {
    const vf factor = load(x + at + v * W);
    UNROLL for (int j = 0; j < count; j++) sums[j][v] += factor * load(rows[j] + at + v * W);
  }
  UNROLL for (int v = 0; v < VECTORS; v++, at += W) {
    if (at >= s->columns) break;
    const vf factor = load(x + at);
    UNROLL for (int j = 0; j < count; j++) sums[j][v] += factor * load_first(rows[j] + at, s->columns - at, 0);
  }
  f4 fours[4] = {{0}};
  UNROLL for (int j = 0; j < count; j++) {
#if W == 16
    const vf sum = sums[j][0];
    fours[j] = (quad(sum, 0) + quad(sum, 2)) + (quad(sum, 1) + quad(sum, 3));
#else
    const vf sum = sums[j][0] + sums[j][VECTORS - 1];
    fours[j] = quad(sum, 0) + quad(sum, 1);
#endif
  }
  const f4 low = pair_sums(fours[0], fours[1]), high = pair_sums(fours[2], fours[3]);
  return __builtin_shufflevector(low, high, 0, 2, 4, 6) + __builtin_shufflevector(low, high, 1, 3, 5, 7);
}

INLINE f4 dots_of(const state *s, float *const *rows, int count) {
  switch (count) {
  case 1: return dots(s, rows, 1);
  case 2: return dots(s, rows, 2);
  case 3: return dots(s, rows, 3);
  default: return dots(s, rows, 4);
  }
}

/* step ← step + factor · row, row ← row + factor · x of `count` rows in order. */
INLINE void move(const state *s, float *const *rows, const float *factors, const int count) {
  const float *x = s->x;
  float *step = s->step;
  vf factor[4];
  UNROLL for (int j = 0; j < count; j++) factor[j] = splat(factors[j]);
  int at = 0;
  for (; at + W <= s->columns; at += W) {
    const vf input = load(x + at);
    vf sum = load(step + at);
    UNROLL for (int j = 0; j < count; j++) {
      const vf old = load(rows[j] + at);
      sum += factor[j] * old;
      store(rows[j] + at, old + factor[j] * input);
    }
    store(step + at, sum);
  }
  const int n = s->columns - at;
  if (n == 0) return;
  const vf input = load(x + at);
  vf sum = load(step + at);
  UNROLL for (int j = 0; j < count; j++) {
    const vf old = load_part(rows[j] + at, n, 0);
    sum += factor[j] * old;
    store_part(rows[j] + at, old + factor[j] * input, n);
  }
  store(step + at, sum);
}

INLINE void move_some(const state *s, float *const *rows, const float *factors, int count) {
  switch (count) {
  case 1: return move(s, rows, factors, 1);
  case 2: return move(s, rows, factors, 2);
  case 3: return move(s, rows, factors, 3);
  default: return move(s, rows, factors, 4);
  }
}

/* A group: up to W targets, none of which is there twice. */
APART void descend_group(state *s, float *const *rows, vi signs, int count) {
  f4 quads[QUADS] = {{0}};
  UNROLL for (int q = 0; q < QUADS; q++) {
    if (4 * q < count) quads[q] = dots_of(s, rows + 4 * q, count - 4 * q);
  }
  /* What the loss rises with: z of a negative, −z of a positive. */
  const vf z = (vf)((vi)of_quads(quads) ^ signs);
  const vf least = splat(lowest_of(0));
  const vf decay = exponential(pmax(-absolute(z), least), splat(rounder_of(0))) * 5.421010862427522e-20f; /* 2^-64 */
  const vf error = choose(z < (vf){0}, decay, splat(1)) / (1 + decay);
  float factors[W], rises[W], decays[W];
  store(factors, (vf)((vi)(error * -s->rate) ^ signs));
  store(rises, z);
  store(decays, decay);
  for (int j = 0; j < count; j++) {
    s->linear += (double)(rises[j] > 0 ? rises[j] : 0);
    s->product *= 1 + (double)decays[j];
  }
  if (s->product > LARGE) normalize(s);
  for (int j = 0; j < count; j += 4) move_some(s, rows + j, factors + j, count - j);
}

/* Goes through the targets by groups. */
INLINE void descend(state *s, const int32_t *targets, int count) {
  for (int i = 0; i < count;) {
    float *rows[W];
    union { int32_t each[W]; vi all; } signs = {{0}};
    uint64_t seen = 0;
    int n = 0;
    for (; n < W && i < count; n++, i++) {
      float *row = s->outputs + (ptrdiff_t)(targets[i] >> 1) * s->columns;
      const uint64_t bit = (uint64_t)1 << (targets[i] >> 1 & 63);
      if (seen & bit) {
        int j = 0;
        while (j < n && rows[j] != row) j++;
        if (j < n) break;
      }
      seen |= bit;
      rows[n] = row;
      signs.each[n] = (int32_t)((uint32_t)targets[i] << 31);
    }
    descend_group(s, rows, signs.all, n);
  }
}

INLINE void fetch(const float *row, int columns) {
  for (int at = 0; at < columns; at += 16) __builtin_prefetch(row + at, 1);
}

/* to ← to + from */
INLINE void add_row(float *to, const float *from, int columns) {
  int at = 0;
  for (; at + W <= columns; at += W) store(to + at, load(to + at) + load(from + at));
  const int n = columns - at;
  if (n > 0) store_part(to + at, load_part(to + at, n, 0) + load_part(from + at, n, 0), n);
}

/* x ← mean of the rows */
INLINE void average(const state *s, const float *inputs, const int32_t *rows, int count) {
  memcpy(s->x, inputs + (ptrdiff_t)rows[0] * s->columns, sizeof(float) * s->columns);
  if (count == 1) return;
  for (int j = 1; j < count; j++) add_row(s->x, inputs + (ptrdiff_t)rows[j] * s->columns, s->columns);
  const float factor = 1 / (float)count;
  for (int at = 0; at < s->columns; at += W) store(s->x + at, load(s->x + at) * factor);
}

static void train(const call *call, job *job) {
  float *inputs = (float *)(call->memory + job->inputs);
  const int32_t *starts = (const int32_t *)(call->memory + job->input_starts);
  const int32_t *rows = (const int32_t *)(call->memory + job->input_rows);
  const int32_t *ranges = (const int32_t *)(call->memory + job->target_ranges);
  const int32_t *targets = (const int32_t *)(call->memory + job->targets);
  const int columns = job->dimensions;
  const size_t padded = ((size_t)columns + 15) & ~(size_t)15;
  state s = {.columns = columns, .rate = job->rate, .product = 1};
  s.outputs = (float *)(call->memory + job->outputs);
  s.x = (float *)call->scratch;
  s.step = s.x + padded;
  memset(s.x, 0, 2 * padded * sizeof(float));
  for (int i = 0; i < job->examples; i++) {
    if (i + 1 < job->examples) {
      for (int j = starts[i + 1]; j < starts[i + 2]; j++) fetch(inputs + (ptrdiff_t)rows[j] * columns, columns);
      /* Neighbours often share their targets. */
      if (ranges[2 * i + 2] != ranges[2 * i]) {
        for (int j = ranges[2 * i + 2]; j < ranges[2 * i + 3]; j++) {
          fetch(s.outputs + (ptrdiff_t)(targets[j] >> 1) * columns, columns);
        }
      }
    }
    average(&s, inputs, rows + starts[i], starts[i + 1] - starts[i]);
    memset(s.step, 0, sizeof(float) * columns);
    descend(&s, targets + ranges[2 * i], ranges[2 * i + 1] - ranges[2 * i]);
    for (int j = starts[i]; j < starts[i + 1]; j++) {
      add_row(inputs + (ptrdiff_t)rows[j] * columns, s.step, columns);
    }
  }
  normalize(&s);
  job->linear = s.linear;
  job->product = s.product;
  job->exponent = s.product == s.product ? s.exponent : 0;
}

/* Trains the models [begin, end), each by its own job. */
KERNEL(logisticSteps) {
  for (int i = INT(0); i < INT(1); i++) train(call, AT(job, 2) + i);
}

/*
 * assembly/convolution-weights.ts: lists are made from squares of eight positions by eight outputs, and each pass over
 * a list sums as much of its patches as there are registers for. Where few gradients are 0 there are no lists, but tiles.
 * Either way each sum goes through the positions in order.
 */
#include "add-terms.h"
#include "weights-tile.h"

/* Outputs whose gradients are summed together: what they have in a row of the output's gradient is one cache line. */
#define OUTPUTS 16
/* Positions at a time: their patches, and copies of their gradients, stay in the first cache. */
#define RUN 128
#define LIST (RUN + LIST_SLACK)
/* Of how many positions one is looked at, to tell whether few gradients are 0. */
#define SAMPLED 8
/* More than a patch can have: the host sees to it. */
#define UNITS 2048

typedef struct {
  uint64_t orders[ORDERS];
  uint32_t patches[LIST];
  int counts[OUTPUTS];
  uint32_t at[OUTPUTS][LIST];
  float factors[OUTPUTS][LIST];
  const char *units[UNITS];
  float gradients[RUN][OUTPUTS];
} area;
_Static_assert(sizeof(area) <= SCRATCH_BYTES, "it should fit");

/* The terms that eight outputs, or fewer, have at eight positions, or fewer, from number `first` on. */
INLINE void list_square(area *a, const float *g, ptrdiff_t step, int first, int positions, int output, int outputs,
                        int all) {
  f8 rows[8];
  UNROLL for (int i = 0; i < 8; i++) {
    if (i >= positions) rows[i] = (f8){0};
    else rows[i] = outputs < 8 ? load8_part(g + i * step, outputs) : load8(g + i * step);
  }
  transpose8(rows);
  const i8 at = (i8)load8((const float *)(a->patches + first));
  UNROLL for (int o = output; o < output + 8; o++) {
    const f8 factors = rows[o - output];
    const unsigned mask = counting(factors, all, positions);
    int *count = &a->counts[o];
    *count += append(a->orders, mask, factors, at, a->factors[o] + *count, a->at[o] + *count);
  }
}

/* For each of `outputs` outputs the terms of `length` positions: patches and gradients, those that are not 0. */
static void list_terms(area *a, const float *g, ptrdiff_t step, int length, int outputs, int all) {
  memset(a->counts, 0, sizeof a->counts);
  for (int output = 0; output < outputs; output += 8) {
    const int columns = outputs - output;
    const float *from = g + output;
    int first = 0;
    if (columns >= 8) {
      for (; first + 8 <= length; first += 8) list_square(a, from + first * step, step, first, 8, output, 8, all);
    }
    for (; first < length; first += 8) {
      list_square(a, from + first * step, step, first, least(8, length - first), output, least(8, columns), all);
    }
  }
}

/* Whether more than a half of the gradients of `count` outputs, full vectors of them, are not 0, as far as a sample tells. */
static int are_most_needed(const float *g, ptrdiff_t step, int positions, int count) {
  int needed = 0, looked_at = 0;
  for (int i = 0; i < positions; i += SAMPLED, looked_at += count) {
    for (int o = 0; o < count; o += 8) needed += __builtin_popcount(counting(load8(g + i * step + o), 0, 8));
  }
  return 2 * needed > looked_at;
}

/* Adds what the positions [first, last) give to the sums of `count` outputs, zeros included. */
static void add_tiles(area *a, const patches *of, const char *memory, const float *g, ptrdiff_t outputs, int first, int last,
                      int count, float *sums) {
  const int piece = of->piece_bytes / 4, width = (piece + UNIT - 1) / UNIT * UNIT;
  weights_tile t = {.patches = a->patches, .gradients = *a->gradients, .sums_step = (ptrdiff_t)of->pieces * width};
  for (; first < last; first += t.positions) {
    t.positions = least(RUN, last - first);
    list_patches(of, first, first + t.positions, a->patches);
    for (int i = 0; i < t.positions; i++) {
      const float *from = g + (first + i) * outputs;
      for (int o = 0; o < count; o += W) store(a->gradients[i] + o, load(from + o));
    }
    for (int p = 0; p < of->pieces; p++) {
      for (int j = 0, numbers; j < piece; j += numbers) {
        const int turns = (piece - j + NUMBERS - 1) / NUMBERS;
        numbers = (piece - j + turns - 1) / turns;
        t.numbers = memory + (ptrdiff_t)p * of->row_bytes + j * 4;
        t.sums = sums + p * width + j;
        weights_tiles[numbers - 1][count / W - 1](&t);
      }
    }
  }
}

KERNEL(convolutionWeights) {
  const int begin = INT(0), end = INT(1), positions = INT(12), outputs = INT(13), span = INT(14);
  const patches of = patches_of(call, 2);
  const float *g = AT(const float, 11);
  const int all = *AT(const int32_t, 15) != 0;
  float *to = AT(float, 16);
  area *a = (area *)call->scratch;
  const int blocks = (outputs + OUTPUTS - 1) / OUTPUTS;
  const int units_of_piece = (of.piece_bytes + 63) / 64, units = of.pieces * units_of_piece;
  for (int u = 0; u < units; u++) {
    a->units[u] = call->memory + (ptrdiff_t)(u / units_of_piece) * of.row_bytes + u % units_of_piece * 64;
  }
  make_orders(a->orders);
  for (int item = begin; item < end; item++) {
    const int group = item / blocks, output = item % blocks * OUTPUTS, count = least(OUTPUTS, outputs - output);
    float *sums = to + ((ptrdiff_t)group * outputs + output) * units * UNIT;
    memset(sums, 0, sizeof(float) * count * units * UNIT);
    const int start = group * span, last = least(positions, start + span);
    if (count % W == 0 && are_most_needed(g + (ptrdiff_t)start * outputs + output, outputs, last - start, count)) {
      add_tiles(a, &of, call->memory, g + output, outputs, start, last, count, sums);
      continue;
    }
    for (int first = start; first < last; first += RUN) {
      const int length = least(RUN, last - first);
      list_patches(&of, first, first + length, a->patches);
      list_terms(a, g + (ptrdiff_t)first * outputs + output, outputs, length, count, all);
      for (int u = 0, now; u < units; u += now) {
        now = units_now(units - u);
        for (int o = 0; o < count; o++) {
          const terms list = {a->at[o], a->factors[o], a->counts[o]};
          adders[now - 1](a->units + u, &list, sums + ((ptrdiff_t)o * units + u) * UNIT, now * UNIT);
        }
      }
    }
  }
}

/* Eight rows of a piece at a time: their sums lie side by side. */
KERNEL(sumWeightParts) {
  const int begin = INT(0), end = INT(1), groups = INT(3), pieces = INT(4), piece = INT(5), outputs = INT(6);
  const float *parts = AT(const float, 2);
  float *to = AT(float, 7);
  const ptrdiff_t width = (piece + 15) & ~15, output_step = pieces * width, part_step = outputs * output_step;
  for (int row = begin, next; row < end; row = next) {
    const int in_piece = row % piece, start = in_piece & ~7;
    const int rows = least(end - row, least(start + 8, piece) - in_piece);
    next = row + rows;
    const float *from = parts + row / piece * width + start;
    for (int output = 0; output < outputs; output += 8) {
      const int columns = least(8, outputs - output);
      f8 sums[8];
      UNROLL for (int o = 0; o < 8; o++) {
        const float *part = from + (output + (o < columns ? o : 0)) * output_step;
        sums[o] = load8(part);
        for (int group = 1; group < groups; group++) sums[o] += load8(part + group * part_step);
      }
      transpose8(sums);
      float *there = to + (ptrdiff_t)row * outputs + output;
      for (int i = 0; i < rows; i++, there += outputs) {
        const f8 v = sums[in_piece - start + i];
        if (columns == 8) store8(there, v);
        else store8_part(there, v, columns);
      }
    }
  }
}

/*
 * assembly/convolution-input.ts: where a block of 32 numbers reaches no further than from one position to the next, the
 * blocks of a piece are summed side by side, positions from the last to the first. Then too each number of the gradient
 * is added to in the order of the blocks: a later block is of an earlier position.
 */
#include "add-terms.h"
#include "images.h"

/* As in WebAssembly, since sums begin anew with each run of positions. */
#define RUN 1024
#define TERMS 32768
#define BLOCK 32
#define UNITS_OF_BLOCK (BLOCK / UNIT)

typedef struct {
  uint64_t orders[ORDERS];
  uint32_t patches[RUN];
  int ends[RUN + 1];
  uint32_t at[TERMS + LIST_SLACK];
  float factors[TERMS + LIST_SLACK];
} area;
_Static_assert(sizeof(area) <= SCRATCH_BYTES, "it should fit");

/* Squares of eight by eight, the transpose of the weights. */
KERNEL(packTransposedKernels) {
  const int begin = INT(0), end = INT(1), piece = INT(3), outputs = INT(4);
  const float *w = AT(const float, 2);
  float *to = AT(float, 5);
  const int per_piece = (piece + BLOCK - 1) / BLOCK;
  for (int block = begin; block < end; block++) {
    const int first = block % per_piece * BLOCK;
    const float *from = w + (ptrdiff_t)(block / per_piece * piece + first) * outputs;
    float *at = to + (ptrdiff_t)block * outputs * BLOCK;
    for (int row = 0; row < BLOCK; row += 8) {
      for (int output = 0; output < outputs; output += 8) {
        const int rows = piece - first - row, columns = outputs - output;
        f8 square[8];
        UNROLL for (int i = 0; i < 8; i++) {
          const float *there = from + (ptrdiff_t)(row + i) * outputs + output;
          square[i] = i >= rows ? (f8){0} : columns < 8 ? load8_part(there, columns) : load8(there);
        }
        transpose8(square);
        UNROLL for (int o = 0; o < 8; o++) {
          if (o < columns) store8(at + (output + o) * BLOCK + row, square[o]);
        }
      }
    }
  }
}

/* For each of `length` positions its gradients that are not 0, and how far the weights of their outputs are in a block. */
static void list_terms(area *a, const float *g, int length, int outputs, int all) {
  int count = 0;
  a->ends[0] = 0;
  for (int i = 0; i < length; i++, g += outputs) {
    i8 at = {0, 128, 256, 384, 512, 640, 768, 896};
    for (int output = 0; output < outputs; output += 8, at += 1024) {
      const int left = outputs - output;
      const f8 factors = left < 8 ? load8_part(g + output, left) : load8(g + output);
      const unsigned mask = counting(factors, all, left);
      count += append(a->orders, mask, factors, at, a->factors + count, a->at + count);
    }
    a->ends[i + 1] = count;
  }
}

KERNEL(convolutionInput) {
  const int begin = INT(0), end = INT(1), outputs = INT(3);
  const float *g = AT(const float, 2);
  const char *packed = AT(const char, 4);
  const int all = *AT(const int32_t, 5) != 0;
  const patches of = patches_of(call, 6);
  area *a = (area *)call->scratch;
  const int positions = of.out_height * of.out_width, run = least(RUN, TERMS / outputs);
  const ptrdiff_t block_bytes = (ptrdiff_t)outputs * BLOCK * sizeof(float);
  const int piece = of.piece_bytes / 4;
  const int apart = of.step_bytes >= BLOCK * 4;
  const int most_numbers = (apart ? MOST_UNITS / UNITS_OF_BLOCK : 1) * BLOCK;
  make_orders(a->orders);
  for (int image = begin; image < end; image++) {
    memset(call->memory + of.x + (ptrdiff_t)image * of.image_bytes, 0, of.image_bytes);
    for (int first = 0; first < positions; first += run) {
      const int start = image * positions + first, length = least(run, positions - first);
      list_patches(&of, start, start + length, a->patches);
      list_terms(a, g + (ptrdiff_t)start * outputs, length, outputs, all);
      const char *block = packed;
      for (int p = 0; p < of.pieces; p++) {
        for (int j = 0, numbers; j < piece; j += numbers) {
          numbers = least(most_numbers, piece - j);
          const int units = (numbers + UNIT - 1) / UNIT;
          const char *unit[MOST_UNITS];
          for (int u = 0; u < units; u++) {
            unit[u] = block + u / UNITS_OF_BLOCK * block_bytes + u % UNITS_OF_BLOCK * (UNIT * 4);
          }
          block += (numbers + BLOCK - 1) / BLOCK * block_bytes;
          char *to = call->memory + (ptrdiff_t)p * of.row_bytes + j * 4;
          for (int k = 0; k < length; k++) {
            const int i = apart ? length - 1 - k : k, term = a->ends[i];
            const terms list = {a->at + term, a->factors + term, a->ends[i + 1] - term};
            if (list.count > 0) adders[units - 1](unit, &list, (float *)(to + a->patches[i]), numbers);
          }
        }
      }
    }
  }
}

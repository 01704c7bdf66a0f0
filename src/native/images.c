/* assembly/images.ts: copies of rows, and a search whose order does not matter. */
#include "vectors.h"

KERNEL(padImages) {
  const int begin = INT(0), end = INT(1), height = INT(3), padding = INT(6);
  const ptrdiff_t row = INT(4), side = INT(5);
  const char *x = AT(const char, 2);
  const int inner = height - 2 * padding;
  char *to = AT(char, 7) + begin * (row + 2 * side);
  for (int i = begin; i < end; i++, to += row + 2 * side) {
    const int y = i % height - padding;
    if (y < 0 || y >= inner) {
      memset(to, 0, row + 2 * side);
      continue;
    }
    memset(to, 0, side);
    memcpy(to + side, x + ((ptrdiff_t)(i / height) * inner + y) * row, row);
    memset(to + side + row, 0, side);
  }
}

KERNEL(cropImages) {
  const int begin = INT(0), end = INT(1), height = INT(3), padding = INT(6);
  const ptrdiff_t row = INT(4), side = INT(5);
  const char *x = AT(const char, 2) + side;
  char *to = AT(char, 7);
  const int inner = height - 2 * padding;
  for (int i = begin; i < end; i++) {
    const ptrdiff_t from = (ptrdiff_t)(i / inner) * height + padding + i % inner;
    memcpy(to + i * row, x + from * (row + 2 * side), row);
  }
}

KERNEL(findNonFinite) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  vi found = {0};
  int i = begin;
  /* v − v is 0 for finite numbers alone. */
  for (; i + 2 * W <= end; i += 2 * W) {
    const vf v = load(x + i), w = load(x + i + W);
    found |= (vi)(v - v) | (vi)(w - w);
  }
  for (; i < end; i += W) {
    const vf v = load_first(x + i, end - i, 0);
    found |= (vi)(v - v);
  }
  if (any(found != 0)) *AT(int32_t, 3) = 1;
}

/* Sums in float64 of numbers one after another: eight lanes, as AssemblyScript has of the halves of two quads. */
#pragma once
#include "vectors.h"

#define EIGHTS (16 / W)
typedef struct { vd lanes[EIGHTS]; } eight_sums;

/* The order is (0 + 4 + 2 + 6) + (1 + 5 + 3 + 7). */
INLINE double sum_of_eight(const eight_sums *s) {
  d4 halves[2];
  memcpy(halves, s->lanes, sizeof halves);
  const d4 v = halves[0] + halves[1];
  return (v[0] + v[2]) + (v[1] + v[3]);
}

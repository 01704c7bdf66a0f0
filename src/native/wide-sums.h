/* Sums in float64 of numbers one after another: four lanes, as AssemblyScript has of the two halves of a quad. */
#pragma once
#include "vectors.h"

/* Adds a vector's fours, one after another. */
INLINE d4 with_fours(d4 sum, vd v) {
#if W == 16
  sum += __builtin_shufflevector(v, v, 0, 1, 2, 3);
  return sum + __builtin_shufflevector(v, v, 4, 5, 6, 7);
#else
  return sum + v;
#endif
}
INLINE double sum_of_four(d4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

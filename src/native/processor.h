/*
 * What the processor has and the operating system leaves to use. By the instructions themselves: not every compiler's
 * library answers __builtin_cpu_supports in a shared object.
 */
#pragma once
#include <cpuid.h>

enum { AVX512, AVX2, BACKENDS };
static const char *const backend_names[BACKENDS] = {"avx512", "avx2"};

static int has_backend(int backend) {
  unsigned a, b, c, d, low, high;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  (void)high;
  const int saves256 = (low & 0x06) == 0x06, saves512 = (low & 0xe6) == 0xe6;
  if (!saves256 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return 0;
#ifdef PRETENDS
  /* For tests: the last so many. */
  return backend >= BACKENDS - PRETENDS;
#else
  const unsigned needed = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  return backend == AVX2 || (saves512 && (b & needed) == needed);
#endif
}

/*
 * What every kernel includes: the call, its arguments, and the names of this build. A kernel has the name and arguments
 * of the WebAssembly module's export, works on the same memory and leaves the same bytes in it, those that only other
 * kernels read included. So it does not matter which thread runs which of the two.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__FAST_MATH__) || defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "the kernels must round as WebAssembly does: compile without -ffast-math"
#endif

typedef struct {
  /* Where the addresses of the shared memory count from. */
  char *memory;
  /* This thread's own bytes, SCRATCH_BYTES of them, aligned to 64. */
  char *scratch;
  const double *arguments;
} call;

#define SCRATCH_BYTES 524288

/* The arguments of a kernel, by their place. As in WebAssembly, an address is an unsigned number of 32 bits. */
#define INT(i) ((int32_t)(int64_t)call->arguments[i])
#define FLOAT(i) ((float)call->arguments[i])
#define DOUBLE(i) (call->arguments[i])
#define ADDRESS(i) ((uint32_t)(int64_t)call->arguments[i])
#define AT(type, i) ((type *)(call->memory + ADDRESS(i)))
/* NULL for the address 0, by which an array that is not there is given. */
#define AT_OR_NULL(type, i) (ADDRESS(i) ? AT(type, i) : (type *)NULL)

/* Each file is compiled once for each set of instructions: `packRows_avx2`, `packRows_avx512`. */
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define KERNEL(name) void JOIN(name, TARGET)(const call *call)

#define INLINE static inline __attribute__((always_inline))
/* Not inlined where its registers are needed by the caller. */
#define APART static __attribute__((noinline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
/* It would mix the terms of several rounds, and spill. */
#define UNROLL_BY_FOUR _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 64")
#define UNROLL_BY_FOUR _Pragma("GCC unroll 4")
#endif

INLINE int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }

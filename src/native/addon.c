/*
 * The Node-API add-on. It exports
 *   stamp     which sources it was made from; the library refuses another's
 *   backends  the sets of instructions that this processor and operating system have, the widest first
 *   watch, collected   what the engine has collected (watch.h)
 *   kernels   (a view of the shared memory, the address of this thread's scratch area, one of `backends`) → the kernels,
 *             functions with the names and arguments of the WebAssembly module's exports
 */
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <xmmintrin.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif
#include "guard.h"
#include "kernel.h"
#include "kernels.h"
#include "processor.h"
#include "watch.h"

#define MOST_ARGUMENTS 32
/* Results below the smallest normal number are 0; arguments below it are. */
#define FLUSHES_TO_ZERO 0x8040

typedef void kernel(const call *);
typedef struct { const char *name; kernel *run[BACKENDS]; } entry;

#define DECLARE(name) kernel name##_avx512, name##_avx2;
KERNELS(DECLARE)
#define ENTRY(name) {#name, {name##_avx512, name##_avx2}},
static const entry entries[] = {KERNELS(ENTRY)};
enum { COUNT = sizeof entries / sizeof *entries };

/* A function of JavaScript's: a kernel, and the memory that it works on. */
typedef struct { const char *name; kernel *run; char *memory; char *scratch; } bound;

static void throw_error(napi_env env, const char *name, const char *text) {
  char message[200];
  snprintf(message, sizeof message, "%s: %s", name, text);
  napi_throw_error(env, NULL, message);
}

static napi_value invoke(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  double arguments[MOST_ARGUMENTS] = {0};
  size_t count = MOST_ARGUMENTS;
  bound *function;
  napi_get_cb_info(env, info, &count, values, NULL, (void **)&function);
  for (size_t i = 0; i < count && i < MOST_ARGUMENTS; i++) {
    if (napi_get_value_double(env, values[i], &arguments[i]) == napi_ok) continue;
    throw_error(env, function->name, "arguments of a kernel should be numbers");
    return NULL;
  }
  const call now = {function->memory, function->scratch, arguments};
  const unsigned state = _mm_getcsr();
  if (state & FLUSHES_TO_ZERO) _mm_setcsr(state & ~FLUSHES_TO_ZERO);
  const int is_whole = guarded(function->run, &now);
  if (state & FLUSHES_TO_ZERO) _mm_setcsr(state);
  if (!is_whole) throw_error(env, function->name, "memory access out of bounds");
  return NULL;
}

static void release(void *data) { free(data); }

static napi_value kernels(napi_env env, napi_callback_info info) {
  napi_value values[3], result, buffer;
  size_t count = 3, length, offset;
  napi_typedarray_type type;
  void *memory = NULL;
  double scratch;
  char wanted[16];
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  if (napi_get_typedarray_info(env, values[0], &type, &length, &memory, &buffer, &offset) != napi_ok || !memory ||
      napi_get_value_double(env, values[1], &scratch) != napi_ok ||
      napi_get_value_string_utf8(env, values[2], wanted, sizeof wanted, NULL) != napi_ok) {
    throw_error(env, "kernels", "expected a view of the memory from its start, an address, and a backend");
    return NULL;
  }
  int backend = 0;
  while (backend < BACKENDS && !(has_backend(backend) && strcmp(wanted, backend_names[backend]) == 0)) backend++;
  if (backend == BACKENDS) {
    throw_error(env, "kernels", "this processor lacks the backend");
    return NULL;
  }
  bound *functions = calloc(COUNT, sizeof *functions);
  if (!functions || napi_add_env_cleanup_hook(env, release, functions) != napi_ok) {
    free(functions);
    throw_error(env, "kernels", "out of memory");
    return NULL;
  }
  napi_create_object(env, &result);
  for (int i = 0; i < COUNT; i++) {
    functions[i] = (bound){entries[i].name, entries[i].run[backend], memory, (char *)memory + (uint32_t)scratch};
    napi_value function;
    napi_create_function(env, entries[i].name, NAPI_AUTO_LENGTH, invoke, &functions[i], &function);
    napi_set_named_property(env, result, entries[i].name, function);
  }
  return result;
}

#ifdef __SANITIZE_ADDRESS__
/* For tests: poison(a view, 0 or 1): the kernels may not touch its bytes, or may again. */
static napi_value poison(napi_env env, napi_callback_info info) {
  napi_value values[2], buffer;
  size_t count = 2, length, offset;
  napi_typedarray_type type;
  void *bytes;
  double on;
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  napi_get_typedarray_info(env, values[0], &type, &length, &bytes, &buffer, &offset);
  napi_get_value_double(env, values[1], &on);
  if (on != 0) ASAN_POISON_MEMORY_REGION(bytes, length);
  else ASAN_UNPOISON_MEMORY_REGION(bytes, length);
  return NULL;
}

/* For tests: whether this thread has rounded anything to a subnormal number, or to 0, since it was asked last. */
static napi_value underflows(napi_env env, napi_callback_info info) {
  (void)info;
  const unsigned state = _mm_getcsr();
  napi_value result;
  _mm_setcsr(state & ~_MM_EXCEPT_UNDERFLOW);
  napi_get_boolean(env, (state & _MM_EXCEPT_UNDERFLOW) != 0, &result);
  return result;
}
#endif

NAPI_MODULE_INIT() {
  napi_value value, name;
  guard();
  /* A library that was compiled with -ffast-math has its loader flush to zero: against JavaScript's rules, and for good. */
  _mm_setcsr(_mm_getcsr() & ~FLUSHES_TO_ZERO);
#ifdef __SANITIZE_ADDRESS__
  napi_create_function(env, "poison", NAPI_AUTO_LENGTH, poison, NULL, &value);
  napi_set_named_property(env, exports, "poison", value);
  napi_create_function(env, "underflows", NAPI_AUTO_LENGTH, underflows, NULL, &value);
  napi_set_named_property(env, exports, "underflows", value);
#endif
  napi_create_function(env, "kernels", NAPI_AUTO_LENGTH, kernels, NULL, &value);
  napi_set_named_property(env, exports, "kernels", value);
  napi_create_string_utf8(env, STAMP, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, "stamp", value);
  export_watch(env, exports);
  napi_create_array(env, &value);
  uint32_t found = 0;
  for (int i = 0; i < BACKENDS; i++) {
    if (!has_backend(i)) continue;
    napi_create_string_utf8(env, backend_names[i], NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, value, found++, name);
  }
  napi_set_named_property(env, exports, "backends", value);
  return exports;
}

/*
 * Which objects the engine has collected. JavaScript learns of that between tasks alone (FinalizationRegistry, WeakRef), a
 * loop that never pauses not at all: there garbage would grow until the loop ends. A weak reference of the Node-API tells at
 * once, after a collection of short-lived objects too.
 */
#pragma once
#include <node_api.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct { napi_ref reference; uint32_t number; } watched;

typedef struct {
  watched *all;
  size_t count, room;
  /* An object that nobody has: that it is gone tells of a collection. */
  napi_ref canary;
  /* Where the look at all of them goes on, if there was no room for more numbers. */
  size_t next;
} watches;

static int is_gone(napi_env env, napi_ref reference) {
  napi_value value = NULL;
  return napi_get_reference_value(env, reference, &value) == napi_ok && value == NULL;
}

/* watch(object, number): the number is for `collected`. */
static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value values[2];
  size_t count = 2;
  watches *w;
  watched one;
  napi_get_cb_info(env, info, &count, values, NULL, (void **)&w);
  if (w->count == w->room) {
    const size_t room = w->room ? 2 * w->room : 256;
    watched *more = realloc(w->all, room * sizeof *more);
    if (!more) {
      napi_throw_error(env, NULL, "watch: out of memory");
      return NULL;
    }
    w->all = more;
    w->room = room;
  }
  if (napi_get_value_uint32(env, values[1], &one.number) != napi_ok ||
      napi_create_reference(env, values[0], 0, &one.reference) != napi_ok) {
    napi_throw_error(env, NULL, "watch: expected an object and its number");
    return NULL;
  }
  w->all[w->count++] = one;
  return NULL;
}

/*
 * collected(numbers), a Uint32Array: appends the numbers of the objects that are gone, the first of them being how many
 * follow. Looks at all objects after a collection only.
 */
static napi_value collected(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer, object;
  size_t count = 1, length, offset;
  napi_typedarray_type type;
  uint32_t *numbers;
  watches *w;
  napi_get_cb_info(env, info, &count, values, NULL, (void **)&w);
  if (w->next == 0) {
    if (w->canary && !is_gone(env, w->canary)) return NULL;
    if (w->canary) napi_delete_reference(env, w->canary);
    w->canary = NULL;
    if (napi_create_object(env, &object) == napi_ok) napi_create_reference(env, object, 0, &w->canary);
    w->next = w->count;
  }
  if (napi_get_typedarray_info(env, values[0], &type, &length, (void **)&numbers, &buffer, &offset) != napi_ok) return NULL;
  while (w->next > 0 && numbers[0] + 1 < length) {
    const size_t i = --w->next;
    if (!is_gone(env, w->all[i].reference)) continue;
    napi_delete_reference(env, w->all[i].reference);
    numbers[++numbers[0]] = w->all[i].number;
    w->all[i] = w->all[--w->count];
  }
  return NULL;
}

static void forget_all(void *data) {
  watches *w = data;
  free(w->all);
  free(w);
}

/* Adds them to the exports. */
static void export_watch(napi_env env, napi_value exports) {
  napi_value function;
  watches *w = calloc(1, sizeof *w);
  if (!w || napi_add_env_cleanup_hook(env, forget_all, w) != napi_ok) {
    free(w);
    return;
  }
  napi_create_function(env, "watch", NAPI_AUTO_LENGTH, watch, w, &function);
  napi_set_named_property(env, exports, "watch", function);
  napi_create_function(env, "collected", NAPI_AUTO_LENGTH, collected, w, &function);
  napi_set_named_property(env, exports, "collected", function);
}

/* Loads an add-on where there is no Node: its functions have stand-ins. Prints the texts that the add-on exports. */
#include <dlfcn.h>
#include <stdio.h>

#define STAND_IN(name) \
  int name(void) { return 0; }
STAND_INS

int napi_create_string_utf8(void *env, const char *text) {
  (void)env;
  return puts(text) < 0;
}

int main(int count, char **values) {
  void *library = count == 2 ? dlopen(values[1], RTLD_NOW) : NULL;
  void *(*begin)(void *, void *) = library ? (void *(*)(void *, void *))dlsym(library, "napi_register_module_v1") : NULL;
  if (!begin) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  begin(NULL, NULL);
  return 0;
}

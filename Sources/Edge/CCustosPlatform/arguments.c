#include "custos_process.h"

static int saved_count;
static char **saved_arguments;

// glibc hands the arguments to the constructors of a program, static ones included.
static void save_arguments(int count, char **arguments, char **environment) {
  (void)environment;
  saved_count = count;
  saved_arguments = arguments;
}

__attribute__((section(".init_array"), used)) static void (*const save_arguments_entry)(
    int, char **, char **) = save_arguments;

size_t custos_argument_count(void) { return saved_count > 0 ? (size_t)saved_count : 0; }

const char *custos_argument(size_t index) {
  return index < custos_argument_count() ? saved_arguments[index] : NULL;
}

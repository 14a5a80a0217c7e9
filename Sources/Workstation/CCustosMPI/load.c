#include "custos_mpi.h"

#include <dlfcn.h>
#include <stdio.h>

const custos_mpi *custos_mpi_load(const char *path, char reason[CUSTOS_MPI_TEXT_BYTES]) {
  // Global, since Open MPI loads parts of its own that look for its symbols.
  void *const library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    snprintf(reason, CUSTOS_MPI_TEXT_BYTES, "%s", dlerror());
    return NULL;
  }
  const custos_mpi *(*plugin)(void) = NULL;
  // The way that POSIX gives for functions.
  *(void **)&plugin = dlsym(library, "custos_mpi_plugin");
  const custos_mpi *const table = plugin == NULL ? NULL : plugin();
  if (table != NULL && table->version == CUSTOS_MPI_VERSION) return table;
  snprintf(reason, CUSTOS_MPI_TEXT_BYTES,
           table == NULL ? "it is no plug-in of custos" : "it belongs to another version of custos");
  dlclose(library);
  return NULL;
}

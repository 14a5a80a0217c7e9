#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "custos_keras.h"
#include "keras_child.h"

// The one file that this process reads.
static custos_keras_shared *result;

static _Noreturn void finish(custos_keras_outcome outcome) {
  result->state = (uint32_t)outcome + 1;
  _exit(0);
}

void custos_keras_limit_time(rlim_t seconds) {
  struct rusage used;
  struct rlimit limit;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
  const rlim_t end = (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec + seconds + 1;
  limit.rlim_cur = end < limit.rlim_max ? end : limit.rlim_max;
  setrlimit(RLIMIT_CPU, &limit);
}

void custos_keras_refuse(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(result->reason, sizeof result->reason, format, arguments);
  va_end(arguments);
  for (char *c = result->reason; *c != 0; c++)
    if ((unsigned char)*c < 32 || *c == 127) *c = '?';
  finish(CUSTOS_KERAS_REFUSED);
}

static void put(const void *bytes, size_t count) {
  if (count > sizeof result->records - result->count)
    custos_keras_refuse("its list of weights is longer than that of any network known here.");
  memcpy(result->records + result->count, bytes, count);
  result->count += (uint32_t)count;
}

static void put_name(char kind, const char *name) {
  const uint32_t count = (uint32_t)strnlen(name, CUSTOS_KERAS_NAME);
  put(&kind, 1);
  put(&count, sizeof count);
  put(name, count);
}

void custos_keras_put_layer(char kind, const char *name) { put_name(kind, name); }

void custos_keras_put_weight(const char *path, size_t element_bytes, int rank,
                             const hsize_t *dimensions, uint64_t place) {
  put_name('W', path);
  const uint8_t sizes[2] = {(uint8_t)element_bytes, (uint8_t)rank};
  put(sizes, sizeof sizes);
  for (int i = 0; i < rank; i++) {
    const uint64_t dimension = dimensions[i];
    put(&dimension, sizeof dimension);
  }
  put(&place, sizeof place);
}

static hid_t open_file(const char *path) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  // Plain reading, whatever the environment says; no locks, for folders that cannot be written.
  if (access < 0 || H5Pset_fapl_sec2(access) < 0 || H5Pset_file_locking(access, false, true) < 0)
    custos_keras_refuse("the HDF5 library cannot be used; install libhdf5-dev of this system.");
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
  if (file < 0)
    custos_keras_refuse("it is damaged or cut short: HDF5 cannot open it; get a whole copy.");
  return file;
}

static void list(hid_t root) {
  hid_t group = root;
  if (custos_keras_holds(root, "model_weights"))
    group = custos_keras_open_group(root, "model_weights", "model_weights");
  if (custos_keras_has_texts(group, "layer_names")) {
    custos_keras_list_named_layers(group);
    return;
  }
  // The second name is that of the first releases of the format.
  const char *const names[] = {"layers", "_layer_checkpoint_dependencies"};
  for (size_t i = 0; i < 2; i++) {
    if (!custos_keras_holds(root, names[i])) continue;
    custos_keras_list_numbered_layers(custos_keras_open_group(root, names[i], names[i]), "", 0);
    return;
  }
  custos_keras_refuse(
      "it is an HDF5 file without Keras's weights: there is neither an attribute layer_names nor a "
      "group layers; give a file that Keras wrote.");
}

void custos_keras_read(const char *path, const char *copy, int file, custos_keras_shared *shared) {
  result = shared;
  // What the C library says of memory that a library has damaged helps nobody.
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  if (file >= 0) custos_keras_unpack(path, file);
  // No messages of the library, and none of the code that a file can ask it to load.
  if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0 || H5PLset_loading_state(0) < 0)
    custos_keras_refuse("the HDF5 library cannot be used; install libhdf5-dev of this system.");
  // A damaged structure can lead the library in circles; a whole one of a thousand layers takes a
  // tenth of a second.
  custos_keras_limit_time(4);
  list(open_file(file < 0 ? path : copy));
  finish(CUSTOS_KERAS_LISTED);
}

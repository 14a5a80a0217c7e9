#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "keras_child.h"

// The largest known network with an optimiser's state takes under 2 GiB.
static const uint64_t size_limit = (uint64_t)4 << 30;
// Weights hardly get smaller when they are compressed.
static const uint64_t growth_limit = 16;

static const char member[] = "model.weights.h5";

static zip_stat_t find(zip_t *archive, zip_uint64_t *index) {
  const zip_int64_t found = zip_name_locate(archive, member, 0);
  zip_stat_t information;
  zip_stat_init(&information);
  if (found < 0)
    custos_keras_refuse("it is a zip archive without %s, so no .keras file; of PyTorch's .pth or .pt "
                        "write the state to safetensors.", member);
  *index = (zip_uint64_t)found;
  const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
  if (zip_stat_index(archive, *index, 0, &information) != 0 || (information.valid & needed) != needed)
    custos_keras_refuse("it is damaged: its %s cannot be found; get a whole copy.", member);
  return information;
}

static void write_all(int file, const char *bytes, size_t count) {
  while (count != 0) {
    const ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      custos_keras_refuse("there is no room for what it holds in the folder for temporary files; "
                          "make room there, or give its %s.", member);
    bytes += written;
    count -= (size_t)written;
  }
}

void custos_keras_unpack(const char *path, int copy) {
  custos_keras_limit_time(10);
  int error = 0;
  zip_t *const archive = zip_open(path, ZIP_RDONLY, &error);
  if (archive == NULL)
    custos_keras_refuse("it is a damaged zip archive or cut short; get a whole copy.");
  zip_uint64_t index;
  const zip_stat_t information = find(archive, &index);
  const uint64_t size = information.size;
  if (information.comp_method != ZIP_CM_STORE && information.comp_method != ZIP_CM_DEFLATE)
    custos_keras_refuse("its %s is compressed in a way that Keras does not use; pack it again.",
                        member);
  if (size > size_limit || size / growth_limit > information.comp_size + (1 << 16))
    custos_keras_refuse("its %s claims to grow from %llu to %llu bytes, as no weights do.", member,
                        (unsigned long long)information.comp_size, (unsigned long long)size);
  custos_keras_limit_time(10 + size / (16 << 20));
  zip_file_t *const file = zip_fopen_index(archive, index, 0);
  enum { block = 1 << 20 };
  char *const bytes = malloc(block);
  if (file == NULL || bytes == NULL)
    custos_keras_refuse("its %s cannot be read, perhaps it is encrypted.", member);
  uint64_t done = 0;
  // A byte more than the size is asked for, so that the checksum is looked at and growth is seen.
  while (done <= size) {
    const uint64_t rest = size - done + 1;
    const zip_int64_t got = zip_fread(file, bytes, rest < block ? rest : block);
    if (got < 0) custos_keras_refuse("its %s is damaged; get an undamaged copy.", member);
    if (got == 0) break;
    done += (uint64_t)got;
    if (done <= size) write_all(copy, bytes, (size_t)got);
  }
  if (done != size || size == 0)
    custos_keras_refuse("its %s has another size than its archive says; get an undamaged copy.",
                        member);
  zip_discard(archive);
}

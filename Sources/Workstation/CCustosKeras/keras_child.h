#pragma once
#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

// Inside of the child process that reads a file. There it ends at the first thing it refuses, so that
// nothing has to be given back.

// More than any network known here has.
enum {
  CUSTOS_KERAS_LAYERS = 4096,
  CUSTOS_KERAS_VARIABLES = 4096,
  CUSTOS_KERAS_NAME = 1024,
  CUSTOS_KERAS_RANK = 8,
  CUSTOS_KERAS_DEPTH = 16,
};

// What parent and child share; all zero at first.
typedef struct {
  // A custos_keras_outcome plus one; 0 until the child has come to its end.
  uint32_t state;
  uint32_t count;
  char reason[1024];
  uint8_t records[4 << 20];
} custos_keras_shared;

// Reads the whole file into `shared` and ends the process. What an archive holds goes to `file`, the
// empty file at `copy`; -1 where the file is no archive.
_Noreturn void custos_keras_read(const char *path, const char *copy, int file,
                                 custos_keras_shared *shared);

// Ends the process with a reason, formatted as by printf; names in it are made fit for a terminal.
_Noreturn void custos_keras_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Ends the process when it takes more than so many seconds of processor time from now on.
void custos_keras_limit_time(rlim_t seconds);

// Adds records to the list; the kind of a layer is 'L' or 'N'.
void custos_keras_put_layer(char kind, const char *name);
void custos_keras_put_weight(const char *path, size_t element_bytes, int rank,
                             const hsize_t *dimensions, uint64_t place);

// A list of texts, owned by nobody: the process ends soon.
typedef struct {
  char **texts;
  size_t count;
} custos_keras_texts;

// Whether an object has the attribute, be it in parts NAME0, NAME1 ...
bool custos_keras_has_texts(hid_t object, const char *name);

// The texts of an attribute, of all its parts in turn.
custos_keras_texts custos_keras_read_texts(hid_t object, const char *name, size_t limit);

// Opens what lies at a path below a group, by hard links alone. `shown` is its name for messages.
hid_t custos_keras_open(hid_t group, const char *path, const char *shown);

// Whether a group holds a link of this name.
bool custos_keras_holds(hid_t group, const char *name);

// The same for what must be a group.
hid_t custos_keras_open_group(hid_t group, const char *path, const char *shown);

// Adds the record of the data set at a path below a group.
void custos_keras_put_data_set(hid_t group, const char *path, const char *shown);

// List the layers of the two layouts. The names of the second get a prefix; those of the layers of a
// model within a model that of its name and a slash.
void custos_keras_list_named_layers(hid_t group);
void custos_keras_list_numbered_layers(hid_t group, const char *prefix, int depth);

// Copies model.weights.h5 of an archive to a file.
void custos_keras_unpack(const char *path, int copy);

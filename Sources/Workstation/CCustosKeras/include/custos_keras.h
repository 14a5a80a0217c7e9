#pragma once
#include <stddef.h>
#include <stdint.h>

// What Keras's weights files hold: layers in the file's order, each with its data sets in the order
// in which Keras keeps the layer's variables. Files are HDF5 with the attributes layer_names and
// weight_names (Keras 1 and 2, and .h5 of Keras 3), HDF5 with the groups layers/NAME/vars/NUMBER
// (.weights.h5), or zip archives that hold the latter (.keras).
//
// The file comes from outside, and the libraries that read its structure were not made for hostile
// ones. So a child process does it, with limits on memory and time; only the list below leaves it.
// The numbers are read by the caller, at the place in the file that the list names.

// What became of a list.
typedef enum {
  CUSTOS_KERAS_LISTED = 0,
  // The file is refused: list.reason.
  CUSTOS_KERAS_REFUSED = 1,
  // The process that read it died of it.
  CUSTOS_KERAS_DIED = 2,
  // The system refused: list.error_number.
  CUSTOS_KERAS_FAILED = 3,
} custos_keras_outcome;

typedef struct {
  // `count` bytes of records, one behind the other, numbers with the least significant byte first:
  //   'L' u32 bytes, name        a layer begins; layers are in Keras's order
  //   'N' u32 bytes, name        a layer begins that has the name of its class with a number
  //   'W' u32 bytes, path, u8 bytes of a number, u8 rank, u64 dimensions[rank], u64 place
  //                                                       a data set of the layer, IEEE floats
  // The place is where the elements begin in the file, last dimension contiguous.
  const uint8_t *records;
  size_t count;
  // Why the file is refused: the rest of a sentence that begins with "it" or "its", ended by zero.
  const char *reason;
  // Descriptor of an unlinked file with what a zip archive held, whose places the list names; -1
  // where they are those of the file itself.
  int file;
  int error_number;
  void *memory;
} custos_keras_list;

// Lists what the file at `path` holds.
custos_keras_outcome custos_keras_list_weights(const char *path, custos_keras_list *list);

// Gives back what a list has taken, whatever the outcome was.
void custos_keras_list_free(custos_keras_list *list);

#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Files and folders. Functions that can fail return 0 or an errno value.

// Bytes from malloc; the caller gives them back with custos_bytes_free.
typedef struct {
  uint8_t *data;
  size_t count;
} custos_bytes;

void custos_bytes_free(custos_bytes bytes);

// Reads everything that a descriptor still has to give.
int custos_read_descriptor(int descriptor, custos_bytes *bytes);

// Reads a whole file. A folder gives EISDIR.
int custos_read_file(const char *path, custos_bytes *bytes);

// Maps a regular file read-only. An empty file gives data NULL and count 0.
int custos_map_file(const char *path, const void **data, size_t *count);

void custos_unmap_file(const void *data, size_t count);

// Where a write can fail.
typedef enum {
  CUSTOS_WRITE_DONE = 0,
  // The target or the temporary file beside it could not be created.
  CUSTOS_WRITE_CREATE_FAILED = 1,
  // Writing, syncing or renaming failed; no temporary file is left.
  CUSTOS_WRITE_FAILED = 2,
  // The target exists and replacing was not asked for.
  CUSTOS_WRITE_EXISTS = 3,
} custos_write_stage;

// A file that is written piece by piece and appears whole or not at all.
typedef struct {
  int descriptor;
  bool replace;
  char *temporary;
  char *target;
} custos_output_file;

// Opens a temporary file in the same folder. A symbolic link is followed; one that leads nowhere
// counts as a file itself and is replaced. A target that is no regular file, such as /dev/null or a
// pipe, is written to directly. The reason of a failure is put into error_number.
custos_write_stage custos_output_open(const char *path, bool replace, custos_output_file *file,
                                      int *error_number);

// Writes the next bytes; after a failure only custos_output_abandon may follow.
int custos_output_append(custos_output_file *file, const void *data, size_t count);

// Puts the file into place: fsync, rename, fsync of the folder. On failure nothing is left and an
// existing file is untouched.
custos_write_stage custos_output_finish(custos_output_file *file, int *error_number);

// Leaves nothing of a file that was not finished; harmless for one that was.
void custos_output_abandon(custos_output_file *file);

// Writes all bytes to a descriptor, over interruptions and short writes.
int custos_write_descriptor(int descriptor, const void *data, size_t count);

typedef enum {
  CUSTOS_FILE_MISSING = 0,
  CUSTOS_FILE_REGULAR = 1,
  CUSTOS_FILE_DIRECTORY = 2,
  CUSTOS_FILE_OTHER = 3,
} custos_file_kind;

// What lies at the path; symbolic links are followed, a dangling one is missing. What cannot be
// looked at, such as for lack of permission, is OTHER: opening it tells why.
custos_file_kind custos_kind_of_file(const char *path);

// The size of a regular file in bytes; -1 for anything else.
int64_t custos_file_size(const char *path);

// Where a symbolic link leads, as it is written in it. Returns the number of bytes, without a zero byte
// behind them, or -1 for anything else.
long custos_link_target(const char *path, char *target, size_t capacity);

// Whether a path is a regular file that has another name, too: a hard link.
bool custos_is_hard_link(const char *path);

// Calls visit for every entry of a folder but . and .., in no defined order.
int custos_list_directory(const char *path, void (*visit)(void *context, const char *name),
                          void *context);

// Creates a folder and the folders above it; one that is already there is fine.
int custos_create_directories(const char *path);

// Deletes a file, not a folder.
int custos_remove_file(const char *path);

// Writes everything of the file system that a folder lies on to the medium: one flush for many
// files.
int custos_flush_filesystem(const char *folder);

// Takes the lock of a folder that one process at a time can hold, for as long as the descriptor is
// open: EWOULDBLOCK when another has it. A file system without locks gives it to everyone.
int custos_lock_folder(const char *folder, int *descriptor);

void custos_unlock_folder(int descriptor);

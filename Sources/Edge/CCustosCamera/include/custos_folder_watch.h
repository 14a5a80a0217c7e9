#pragma once
#include <stddef.h>

enum { CUSTOS_WATCH_NAME_SIZE = 256 };

typedef enum {
  // A file in the folder is complete: its writer has closed it, or it was renamed into the folder.
  CUSTOS_WATCH_FILE = 0,
  // Nothing within the time.
  CUSTOS_WATCH_NOTHING = 1,
  // The system's queue has overflown: some of the files that came are not reported.
  CUSTOS_WATCH_OVERFLOW = 2,
  // The folder is no longer there.
  CUSTOS_WATCH_GONE = 3,
  CUSTOS_WATCH_FAILED = 4,
  // An entry was made in the folder: a file that is still to be written, or a whole one by a link.
  CUSTOS_WATCH_CREATED = 5,
} custos_watch_event;

// Watches a folder for completed files (inotify). Zero-initialise before custos_watch_open.
typedef struct {
  int descriptor;
  size_t start, end;
  _Alignas(8) char events[4096];
} custos_watch;

// Returns 0 or an errno value, ENOTDIR if the path is not a folder.
int custos_watch_open(const char *folder, custos_watch *watch);

// The next event; name is filled in for files and entries, error_number for failures.
custos_watch_event custos_watch_next(custos_watch *watch, int timeout_milliseconds,
                                     char name[CUSTOS_WATCH_NAME_SIZE], int *error_number);

void custos_watch_close(custos_watch *watch);

#pragma once
#include <stdbool.h>

// Signals of a program that runs until it is told to stop.

// From now on SIGINT and SIGTERM only leave a mark, as does SIGHUP; a closed pipe gives an error
// instead of SIGPIPE. A second SIGINT or SIGTERM ends the process as usual.
void custos_signals_watch(void);

// From now on a write beyond the limit on the size of files (ulimit -f) gives EFBIG instead of SIGXFSZ,
// which ends the process without a word.
void custos_signals_report_file_limit(void);

// Whether SIGINT or SIGTERM has come.
bool custos_signals_stop(void);

// Whether SIGHUP has come since the last call.
bool custos_signals_take_reload(void);

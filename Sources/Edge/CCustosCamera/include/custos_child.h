#pragma once
#include <stdbool.h>

// A child process whose output and errors are read through pipes. Its input is /dev/null.
typedef struct {
  int process;
  // Descriptors to read from, -1 when closed.
  int output;
  int errors;
} custos_child;

// Starts arguments[0], looked for in PATH; the list ends with NULL. Returns 0 or an errno value, also
// when the program cannot be executed. The child gets SIGTERM when the thread that started it ends.
int custos_child_start(const char *const *arguments, custos_child *child);

// Whether the child has ended; status is what waitpid says. Once true the process is forgotten.
bool custos_child_has_ended(custos_child *child, int *status);

// Ends the child: SIGTERM, and SIGKILL when it has not ended after so many milliseconds. Closes the
// pipes. Harmless for one that has ended.
void custos_child_end(custos_child *child, int grace_milliseconds);

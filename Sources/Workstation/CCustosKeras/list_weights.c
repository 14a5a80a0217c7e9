#define _GNU_SOURCE
#include "custos_keras.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keras_child.h"

// Memory beside what the process has already, for what the libraries keep of a file.
static const rlim_t memory_limit = (rlim_t)1 << 30;
// For a large archive on a slow disk.
enum { wall_seconds = 600 };

static void set_limit(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && value > limit.rlim_max) value = limit.rlim_max;
  limit.rlim_cur = limit.rlim_max = value;
  setrlimit(resource, &limit);
}

static void limit_child(void) {
  const int signals[] = {SIGABRT, SIGALRM, SIGBUS,  SIGFPE,  SIGILL, SIGINT,
                         SIGQUIT, SIGSEGV, SIGTERM, SIGXCPU, SIGXFSZ};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  set_limit(RLIMIT_CORE, 0);
  alarm(wall_seconds);
  unsigned long pages = 0;
  FILE *const file = fopen("/proc/self/statm", "re");
  if (file != NULL) {
    if (fscanf(file, "%lu", &pages) == 1)
      set_limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + memory_limit);
    fclose(file);
  }
}

// Whether the file is a zip archive; an errno value in `error_number` where it cannot be read.
static bool is_archive(const char *path, int *error_number) {
  char start[4] = {0};
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || read(file, start, sizeof start) < 0) *error_number = errno;
  if (file >= 0) close(file);
  return memcmp(start, "PK\3\4", sizeof start) == 0;
}

// Makes an empty file whose name the child needs: HDF5 asks for a file's real path.
static int make_copy(char *path, size_t size) {
  const char *const folder = getenv("TMPDIR");
  const bool is_given = folder != NULL && *folder != 0 && strlen(folder) < size / 2;
  snprintf(path, size, "%s/custos-weights-XXXXXX", is_given ? folder : "/tmp");
  return mkostemp(path, O_CLOEXEC);
}

// Runs the child to its end. Returns an errno value, or 0 and what waitpid says.
static int run_child(const char *path, const char *copy, int file, custos_keras_shared *shared,
                     int *status) {
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    limit_child();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    custos_keras_read(path, copy, file, shared);
  }
  while (waitpid(child, status, 0) < 0)
    if (errno != EINTR) return errno;
  return 0;
}

custos_keras_outcome custos_keras_list_weights(const char *path, custos_keras_list *list) {
  *list = (custos_keras_list){.file = -1};
  custos_keras_shared *const shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    list->error_number = errno;
    return CUSTOS_KERAS_FAILED;
  }
  list->memory = shared;
  list->records = shared->records;
  list->reason = shared->reason;
  char copy[PATH_MAX] = "";
  if (is_archive(path, &list->error_number)) {
    list->file = make_copy(copy, sizeof copy);
    if (list->file < 0) list->error_number = errno;
  }
  int status = 0;
  if (list->error_number == 0)
    list->error_number = run_child(path, copy, list->file, shared, &status);
  if (list->file >= 0) unlink(copy);
  if (list->error_number != 0) return CUSTOS_KERAS_FAILED;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || shared->state == 0) return CUSTOS_KERAS_DIED;
  // The child may have been led to write anything here.
  shared->reason[sizeof shared->reason - 1] = 0;
  if (shared->state != CUSTOS_KERAS_LISTED + 1) return CUSTOS_KERAS_REFUSED;
  const uint32_t count = shared->count;
  list->count = count < sizeof shared->records ? count : sizeof shared->records;
  return CUSTOS_KERAS_LISTED;
}

void custos_keras_list_free(custos_keras_list *list) {
  if (list->memory != NULL) munmap(list->memory, sizeof(custos_keras_shared));
  if (list->file >= 0) close(list->file);
  *list = (custos_keras_list){.file = -1};
}

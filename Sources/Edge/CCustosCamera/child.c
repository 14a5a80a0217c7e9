#define _GNU_SOURCE
#include "custos_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void close_pair(int pair[2]) {
  for (int i = 0; i < 2; i++)
    if (pair[i] >= 0) close(pair[i]);
}

// In the child, between fork and exec: only calls that are safe there.
static _Noreturn void become(const char *const *arguments, int output, int errors, int failure,
                             pid_t parent) {
  // The mask of a worker thread blocks everything.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() == parent) {
    const int input = open("/dev/null", O_RDONLY);
    if (input >= 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(errors, 2) >= 0)
      execvp(arguments[0], (char *const *)arguments);
  }
  const int error_number = errno;
  if (write(failure, &error_number, sizeof error_number) < 0) _exit(126);
  _exit(127);
}

int custos_child_start(const char *const *arguments, custos_child *child) {
  int output[2] = {-1, -1}, errors[2] = {-1, -1}, failure[2] = {-1, -1};
  int error_number = 0;
  *child = (custos_child){.process = -1, .output = -1, .errors = -1};
  if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0)
    error_number = errno;
  pid_t process = -1;
  if (error_number == 0) {
    const pid_t parent = getpid();
    process = fork();
    if (process == 0) become(arguments, output[1], errors[1], failure[1], parent);
    if (process < 0) error_number = errno;
  }
  if (error_number == 0) {
    close(failure[1]);
    failure[1] = -1;
    ssize_t got;
    do got = read(failure[0], &error_number, sizeof error_number);
    while (got < 0 && errno == EINTR);
    // Nothing comes when exec has closed the pipe.
    if (got != sizeof error_number) error_number = 0;
    else waitpid(process, NULL, 0);
  }
  if (error_number == 0) {
    *child = (custos_child){.process = process, .output = output[0], .errors = errors[0]};
    output[0] = errors[0] = -1;
    fcntl(child->errors, F_SETFL, O_NONBLOCK);
  }
  close_pair(output);
  close_pair(errors);
  close_pair(failure);
  return error_number;
}

bool custos_child_has_ended(custos_child *child, int *status) {
  if (child->process < 0) return true;
  if (waitpid(child->process, status, WNOHANG) != child->process) return false;
  child->process = -1;
  return true;
}

void custos_child_end(custos_child *child, int grace_milliseconds) {
  int status;
  if (child->output >= 0) close(child->output);
  if (child->errors >= 0) close(child->errors);
  child->output = child->errors = -1;
  if (child->process < 0) return;
  kill(child->process, SIGTERM);
  for (int waited = 0; waited < grace_milliseconds; waited += 10) {
    if (custos_child_has_ended(child, &status)) return;
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  }
  kill(child->process, SIGKILL);
  while (waitpid(child->process, &status, 0) < 0 && errno == EINTR) {}
  child->process = -1;
}

#define _GNU_SOURCE
#include "custos_signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_bool has_stop;
static atomic_bool has_reload;

static void note(int number) {
  if (number == SIGHUP) atomic_store(&has_reload, true);
  else atomic_store(&has_stop, true);
}

void custos_signals_watch(void) {
  struct sigaction action = {.sa_handler = note};
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, NULL);
  action.sa_flags = (int)SA_RESETHAND;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

void custos_signals_report_file_limit(void) { signal(SIGXFSZ, SIG_IGN); }

bool custos_signals_stop(void) { return atomic_load(&has_stop); }

bool custos_signals_take_reload(void) { return atomic_exchange(&has_reload, false); }

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "custos_monitor.h"

struct custos_thread {
  pthread_t handle;
  void (*body)(void *context);
  void *context;
};

static void *run(void *argument) {
  custos_thread *thread = argument;
  thread->body(thread->context);
  return NULL;
}

custos_thread *custos_thread_start(void (*body)(void *context), void *context, int *error_number) {
  custos_thread *thread = malloc(sizeof *thread);
  if (thread == NULL) {
    *error_number = ENOMEM;
    return NULL;
  }
  thread->body = body;
  thread->context = context;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  *error_number = pthread_create(&thread->handle, NULL, run, thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (*error_number == 0) return thread;
  free(thread);
  return NULL;
}

void custos_thread_join(custos_thread *thread) {
  pthread_join(thread->handle, NULL);
  free(thread);
}

#define _GNU_SOURCE
#include "custos_monitor.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct custos_monitor {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
};

custos_monitor *custos_monitor_create(void) {
  custos_monitor *monitor = malloc(sizeof *monitor);
  if (monitor == NULL) return NULL;
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  // A clock that is set meanwhile must not make waits long.
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init(&monitor->mutex, NULL);
  pthread_cond_init(&monitor->condition, &attributes);
  pthread_condattr_destroy(&attributes);
  return monitor;
}

void custos_monitor_destroy(custos_monitor *monitor) {
  pthread_cond_destroy(&monitor->condition);
  pthread_mutex_destroy(&monitor->mutex);
  free(monitor);
}

void custos_monitor_lock(custos_monitor *monitor) { pthread_mutex_lock(&monitor->mutex); }

void custos_monitor_unlock(custos_monitor *monitor) { pthread_mutex_unlock(&monitor->mutex); }

bool custos_monitor_wait(custos_monitor *monitor, uint32_t timeout_milliseconds) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += timeout_milliseconds / 1000;
  until.tv_nsec += (long)(timeout_milliseconds % 1000) * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    until.tv_sec += 1;
  }
  return pthread_cond_timedwait(&monitor->condition, &monitor->mutex, &until) == 0;
}

void custos_monitor_wake(custos_monitor *monitor) { pthread_cond_broadcast(&monitor->condition); }

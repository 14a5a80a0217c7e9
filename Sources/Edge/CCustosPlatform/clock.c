#define _GNU_SOURCE
#include "custos_process.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

uint64_t custos_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void custos_sleep(uint64_t nanoseconds) {
  const struct timespec rest = {.tv_sec = (time_t)(nanoseconds / 1000000000u),
                                .tv_nsec = (long)(nanoseconds % 1000000000u)};
  nanosleep(&rest, NULL);
}

void custos_utc_time(char text[25]) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  custos_utc_time_of(now.tv_sec, now.tv_nsec / 1000000, text);
}

void custos_utc_time_of(int64_t seconds, int64_t milliseconds, char text[25]) {
  const time_t time = (time_t)seconds;
  struct tm utc;
  char buffer[96];
  if (gmtime_r(&time, &utc) == NULL) memset(&utc, 0, sizeof utc);
  snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
           utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)milliseconds);
  memcpy(text, buffer, 24);
  text[24] = 0;
}

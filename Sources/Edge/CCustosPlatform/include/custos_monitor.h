#pragma once
#include <stdbool.h>
#include <stdint.h>

// A lock with a condition that waits can be ended by.
typedef struct custos_monitor custos_monitor;

// Returns NULL when memory cannot be had.
custos_monitor *custos_monitor_create(void);
void custos_monitor_destroy(custos_monitor *monitor);

void custos_monitor_lock(custos_monitor *monitor);
void custos_monitor_unlock(custos_monitor *monitor);

// Gives up the lock until woken or until timeout_milliseconds have passed, and takes it again.
// Returns false when the time has passed. May wake for no reason.
bool custos_monitor_wait(custos_monitor *monitor, uint32_t timeout_milliseconds);

// Wakes every thread that waits.
void custos_monitor_wake(custos_monitor *monitor);

// A thread that runs body(context) once.
typedef struct custos_thread custos_thread;

// Signals are left to the thread that the program started with. Returns NULL when the system
// refuses a thread, and sets error_number to ENOMEM or EAGAIN.
custos_thread *custos_thread_start(void (*body)(void *context), void *context, int *error_number);

// Waits for the end of the thread and frees it.
void custos_thread_join(custos_thread *thread);

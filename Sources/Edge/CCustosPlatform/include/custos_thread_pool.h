#pragma once
#include <stddef.h>

// A fixed set of worker threads that share loops. The calling thread is worker 0.
//
// Between loops a worker spins for some tens of microseconds before it sleeps, and so does the
// caller at the end of a loop; neither spins in a pool of more threads than there are CPUs.
typedef struct custos_thread_pool custos_thread_pool;

// One iteration of a shared loop: index in [0, count), worker in [0, thread count).
typedef void (*custos_task_function)(void *context, size_t index, size_t worker);

// Starts thread_count - 1 threads. Returns NULL and sets error_number when memory (ENOMEM) or threads
// (EAGAIN) cannot be had, and for more than 4096 threads (EAGAIN).
custos_thread_pool *custos_thread_pool_create(size_t thread_count, int *error_number);

// Ties worker i to the i-th CPU that the calling thread may run on, starting again with the first
// where CPUs are fewer; worker 0 is the calling thread. Called once, before the first loop. Returns 0
// or an errno value, after which the pool is only fit to be destroyed.
int custos_thread_pool_pin(custos_thread_pool *pool);

size_t custos_thread_pool_thread_count(const custos_thread_pool *pool);

// Calls task for every index in [0, count), each exactly once, and returns when all are done.
// Which worker takes which index is not defined; a task must not call this on the same pool.
void custos_thread_pool_run(custos_thread_pool *pool, custos_task_function task, void *context,
                            size_t count);

// Joins the threads and frees the pool. The thread that has pinned the pool may run again where it
// might before, if it is the one that calls this: another thread's CPUs are not touched, as that one
// may have ended long ago.
void custos_thread_pool_destroy(custos_thread_pool *pool);

// Number of CPUs the calling thread may run on, at least 1.
size_t custos_available_cpu_count(void);

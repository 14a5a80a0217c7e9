#pragma once
#include <stddef.h>

// A fixed set of worker threads that share loops. The calling thread is worker 0.
typedef struct custos_thread_pool custos_thread_pool;

// One iteration of a shared loop: index in [0, count), worker in [0, thread count).
typedef void (*custos_task_function)(void *context, size_t index, size_t worker);

// Starts thread_count - 1 threads. Returns NULL when memory or threads cannot be had, and for
// more than 4096 threads.
custos_thread_pool *custos_thread_pool_create(size_t thread_count);

size_t custos_thread_pool_thread_count(const custos_thread_pool *pool);

// Calls task for every index in [0, count), each exactly once, and returns when all are done.
// Which worker takes which index is not defined; a task must not call this on the same pool.
void custos_thread_pool_run(custos_thread_pool *pool, custos_task_function task, void *context,
                            size_t count);

// Joins the threads and frees the pool.
void custos_thread_pool_destroy(custos_thread_pool *pool);

// Number of CPUs this process may run on, at least 1.
size_t custos_available_cpu_count(void);

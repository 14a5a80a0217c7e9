#pragma once
#include <stddef.h>
#include <stdint.h>

// A fixed set of worker threads that share loops. The calling thread is worker 0.
//
// Between loops a worker spins for some tens of microseconds before it sleeps, and so does the
// caller at the end of a loop; neither spins in a pool of more threads than there are CPUs, or than a quota of
// their time allows.
typedef struct custos_thread_pool custos_thread_pool;

// One iteration of a shared loop: index in [0, count), worker in [0, thread count).
typedef void (*custos_task_function)(void *context, size_t index, size_t worker);

enum { custos_capacity_count = 1024 };

// Starts thread_count - 1 threads. Returns NULL and sets error_number when memory (ENOMEM) or threads
// (EAGAIN) cannot be had, and for more than 4096 threads (EAGAIN).
//
// spinning_threads: a pool of more threads does not spin; the control group's quota of CPU time in CPUs.
// capacities: relative speeds of the CPUs 0 ..< custos_capacity_count, 0 for unknown ones, as the system's
// cpu_capacity has them, or NULL. Where they differ, a slow CPU leaves the last indices of a loop to the fast
// ones.
custos_thread_pool *custos_thread_pool_create(size_t thread_count, size_t spinning_threads,
                                              const uint16_t *capacities, int *error_number);

// Ties worker i to the i-th CPU that the calling thread may run on, the fastest first, starting again
// where CPUs are fewer; worker 0 is the calling thread. Called once, before the first loop. Returns 0
// or an errno value, after which the pool is only fit to be destroyed.
int custos_thread_pool_pin(custos_thread_pool *pool);

size_t custos_thread_pool_thread_count(const custos_thread_pool *pool);

// Calls task for every index in [0, count), each exactly once, and returns when all are done.
// Every worker begins with a run of indices of its own, about as long as the others', and then takes what others have
// left; so which worker takes which index is not defined. A task must not call this on the same pool.
void custos_thread_pool_run(custos_thread_pool *pool, custos_task_function task, void *context,
                            size_t count);

// From the next loop on the first `count` threads take part, at least 1 and at most all; the others sleep.
// Called by the thread that runs the loops.
void custos_thread_pool_set_active(custos_thread_pool *pool, size_t count);

size_t custos_thread_pool_active(const custos_thread_pool *pool);

// Nonzero where waiting threads spin first.
int custos_thread_pool_spins(const custos_thread_pool *pool);

// Nanoseconds that the caller has waited at the ends of loops for other threads since the last call.
uint64_t custos_thread_pool_take_waited(custos_thread_pool *pool);

// Joins the threads and frees the pool. The thread that has pinned the pool may run again where it
// might before, if it is the one that calls this: another thread's CPUs are not touched, as that one
// may have ended long ago.
void custos_thread_pool_destroy(custos_thread_pool *pool);

// Number of the CPU that the calling thread runs on at the moment, -1 if it cannot be told.
int custos_current_cpu(void);

// Number of CPUs the calling thread may run on, at least 1.
size_t custos_available_cpu_count(void);

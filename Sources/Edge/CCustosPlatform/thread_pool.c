#define _GNU_SOURCE
#include "custos_thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "custos_process.h"

// A loop of the network takes some tens of microseconds, and waking a sleeping thread about as long.
// So a thread first spins for what it waits for, and sleeps when nothing comes. It spins for longer than a loop
// takes that the caller does alone: a worker that has missed one is there for the next.
enum { spin_nanoseconds = 200000, spins_between_clock_readings = 16 };

// A thread that spins in vain delays whatever else its CPU has to do, maybe the thread it waits for.
// After a few failures in a row it sleeps at once for a while, then tries again.
enum { failures_forgiven = 4, sleeps_before_next_trial = 128 };

// Far more than any board has cores; keeps the size of the pool's memory far from overflow.
enum { maximum_thread_count = 4096 };

// Cache lines have 64 bytes, but some CPUs fetch them in pairs.
enum { line_bytes = 128 };

struct worker {
  // The indices that are left of the worker's own share of a loop; counted up by whoever takes the next one.
  _Alignas(line_bytes) atomic_size_t next_index;
  size_t end_index;
  _Alignas(line_bytes) custos_thread_pool *pool;
  size_t number;
  pthread_t thread;
  // Where the thread ran last; the first worker is the caller.
  atomic_int cpu;
};

// A loop's number and, in the lowest bits, how many threads take part in it, so that a worker reads both at
// once: one that takes no part may look after the caller has gone on.
enum { active_bits = 16, active_mask = (1 << active_bits) - 1 };

// The gate of a loop: its number, whether it is closed, and in the lowest bits how many workers have entered. The
// caller closes it when no index is left, so that it waits for those alone that work: a worker that was
// asleep and comes late holds up nobody.
enum { gate_bits = 16, gate_closed = 1 << (gate_bits - 1), gate_mask = gate_closed - 1 };

struct custos_thread_pool {
  // Advanced by the caller for every loop, after what describes the loop is written.
  _Alignas(line_bytes) atomic_size_t generation;
  custos_task_function task;
  void *context;
  atomic_bool stopping;
  _Alignas(line_bytes) atomic_size_t gate;
  // Counted up by each worker that has entered when no index is left for it.
  _Alignas(line_bytes) atomic_size_t finished_workers;
  // For those who have spun in vain. The flags change under the mutex and are read without it.
  _Alignas(line_bytes) pthread_mutex_t mutex;
  pthread_cond_t work_ready;
  pthread_cond_t work_done;
  // For workers that take no part: the number of threads has changed. active changes under the mutex; the caller
  // alone changes it and reads it without.
  pthread_cond_t active_changed;
  size_t active;
  atomic_size_t sleeping_workers;
  atomic_bool caller_sleeps;
  // The caller's own.
  int caller_credit;
  uint64_t waited;
  // Fixed before the first loop.
  _Alignas(line_bytes) size_t thread_count;
  bool spins;
  // Relative speeds of the CPUs by their number, NULL where all are equal; the highest one, and how many CPUs
  // have it.
  uint16_t *capacities;
  uint16_t highest_capacity;
  size_t fast_cpus;
  bool pinned;
  pthread_t pinning_thread;
  cpu_set_t previous_cpus;
  struct worker workers[];
};

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Waits a short while for (*counter == value) to become `wanted`; returns whether it did.
static bool spin(const atomic_size_t *counter, size_t value, bool wanted) {
  const uint64_t end = custos_monotonic_nanoseconds() + spin_nanoseconds;
  do {
    for (int turn = 0; turn < spins_between_clock_readings; ++turn) {
      if ((atomic_load_explicit(counter, memory_order_acquire) == value) == wanted) return true;
      relax();
    }
  } while (custos_monotonic_nanoseconds() < end);
  return false;
}

// Spins if the thread's credit allows it. Credit above zero is failures that are still forgiven, below
// zero sleeps until the next trial.
static bool try_to_spin(const custos_thread_pool *pool, int *credit, const atomic_size_t *counter,
                        size_t value, bool wanted) {
  if (!pool->spins) return false;
  if (*credit < 0) {
    ++*credit;
    return false;
  }
  if (spin(counter, value, wanted)) {
    *credit = failures_forgiven;
    return true;
  }
  if (--*credit < 0) *credit = -sleeps_before_next_trial;
  return false;
}

// Moves a worker that runs on the CPU of the caller, or of a worker before it, to a free one. A scheduler may
// well wake both on one CPU and leave them there for milliseconds: in virtual machines, where a halted CPU does
// not count as idle, it often does.
static void leave_occupied_cpu(struct worker *self) {
  custos_thread_pool *pool = self->pool;
  const int cpu = custos_current_cpu();
  cpu_set_t all, others;
  bool is_occupied = false;
  if (pool->spins && !pool->pinned)
    for (size_t i = 0; i < self->number; ++i)
      is_occupied |= atomic_load_explicit(&pool->workers[i].cpu, memory_order_relaxed) == cpu;
  if (is_occupied && sched_getaffinity(0, sizeof all, &all) == 0) {
    others = all;
    for (size_t i = 0; i < self->number; ++i) {
      const int taken = atomic_load_explicit(&pool->workers[i].cpu, memory_order_relaxed);
      if (taken >= 0 && taken < CPU_SETSIZE) CPU_CLR(taken, &others);
    }
    // The thread may run anywhere again at once; it stays where it has been moved to for a while.
    if (CPU_COUNT(&others) > 0 && sched_setaffinity(0, sizeof others, &others) == 0)
      sched_setaffinity(0, sizeof all, &all);
  }
  atomic_store_explicit(&self->cpu, custos_current_cpu(), memory_order_relaxed);
}

// Going to sleep: a thread first says that it sleeps and then looks at the counter. Waking: the other
// thread first changes the counter and then looks for sleepers. At least one of the two sees the
// other, so no wake-up is lost, if no load passes the change before it. That change is therefore
// always a read-modify-write (exchange, add), never a store: a store and the load behind it, both
// sequentially consistent, become `stlr` and `ldar` on aarch64, which real cores keep in order, but
// qemu on x86 does not; it keeps every read-modify-write in order with what follows.

// Returns the generation that follows `seen`.
static size_t wait_for_loop(custos_thread_pool *pool, size_t seen, int *credit) {
  if (try_to_spin(pool, credit, &pool->generation, seen, false))
    return atomic_load(&pool->generation);
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleeping_workers, 1);
  while (atomic_load(&pool->generation) == seen)
    pthread_cond_wait(&pool->work_ready, &pool->mutex);
  atomic_fetch_sub(&pool->sleeping_workers, 1);
  pthread_mutex_unlock(&pool->mutex);
  return atomic_load(&pool->generation);
}

// Sleeps until the worker takes part again, or the pool goes.
static void wait_for_part(custos_thread_pool *pool, size_t worker) {
  pthread_mutex_lock(&pool->mutex);
  while (worker >= pool->active && !atomic_load_explicit(&pool->stopping, memory_order_relaxed))
    pthread_cond_wait(&pool->active_changed, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
}

static void announce_loop(custos_thread_pool *pool) {
  const size_t seen = atomic_load_explicit(&pool->generation, memory_order_relaxed);
  const size_t number = (seen >> active_bits) + 1;
  // Workers look at the gate when they have seen the generation that follows.
  atomic_store_explicit(&pool->gate, number << gate_bits, memory_order_relaxed);
  atomic_exchange(&pool->generation, number << active_bits | pool->active);
  if (atomic_load(&pool->sleeping_workers) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->work_ready);
  pthread_mutex_unlock(&pool->mutex);
}

// Whether the worker may take part in the loop with this number.
static bool enter(custos_thread_pool *pool, size_t number) {
  size_t gate = atomic_load(&pool->gate);
  do {
    if (gate >> gate_bits != number || (gate & gate_closed) != 0) return false;
  } while (!atomic_compare_exchange_weak(&pool->gate, &gate, gate + 1));
  return true;
}

static void wait_for_workers(custos_thread_pool *pool, size_t entered) {
  if (try_to_spin(pool, &pool->caller_credit, &pool->finished_workers, entered, true)) return;
  pthread_mutex_lock(&pool->mutex);
  atomic_exchange(&pool->caller_sleeps, true);
  while (atomic_load(&pool->finished_workers) != entered)
    pthread_cond_wait(&pool->work_done, &pool->mutex);
  atomic_store_explicit(&pool->caller_sleeps, false, memory_order_relaxed);
  pthread_mutex_unlock(&pool->mutex);
}

static void announce_end_of_share(custos_thread_pool *pool) {
  atomic_fetch_add(&pool->finished_workers, 1);
  if (!atomic_load(&pool->caller_sleeps)) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_signal(&pool->work_done);
  pthread_mutex_unlock(&pool->mutex);
}

// Whether a worker leaves the rest of a loop to CPUs that are faster than its own: what it would take for the
// next index is more than they need for all that are left. The caller leaves nothing, so that somebody is
// there for the last one.
static bool leaves_rest(const custos_thread_pool *pool, size_t worker) {
  if (pool->capacities == NULL || worker == 0) return false;
  const int cpu = custos_current_cpu();
  const size_t own = cpu >= 0 && cpu < CPU_SETSIZE ? pool->capacities[cpu] : 0;
  if (own == 0 || own >= pool->highest_capacity) return false;
  size_t left = 0;
  for (size_t i = 0; i < pool->active; ++i) {
    const size_t next = atomic_load_explicit(&pool->workers[i].next_index, memory_order_relaxed);
    if (next < pool->workers[i].end_index) left += pool->workers[i].end_index - next;
  }
  const size_t fast = pool->fast_cpus < pool->active ? pool->fast_cpus : pool->active;
  return left * own < fast * pool->highest_capacity;
}

// Cuts a loop into runs of indices, as even as can be, one for each worker that takes part.
static void deal_out(custos_thread_pool *pool, size_t count) {
  const size_t each = count / pool->active, longer = count % pool->active;
  size_t next = 0;
  for (size_t i = 0; i < pool->active; ++i) {
    atomic_store_explicit(&pool->workers[i].next_index, next, memory_order_relaxed);
    pool->workers[i].end_index = next += each + (i < longer);
  }
}

// A worker does its own run first. Loops of the same length are thus cut in the same way, and what one of them
// has written mostly lies in the cache of the core that reads it in the next. Then it helps the others.
static void run_share(custos_thread_pool *pool, size_t worker) {
  size_t owner = worker;
  do {
    struct worker *share = &pool->workers[owner];
    for (;;) {
      if (leaves_rest(pool, worker)) return;
      const size_t index = atomic_fetch_add_explicit(&share->next_index, 1, memory_order_relaxed);
      if (index >= share->end_index) break;
      pool->task(pool->context, index, worker);
    }
    if (++owner == pool->active) owner = 0;
  } while (owner != worker);
}

static void *worker_main(void *argument) {
  struct worker *self = argument;
  custos_thread_pool *pool = self->pool;
  int credit = failures_forgiven;
  for (size_t generation = 0;;) {
    generation = wait_for_loop(pool, generation, &credit);
    if (atomic_load_explicit(&pool->stopping, memory_order_relaxed)) return NULL;
    if (self->number >= (generation & active_mask)) {
      wait_for_part(pool, self->number);
      continue;
    }
    leave_occupied_cpu(self);
    if (!enter(pool, generation >> active_bits)) {
      // Too late, but there is work: the next loop will not be long in coming.
      credit = failures_forgiven;
      continue;
    }
    run_share(pool, self->number);
    announce_end_of_share(pool);
  }
}

static custos_thread_pool *allocate(size_t thread_count) {
  size_t size = sizeof(custos_thread_pool) + thread_count * sizeof(struct worker);
  size = (size + line_bytes - 1) / line_bytes * line_bytes;
  custos_thread_pool *pool = aligned_alloc(line_bytes, size);
  if (pool != NULL) memset(pool, 0, size);
  return pool;
}

// Keeps the speeds of the CPUs that the calling thread may run on, if they differ; false without memory.
static bool keep_capacities(custos_thread_pool *pool, const uint16_t *capacities) {
  cpu_set_t set;
  if (capacities == NULL || sched_getaffinity(0, sizeof set, &set) != 0) return true;
  uint16_t lowest = UINT16_MAX;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &set) || capacities[cpu] == 0) continue;
    if (capacities[cpu] < lowest) lowest = capacities[cpu];
    if (capacities[cpu] > pool->highest_capacity) {
      pool->highest_capacity = capacities[cpu];
      pool->fast_cpus = 0;
    }
    if (capacities[cpu] == pool->highest_capacity) ++pool->fast_cpus;
  }
  if (lowest >= pool->highest_capacity) return true;
  pool->capacities = malloc(CPU_SETSIZE * sizeof *capacities);
  if (pool->capacities == NULL) return false;
  memcpy(pool->capacities, capacities, CPU_SETSIZE * sizeof *capacities);
  return true;
}

custos_thread_pool *custos_thread_pool_create(size_t thread_count, size_t spinning_threads,
                                              const uint16_t *capacities, int *error_number) {
  if (thread_count == 0) thread_count = 1;
  *error_number = EAGAIN;
  if (thread_count > maximum_thread_count) return NULL;
  custos_thread_pool *pool = allocate(thread_count);
  if (pool == NULL || !keep_capacities(pool, capacities)) {
    free(pool);
    *error_number = ENOMEM;
    return NULL;
  }
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->work_ready, NULL);
  pthread_cond_init(&pool->work_done, NULL);
  pthread_cond_init(&pool->active_changed, NULL);
  // Where threads share a CPU, one that spins keeps away the very thread it waits for.
  pool->spins =
      thread_count <= custos_available_cpu_count() && thread_count <= spinning_threads;
  pool->caller_credit = failures_forgiven;
  pool->thread_count = 1;
  for (size_t number = 0; number < thread_count; ++number)
    atomic_init(&pool->workers[number].cpu, -1);
  for (size_t number = 1; number < thread_count; ++number) {
    struct worker *worker = &pool->workers[number];
    worker->pool = pool;
    worker->number = number;
    if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
      custos_thread_pool_destroy(pool);
      return NULL;
    }
    pool->thread_count = number + 1;
  }
  pool->active = pool->thread_count;
  return pool;
}

// Takes the fastest CPU out of a set, the first of several, and gives its number.
static int take_fastest(const custos_thread_pool *pool, cpu_set_t *set) {
  int fastest = -1;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, set)) continue;
    if (fastest < 0 ||
        (pool->capacities != NULL && pool->capacities[cpu] > pool->capacities[fastest]))
      fastest = cpu;
  }
  CPU_CLR(fastest, set);
  return fastest;
}

int custos_thread_pool_pin(custos_thread_pool *pool) {
  int error_number = pthread_getaffinity_np(pthread_self(), sizeof pool->previous_cpus,
                                            &pool->previous_cpus);
  if (error_number != 0) return error_number;
  pool->pinned = true;
  pool->pinning_thread = pthread_self();
  cpu_set_t left;
  CPU_ZERO(&left);
  for (size_t number = 0; number < pool->thread_count && error_number == 0; ++number) {
    cpu_set_t one;
    CPU_ZERO(&one);
    if (CPU_COUNT(&left) == 0) left = pool->previous_cpus;
    CPU_SET(take_fastest(pool, &left), &one);
    const pthread_t thread = number == 0 ? pool->pinning_thread : pool->workers[number].thread;
    error_number = pthread_setaffinity_np(thread, sizeof one, &one);
  }
  return error_number;
}

size_t custos_thread_pool_thread_count(const custos_thread_pool *pool) {
  return pool->thread_count;
}

void custos_thread_pool_run(custos_thread_pool *pool, custos_task_function task, void *context,
                            size_t count) {
  if (pool->active == 1 || count <= 1) {
    for (size_t index = 0; index < count; ++index) task(context, index, 0);
    return;
  }
  pool->task = task;
  pool->context = context;
  atomic_store_explicit(&pool->workers[0].cpu, custos_current_cpu(), memory_order_relaxed);
  deal_out(pool, count);
  atomic_store_explicit(&pool->finished_workers, 0, memory_order_relaxed);
  announce_loop(pool);
  run_share(pool, 0);
  const size_t entered = atomic_fetch_or(&pool->gate, gate_closed) & gate_mask;
  if (atomic_load(&pool->finished_workers) == entered) return;
  const uint64_t start = custos_monotonic_nanoseconds();
  wait_for_workers(pool, entered);
  pool->waited += custos_monotonic_nanoseconds() - start;
}

void custos_thread_pool_set_active(custos_thread_pool *pool, size_t count) {
  if (count < 1) count = 1;
  if (count > pool->thread_count) count = pool->thread_count;
  if (count == pool->active) return;
  pthread_mutex_lock(&pool->mutex);
  pool->active = count;
  pthread_cond_broadcast(&pool->active_changed);
  pthread_mutex_unlock(&pool->mutex);
}

size_t custos_thread_pool_active(const custos_thread_pool *pool) { return pool->active; }

int custos_thread_pool_spins(const custos_thread_pool *pool) { return pool->spins; }

uint64_t custos_thread_pool_take_waited(custos_thread_pool *pool) {
  const uint64_t waited = pool->waited;
  pool->waited = 0;
  return waited;
}

void custos_thread_pool_destroy(custos_thread_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  atomic_exchange(&pool->stopping, true);
  pthread_cond_broadcast(&pool->active_changed);
  pthread_mutex_unlock(&pool->mutex);
  announce_loop(pool);
  for (size_t number = 1; number < pool->thread_count; ++number)
    pthread_join(pool->workers[number].thread, NULL);
  if (pool->pinned && pthread_equal(pool->pinning_thread, pthread_self()))
    pthread_setaffinity_np(pool->pinning_thread, sizeof pool->previous_cpus, &pool->previous_cpus);
  pthread_cond_destroy(&pool->active_changed);
  pthread_cond_destroy(&pool->work_done);
  pthread_cond_destroy(&pool->work_ready);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->capacities);
  free(pool);
}

int custos_current_cpu(void) { return sched_getcpu(); }

size_t custos_available_cpu_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const int count = CPU_COUNT(&set);
  return count > 0 ? (size_t)count : 1;
}

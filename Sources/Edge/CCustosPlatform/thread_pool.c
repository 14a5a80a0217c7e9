#define _GNU_SOURCE
#include "custos_thread_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

// Far more than any board has cores; keeps the size of the pool's memory far from overflow.
enum { maximum_thread_count = 4096 };

struct worker {
  custos_thread_pool *pool;
  size_t number;
  pthread_t thread;
};

struct custos_thread_pool {
  pthread_mutex_t mutex;
  pthread_cond_t work_ready;
  pthread_cond_t work_done;
  size_t thread_count;
  // Guarded by mutex.
  size_t generation;
  size_t busy_workers;
  bool stopping;
  // The current loop; written before generation is advanced.
  custos_task_function task;
  void *context;
  size_t count;
  atomic_size_t next_index;
  struct worker workers[];
};

static void run_share(custos_thread_pool *pool, size_t worker) {
  for (;;) {
    const size_t index = atomic_fetch_add_explicit(&pool->next_index, 1, memory_order_relaxed);
    if (index >= pool->count) return;
    pool->task(pool->context, index, worker);
  }
}

static void *worker_main(void *argument) {
  struct worker *self = argument;
  custos_thread_pool *pool = self->pool;
  size_t seen_generation = 0;
  pthread_mutex_lock(&pool->mutex);
  for (;;) {
    while (pool->generation == seen_generation && !pool->stopping)
      pthread_cond_wait(&pool->work_ready, &pool->mutex);
    if (pool->stopping) break;
    seen_generation = pool->generation;
    pthread_mutex_unlock(&pool->mutex);
    run_share(pool, self->number);
    pthread_mutex_lock(&pool->mutex);
    if (--pool->busy_workers == 0) pthread_cond_signal(&pool->work_done);
  }
  pthread_mutex_unlock(&pool->mutex);
  return NULL;
}

custos_thread_pool *custos_thread_pool_create(size_t thread_count) {
  if (thread_count == 0) thread_count = 1;
  if (thread_count > maximum_thread_count) return NULL;
  custos_thread_pool *pool = calloc(1, sizeof *pool + thread_count * sizeof(struct worker));
  if (pool == NULL) return NULL;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->work_ready, NULL);
  pthread_cond_init(&pool->work_done, NULL);
  pool->thread_count = 1;
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
  return pool;
}

size_t custos_thread_pool_thread_count(const custos_thread_pool *pool) {
  return pool->thread_count;
}

void custos_thread_pool_run(custos_thread_pool *pool, custos_task_function task, void *context,
                            size_t count) {
  if (pool->thread_count == 1 || count <= 1) {
    for (size_t index = 0; index < count; ++index) task(context, index, 0);
    return;
  }
  pthread_mutex_lock(&pool->mutex);
  pool->task = task;
  pool->context = context;
  pool->count = count;
  atomic_store_explicit(&pool->next_index, 0, memory_order_relaxed);
  pool->busy_workers = pool->thread_count - 1;
  ++pool->generation;
  pthread_cond_broadcast(&pool->work_ready);
  pthread_mutex_unlock(&pool->mutex);

  run_share(pool, 0);

  pthread_mutex_lock(&pool->mutex);
  while (pool->busy_workers > 0) pthread_cond_wait(&pool->work_done, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
}

void custos_thread_pool_destroy(custos_thread_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->stopping = true;
  pthread_cond_broadcast(&pool->work_ready);
  pthread_mutex_unlock(&pool->mutex);
  for (size_t number = 1; number < pool->thread_count; ++number)
    pthread_join(pool->workers[number].thread, NULL);
  pthread_cond_destroy(&pool->work_done);
  pthread_cond_destroy(&pool->work_ready);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

size_t custos_available_cpu_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const int count = CPU_COUNT(&set);
  return count > 0 ? (size_t)count : 1;
}

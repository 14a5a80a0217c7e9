// The plug-in of one implementation of MPI; scripts/build-mpi.sh compiles it, once for each.
#include "../include/custos_mpi.h"

#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Counts of MPI are ints.
enum { PART_BYTES = 1 << 30 };

struct custos_mpi_exchange {
  int count;
  // For each request the other rank.
  int *ranks;
  MPI_Request requests[];
};

static int process_count;
static int own_rank;

static int start(int *rank, int *size, char machine[CUSTOS_MPI_TEXT_BYTES]) {
  int provided = 0;
  int error = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (error != MPI_SUCCESS) return error;
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  error = MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
  if (error == MPI_SUCCESS) error = MPI_Comm_size(MPI_COMM_WORLD, &process_count);
  char name[MPI_MAX_PROCESSOR_NAME] = "";
  int length = 0;
  if (error == MPI_SUCCESS) error = MPI_Get_processor_name(name, &length);
  snprintf(machine, CUSTOS_MPI_TEXT_BYTES, "%s", name);
  *rank = own_rank;
  *size = process_count;
  if (error == MPI_SUCCESS && provided < MPI_THREAD_SERIALIZED) error = MPI_ERR_OTHER;
  return error;
}

static size_t part_count(size_t bytes) { return (bytes + PART_BYTES - 1) / PART_BYTES; }

// The parts of one message, as so many requests; false when MPI refuses.
static bool begin_message(custos_mpi_exchange *exchange, custos_mpi_message message, int rank, bool is_sent,
                          int channel) {
  for (size_t part = 0; part < part_count(message.count); part++) {
    char *const bytes = (char *)message.bytes + part * PART_BYTES;
    const size_t rest = message.count - part * PART_BYTES;
    const int count = rest < PART_BYTES ? (int)rest : PART_BYTES;
    MPI_Request *const request = &exchange->requests[exchange->count];
    const int tag = (int)part * CUSTOS_MPI_CHANNELS + channel;
    const int error = is_sent ? MPI_Isend(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, request)
                              : MPI_Irecv(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, request);
    if (error != MPI_SUCCESS) return false;
    exchange->ranks[exchange->count++] = rank;
  }
  return true;
}

static custos_mpi_exchange *begin(const custos_mpi_message *sent, const custos_mpi_message *received,
                                  int channel) {
  size_t count = 0;
  for (int rank = 0; rank < process_count; rank++)
    count += part_count(sent[rank].count) + part_count(received[rank].count);
  custos_mpi_exchange *const exchange = calloc(1, sizeof *exchange + count * sizeof(MPI_Request));
  int *const ranks = calloc(count + 1, sizeof *ranks);
  bool is_begun = exchange != NULL && ranks != NULL;
  if (exchange != NULL) exchange->ranks = ranks;
  // Receives first, so that messages find their place. Ranks begin with their next neighbour, so that not
  // all of them write to one.
  for (int direction = 0; direction < 2; direction++) {
    for (int distance = 1; is_begun && distance < process_count; distance++) {
      const int rank = (own_rank + distance) % process_count;
      is_begun = begin_message(exchange, direction == 0 ? received[rank] : sent[rank], rank, direction == 1, channel);
    }
  }
  if (is_begun) return exchange;
  // Requests that were begun are left to the end of the process, which is all that can follow.
  free(ranks);
  free(exchange);
  return NULL;
}

static int progress(custos_mpi_exchange *exchange, int *is_done) {
  return MPI_Testall(exchange->count, exchange->requests, is_done, MPI_STATUSES_IGNORE);
}

static int silent_rank(const custos_mpi_exchange *exchange) {
  for (int index = 0; index < exchange->count; index++) {
    int is_done = 1;
    if (exchange->requests[index] == MPI_REQUEST_NULL) continue;
    const int error = MPI_Request_get_status(exchange->requests[index], &is_done, MPI_STATUS_IGNORE);
    if (error != MPI_SUCCESS || !is_done) return exchange->ranks[index];
  }
  return -1;
}

static void end(custos_mpi_exchange *exchange) {
  free(exchange->ranks);
  free(exchange);
}

static void describe(int error, char text[CUSTOS_MPI_TEXT_BYTES]) {
  char sentence[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (MPI_Error_string(error, sentence, &length) != MPI_SUCCESS) snprintf(sentence, sizeof sentence, "error %d", error);
  snprintf(text, CUSTOS_MPI_TEXT_BYTES, "%.*s", CUSTOS_MPI_TEXT_BYTES - 1, sentence);
}

static int finish(void) { return MPI_Finalize(); }

static void abort_all(int exit_code) { MPI_Abort(MPI_COMM_WORLD, exit_code); }

const custos_mpi *custos_mpi_plugin(void) {
  static const custos_mpi table = {
      .version = CUSTOS_MPI_VERSION,
      .start = start,
      .begin = begin,
      .progress = progress,
      .silent_rank = silent_rank,
      .end = end,
      .describe = describe,
      .finish = finish,
      .abort = abort_all,
  };
  return &table;
}

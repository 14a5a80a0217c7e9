// Messages among the processes that mpirun has started, through the plug-in this is compiled with; see
// scripts/check-mpi.sh.
#include "../include/custos_mpi.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHANNELS = CUSTOS_MPI_CHANNELS, SIZES = 5 };

static const custos_mpi *mpi;
static int own_rank, process_count;

static void require(bool is_right, const char *sentence) {
  if (is_right) return;
  fprintf(stderr, "rank %d: %s\n", own_rank, sentence);
  _exit(1);
}

// Bytes from one rank to another: none, few, many, one more or less than a page.
static size_t length(int from, int to, int round) {
  static const size_t lengths[SIZES] = {0, 1, 4095, 65537, 3000001};
  return lengths[(from * 3 + to + round) % SIZES];
}

static unsigned char value(int from, int to, int channel, size_t place) {
  return (unsigned char)(from * 31 + to * 7 + channel * 101 + place % 251);
}

typedef struct {
  custos_mpi_message *sent, *received;
  custos_mpi_exchange *exchange;
} messages;

static messages begin(int round, int channel) {
  messages all = {calloc(process_count, sizeof *all.sent), calloc(process_count, sizeof *all.received), NULL};
  for (int rank = 0; rank < process_count; rank++) {
    if (rank == own_rank) continue;
    all.sent[rank].count = length(own_rank, rank, round);
    all.sent[rank].bytes = malloc(all.sent[rank].count);
    for (size_t place = 0; place < all.sent[rank].count; place++)
      ((unsigned char *)all.sent[rank].bytes)[place] = value(own_rank, rank, channel, place);
    all.received[rank].count = length(rank, own_rank, round);
    all.received[rank].bytes = malloc(all.received[rank].count);
  }
  all.exchange = mpi->begin(all.sent, all.received, channel);
  require(all.exchange != NULL, "an exchange did not begin");
  return all;
}

static void complete(messages *all, int channel) {
  for (int is_done = 0; !is_done;)
    require(mpi->progress(all->exchange, &is_done) == 0, "an exchange broke");
  require(mpi->silent_rank(all->exchange) == -1, "a rank is silent though all has come");
  mpi->end(all->exchange);
  for (int rank = 0; rank < process_count; rank++) {
    const unsigned char *const bytes = all->received[rank].bytes;
    for (size_t place = 0; place < all->received[rank].count; place++)
      require(bytes[place] == value(rank, own_rank, channel, place), "a message has other bytes");
    free(all->sent[rank].bytes);
    free(all->received[rank].bytes);
  }
  free(all->sent);
  free(all->received);
}

// A rank that comes late is the silent one.
static void wait_for_the_last(void) {
  const int last = process_count - 1;
  if (own_rank == last) sleep(2);
  char byte = 0, answer = 0;
  custos_mpi_message *const sent = calloc(process_count, sizeof *sent);
  custos_mpi_message *const received = calloc(process_count, sizeof *received);
  for (int rank = 0; rank < process_count; rank++)
    if (rank != own_rank)
      sent[rank] = (custos_mpi_message){&byte, 1}, received[rank] = (custos_mpi_message){&answer, 1};
  custos_mpi_exchange *const exchange = mpi->begin(sent, received, 0);
  require(exchange != NULL, "an exchange did not begin");
  int is_begun = 0;
  // Time for the messages of the others.
  for (int look = 0; own_rank != last && look < 50; look++, usleep(10000))
    require(mpi->progress(exchange, &is_begun) == 0, "an exchange broke");
  if (own_rank != last) require(mpi->silent_rank(exchange) == last, "the late rank is not named");
  for (int is_done = 0; !is_done;) require(mpi->progress(exchange, &is_done) == 0, "an exchange broke");
  mpi->end(exchange);
  free(sent);
  free(received);
}

int main(void) {
  mpi = custos_mpi_plugin();
  char text[CUSTOS_MPI_TEXT_BYTES] = "";
  require(mpi->version == CUSTOS_MPI_VERSION, "the plug-in has another version");
  require(mpi->start(&own_rank, &process_count, text) == 0 && text[0] != 0, "MPI does not start");
  require(process_count > 1, "mpirun has started one process");
  for (int round = 0; round < SIZES; round++) {
    messages all[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) all[channel] = begin(round, channel);
    // In the other order on every other rank: channels do not wait for each other.
    for (int place = 0; place < CHANNELS; place++) {
      const int channel = own_rank % 2 == 0 ? place : CHANNELS - 1 - place;
      complete(&all[channel], channel);
    }
  }
  wait_for_the_last();
  mpi->describe(1, text);
  require(text[0] != 0, "an error has no sentence");
  return mpi->finish();
}

#ifndef CUSTOS_MPI_H
#define CUSTOS_MPI_H

#include <stddef.h>

// What custos needs of MPI, as a table of functions of a library of its own, the plug-in. MPI's constants and
// handles differ from one implementation to the other, so that whoever calls them has to be compiled for one:
// the plug-in alone is, and custos loads the one that belongs to the mpirun that has started it.
//
// All functions are called by one thread at a time. They return 0 or an error of MPI, see `describe`.

enum {
  // Changes with the table.
  CUSTOS_MPI_VERSION = 2,
  CUSTOS_MPI_TEXT_BYTES = 256,
  CUSTOS_MPI_CHANNELS = 2,
};

// Bytes to or from one rank.
typedef struct {
  void *bytes;
  size_t count;
} custos_mpi_message;

// Messages under way.
typedef struct custos_mpi_exchange custos_mpi_exchange;

typedef struct {
  int version;
  // Joins the processes that were started together; `machine` gets the name of this one.
  int (*start)(int *rank, int *size, char machine[CUSTOS_MPI_TEXT_BYTES]);
  // Sends a message to each rank and receives one from each; messages of no bytes, and that to itself, are
  // not sent. Those of one channel, 0 to CUSTOS_MPI_CHANNELS - 1, meet those of the same. `sent` and `received` have an element for each rank; their bytes stay the exchange's until it
  // is done. NULL when there is no memory or MPI refuses.
  custos_mpi_exchange *(*begin)(const custos_mpi_message *sent, const custos_mpi_message *received,
                                int channel);
  // Lets MPI work and tells whether all messages have come and gone.
  int (*progress)(custos_mpi_exchange *exchange, int *is_done);
  // The first rank whose message has not come, or that has not taken its message; -1: none.
  int (*silent_rank)(const custos_mpi_exchange *exchange);
  // Forgets an exchange that is done.
  void (*end)(custos_mpi_exchange *exchange);
  // The sentence of an error.
  void (*describe)(int error, char text[CUSTOS_MPI_TEXT_BYTES]);
  // Leaves in good order, together with all other processes.
  int (*finish)(void);
  // Ends all processes with an exit code.
  void (*abort)(int exit_code);
} custos_mpi;

// The table of a plug-in, its one symbol.
const custos_mpi *custos_mpi_plugin(void);

// Loads a plug-in, which stays loaded. NULL: `reason` says why.
const custos_mpi *custos_mpi_load(const char *path, char reason[CUSTOS_MPI_TEXT_BYTES]);

#endif

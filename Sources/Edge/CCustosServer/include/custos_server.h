#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A small HTTP server over libevent's evhttp. It answers one request per connection, from memory
// only, and bounds what a client can take: connections, bytes, time.

enum {
  // Connections at once. More wait in the system's queue; when all are taken, the oldest one is ended that
  // has not brought a whole request within CUSTOS_SERVER_PATIENCE_MILLISECONDS or is open for longer than
  // CUSTOS_SERVER_EXCHANGE_MILLISECONDS.
  CUSTOS_SERVER_CONNECTIONS = 16,
  CUSTOS_SERVER_PATIENCE_MILLISECONDS = 1000,
  // From the accepting of a connection to the end of its request; without a byte of the answer taken; and
  // in all where every connection is taken and others wait.
  CUSTOS_SERVER_EXCHANGE_MILLISECONDS = 10000,
  // From the accepting of a connection to the last byte of the answer.
  CUSTOS_SERVER_ANSWER_MILLISECONDS = 120000,
  // Bytes of the request's first line and headers together, and of its body.
  CUSTOS_SERVER_HEADER_BYTES = 8192,
  CUSTOS_SERVER_BODY_BYTES = 4096,
};

typedef struct custos_server custos_server;

// A request, valid during the call of the handler.
typedef struct {
  // POST, or else GET.
  bool is_post;
  // As sent, without the query, not decoded.
  const char *path;
  // What follows the question mark; NULL where there is none.
  const char *query;
  // The headers Host and X-Custos-Token; NULL where there is none.
  const char *host;
  const char *token;
  const uint8_t *body;
  size_t body_count;
} custos_request;

typedef struct custos_answer custos_answer;

// Answers a request; called on the thread that runs the server. Without a call of custos_answer_set
// the client gets status 500.
typedef void (*custos_request_handler)(void *context, const custos_request *request,
                                       custos_answer *answer);

// Sets status, content type and body, which are copied.
void custos_answer_set(custos_answer *answer, int status, const char *type, const void *data,
                       size_t count);

// Listens at a numeric IPv4 or IPv6 address; port 0 is any free one. Returns NULL and an errno value
// (EINVAL for an address that is none) when it cannot.
custos_server *custos_server_create(const char *address, uint16_t port,
                                    custos_request_handler handler, void *context,
                                    int *error_number);

// The port that it listens at.
uint16_t custos_server_port(const custos_server *server);

// Serves on the calling thread until custos_server_stop.
void custos_server_run(custos_server *server);

// Ends custos_server_run from any thread.
void custos_server_stop(custos_server *server);

// Closes the port and all connections; the server must not run.
void custos_server_destroy(custos_server *server);

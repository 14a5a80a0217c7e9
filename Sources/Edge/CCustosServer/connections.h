#pragma once
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdbool.h>
#include <stdint.h>

#include "custos_server.h"

// A connection that is open. evhttp frees its stream without notice; the reference held here keeps
// the stream until the next look, which tells by the missing callbacks that evhttp has let it go.
typedef struct {
  struct bufferevent *stream;
  uint64_t start_milliseconds;
  // When the request was complete or a part of the answer was last taken; the start before that.
  uint64_t progress_milliseconds;
  // Bytes of the answer that wait.
  size_t waiting_bytes;
  bool has_request;
  bool is_ended;
} custos_connection;

// The open connections, with bounds on their number and time.
typedef struct {
  struct evconnlistener *listener;
  // Looks after the connections while there are any.
  struct event *timer;
  size_t count;
  custos_connection slots[CUSTOS_SERVER_CONNECTIONS];
} custos_connections;

// Returns whether memory could be had.
bool custos_connections_open(custos_connections *connections, struct event_base *base,
                             struct evconnlistener *listener);

// Makes the stream of a connection that has just been accepted; NULL without memory.
struct bufferevent *custos_connections_add(custos_connections *connections,
                                           struct event_base *base);

// Notes that a stream has brought a whole request.
void custos_connections_note_request(custos_connections *connections,
                                     const struct bufferevent *stream);

// Lets go of everything, once evhttp and the listener have been freed.
void custos_connections_close(custos_connections *connections);

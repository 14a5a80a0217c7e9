#define _GNU_SOURCE
#include "connections.h"

#include <event2/buffer.h>
#include <sys/socket.h>
#include <time.h>

enum {
  LOOK_MICROSECONDS = 50000,
  // What is read ahead; more than a whole request has.
  READ_BYTES = 2 * (CUSTOS_SERVER_HEADER_BYTES + CUSTOS_SERVER_BODY_BYTES),
};

static uint64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool is_freed(struct bufferevent *stream) {
  bufferevent_data_cb read = NULL;
  bufferevent_data_cb write = NULL;
  bufferevent_event_cb event = NULL;
  bufferevent_getcb(stream, &read, &write, &event, NULL);
  return read == NULL && write == NULL && event == NULL;
}

// evhttp meets the end of the stream and frees the connection.
static void end(custos_connection *connection) {
  connection->is_ended = true;
  shutdown(bufferevent_getfd(connection->stream), SHUT_RDWR);
}

static void remove_freed(custos_connections *connections) {
  size_t kept = 0;
  for (size_t index = 0; index < connections->count; index++) {
    custos_connection connection = connections->slots[index];
    if (is_freed(connection.stream)) bufferevent_decref(connection.stream);
    else connections->slots[kept++] = connection;
  }
  connections->count = kept;
}

static void note_progress(custos_connection *connection, uint64_t now) {
  const size_t waiting = evbuffer_get_length(bufferevent_get_output(connection->stream));
  if (connection->has_request && waiting != connection->waiting_bytes)
    connection->progress_milliseconds = now;
  connection->waiting_bytes = waiting;
}

static void end_late_ones(custos_connections *connections) {
  const uint64_t now = now_milliseconds();
  for (size_t index = 0; index < connections->count; index++) {
    custos_connection *connection = &connections->slots[index];
    note_progress(connection, now);
    if (!connection->is_ended &&
        (now - connection->progress_milliseconds >= CUSTOS_SERVER_EXCHANGE_MILLISECONDS ||
         now - connection->start_milliseconds >= CUSTOS_SERVER_ANSWER_MILLISECONDS))
      end(connection);
  }
  if (connections->count < CUSTOS_SERVER_CONNECTIONS) return;
  // The slots are in the order of arrival.
  for (size_t index = 0; index < connections->count; index++) {
    custos_connection *connection = &connections->slots[index];
    if (connection->is_ended) return;
    if (now - connection->start_milliseconds >=
        (connection->has_request ? CUSTOS_SERVER_EXCHANGE_MILLISECONDS
                                 : CUSTOS_SERVER_PATIENCE_MILLISECONDS)) {
      end(connection);
      return;
    }
  }
}

static void look_later(custos_connections *connections) {
  const struct timeval pause = {.tv_sec = 0, .tv_usec = LOOK_MICROSECONDS};
  // A timer that is set already keeps its time, or new connections would put it off for ever.
  if (connections->count > 0 && !event_pending(connections->timer, EV_TIMEOUT, NULL))
    event_add(connections->timer, &pause);
}

static void look(evutil_socket_t descriptor, short what, void *context) {
  (void)descriptor;
  (void)what;
  custos_connections *connections = context;
  remove_freed(connections);
  end_late_ones(connections);
  if (connections->count < CUSTOS_SERVER_CONNECTIONS)
    evconnlistener_enable(connections->listener);
  look_later(connections);
}

bool custos_connections_open(custos_connections *connections, struct event_base *base,
                             struct evconnlistener *listener) {
  connections->listener = listener;
  connections->count = 0;
  connections->timer = event_new(base, -1, 0, look, connections);
  return connections->timer != NULL;
}

struct bufferevent *custos_connections_add(custos_connections *connections,
                                           struct event_base *base) {
  struct bufferevent *stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
  if (stream == NULL) return NULL;
  bufferevent_setwatermark(stream, EV_READ, 0, READ_BYTES);
  remove_freed(connections);
  // There is room: the listener is off while all slots are taken.
  bufferevent_incref(stream);
  const uint64_t now = now_milliseconds();
  connections->slots[connections->count++] = (custos_connection){
      .stream = stream, .start_milliseconds = now, .progress_milliseconds = now};
  if (connections->count == CUSTOS_SERVER_CONNECTIONS)
    evconnlistener_disable(connections->listener);
  look_later(connections);
  return stream;
}

void custos_connections_note_request(custos_connections *connections,
                                     const struct bufferevent *stream) {
  for (size_t index = 0; index < connections->count; index++)
    if (connections->slots[index].stream == stream) {
      connections->slots[index].has_request = true;
      connections->slots[index].progress_milliseconds = now_milliseconds();
    }
}

void custos_connections_close(custos_connections *connections) {
  for (size_t index = 0; index < connections->count; index++)
    bufferevent_decref(connections->slots[index].stream);
  connections->count = 0;
  if (connections->timer != NULL) event_free(connections->timer);
}

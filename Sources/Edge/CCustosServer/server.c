#define _GNU_SOURCE
#include "custos_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections.h"

// Connections that wait until others have ended.
enum { QUEUE_LENGTH = 32 };

struct custos_server {
  struct event_base *base;
  struct evhttp *http;
  // Written to by custos_server_stop.
  int stop_descriptor;
  struct event *stop;
  uint16_t port;
  custos_request_handler handler;
  void *context;
  custos_connections connections;
};

struct custos_answer {
  int status;
  char type[64];
  struct evbuffer *body;
};

void custos_answer_set(custos_answer *answer, int status, const char *type, const void *data,
                       size_t count) {
  evbuffer_drain(answer->body, evbuffer_get_length(answer->body));
  if (evbuffer_add(answer->body, data, count) != 0) return;
  answer->status = status;
  snprintf(answer->type, sizeof answer->type, "%s", type);
}

// No content from elsewhere, none in frames of others, nothing kept, nothing guessed.
static const char *const headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
     "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
    // A connection that stays would take the place of another client's.
    {"Connection", "close"},
};

static void send_answer(struct evhttp_request *request, int status, const char *type,
                        struct evbuffer *body) {
  struct evkeyvalq *output = evhttp_request_get_output_headers(request);
  for (size_t index = 0; index < sizeof headers / sizeof headers[0]; index++)
    evhttp_add_header(output, headers[index][0], headers[index][1]);
  evhttp_add_header(output, "Content-Type", type);
  evhttp_send_reply(request, status, NULL, body);
}

static void answer(struct evhttp_request *request, void *context) {
  custos_server *server = context;
  struct evhttp_connection *connection = evhttp_request_get_connection(request);
  custos_connections_note_request(&server->connections,
                                  evhttp_connection_get_bufferevent(connection));
  struct custos_answer answer = {.status = 500, .type = "text/plain", .body = evbuffer_new()};
  const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
  const char *path = uri == NULL ? NULL : evhttp_uri_get_path(uri);
  struct evbuffer *input = evhttp_request_get_input_buffer(request);
  const size_t count = evbuffer_get_length(input);
  const uint8_t *body = count == 0 ? NULL : evbuffer_pullup(input, -1);
  if (answer.body == NULL || (count > 0 && body == NULL)) {
    evhttp_send_error(request, 500, NULL);
  } else if (path == NULL || evhttp_uri_get_host(uri) != NULL) {
    // Only a proxy is asked for a whole address.
    send_answer(request, 400, answer.type, answer.body);
  } else {
    const struct evkeyvalq *input_headers = evhttp_request_get_input_headers(request);
    const custos_request plain = {
        .is_post = evhttp_request_get_command(request) == EVHTTP_REQ_POST,
        .path = path,
        .query = evhttp_uri_get_query(uri),
        .host = evhttp_find_header(input_headers, "Host"),
        .token = evhttp_find_header(input_headers, "X-Custos-Token"),
        .body = body,
        .body_count = count,
    };
    server->handler(server->context, &plain, &answer);
    send_answer(request, answer.status, answer.type, answer.body);
  }
  if (answer.body != NULL) evbuffer_free(answer.body);
}

static struct bufferevent *make_stream(struct event_base *base, void *context) {
  custos_server *server = context;
  return custos_connections_add(&server->connections, base);
}

static void stop(evutil_socket_t descriptor, short what, void *context) {
  (void)descriptor;
  (void)what;
  custos_server *server = context;
  event_base_loopbreak(server->base);
}

// What a client does wrong must not fill the log.
static void keep_quiet(int severity, const char *message) {
  (void)severity;
  (void)message;
}

// Returns a listening socket or -1, with errno set.
static int listen_at(const char *address, uint16_t port) {
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  const bool is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
  if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) {
    errno = EINVAL;
    return -1;
  }
  const int descriptor =
      socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const int on = 1;
  // Closed connections of a server before this one do not keep the port.
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const struct sockaddr *place =
      is_four ? (const struct sockaddr *)&four : (const struct sockaddr *)&six;
  if (bind(descriptor, place, is_four ? sizeof four : sizeof six) == 0 &&
      listen(descriptor, QUEUE_LENGTH) == 0)
    return descriptor;
  const int error_number = errno;
  close(descriptor);
  errno = error_number;
  return -1;
}

static uint16_t port_of(int descriptor) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                            : ((struct sockaddr_in6 *)&address)->sin6_port);
}

// Takes over the listening socket in any case.
static bool set_up(custos_server *server, int descriptor) {
  server->port = port_of(descriptor);
  server->base = event_base_new();
  server->http = server->base == NULL ? NULL : evhttp_new(server->base);
  if (server->http == NULL) {
    close(descriptor);
    return false;
  }
  evhttp_set_max_headers_size(server->http, CUSTOS_SERVER_HEADER_BYTES);
  evhttp_set_max_body_size(server->http, CUSTOS_SERVER_BODY_BYTES);
  // Only the longest: it counts the time without a byte of the client's, too, while an answer is written.
  evhttp_set_timeout(server->http, CUSTOS_SERVER_ANSWER_MILLISECONDS / 1000);
  evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
  evhttp_set_gencb(server->http, answer, server);
  evhttp_set_bevcb(server->http, make_stream, server);
  struct evconnlistener *listener =
      evconnlistener_new(server->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
                         0, descriptor);
  if (listener == NULL) {
    close(descriptor);
    return false;
  }
  if (evhttp_bind_listener(server->http, listener) == NULL) {
    evconnlistener_free(listener);
    return false;
  }
  server->stop_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (server->stop_descriptor < 0) return false;
  server->stop = event_new(server->base, server->stop_descriptor, EV_READ, stop, server);
  return server->stop != NULL && event_add(server->stop, NULL) == 0 &&
         custos_connections_open(&server->connections, server->base, listener);
}

custos_server *custos_server_create(const char *address, uint16_t port,
                                    custos_request_handler handler, void *context,
                                    int *error_number) {
  event_set_log_callback(keep_quiet);
  const int descriptor = listen_at(address, port);
  if (descriptor < 0) {
    *error_number = errno;
    return NULL;
  }
  custos_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    close(descriptor);
    *error_number = ENOMEM;
    return NULL;
  }
  server->stop_descriptor = -1;
  server->handler = handler;
  server->context = context;
  if (set_up(server, descriptor)) return server;
  *error_number = ENOMEM;
  custos_server_destroy(server);
  return NULL;
}

uint16_t custos_server_port(const custos_server *server) { return server->port; }

void custos_server_run(custos_server *server) { event_base_dispatch(server->base); }

void custos_server_stop(custos_server *server) { eventfd_write(server->stop_descriptor, 1); }

void custos_server_destroy(custos_server *server) {
  if (server->http != NULL) evhttp_free(server->http);
  custos_connections_close(&server->connections);
  if (server->stop != NULL) event_free(server->stop);
  if (server->stop_descriptor >= 0) close(server->stop_descriptor);
  if (server->base != NULL) event_base_free(server->base);
  free(server);
}

#define _GNU_SOURCE
#include "custos_network.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>

// What is read ahead at most; the rest stays with the sender.
enum { AHEAD_BYTES = 1 << 18 };

struct custos_network {
  struct event_base *base;
  struct evdns_base *names;
  struct bufferevent *stream;
  struct event *timer;
  custos_network_event state;
  int error_number;
};

static void keep_quiet(int severity, const char *message) {
  (void)severity;
  (void)message;
}

static void wake(custos_network *network) { event_base_loopbreak(network->base); }

static void tell_time(evutil_socket_t descriptor, short what, void *context) {
  (void)descriptor;
  (void)what;
  wake(context);
}

static void tell_bytes(struct bufferevent *stream, void *context) {
  (void)stream;
  wake(context);
}

static void tell_end(struct bufferevent *stream, short what, void *context) {
  custos_network *network = context;
  const int error_number = errno;
  if (what & BEV_EVENT_CONNECTED) return;
  if (what & BEV_EVENT_EOF) {
    network->state = CUSTOS_NETWORK_END;
  } else {
    network->error_number = error_number;
    network->state = bufferevent_socket_get_dns_error(stream) != 0 ? CUSTOS_NETWORK_NO_NAME
                                                                   : CUSTOS_NETWORK_FAILED;
  }
  wake(network);
}

custos_network *custos_network_open(const char *host, uint16_t port, const void *request,
                                    size_t count) {
  event_set_log_callback(keep_quiet);
  custos_network *network = calloc(1, sizeof *network);
  if (network == NULL) return NULL;
  network->state = CUSTOS_NETWORK_NOTHING;
  network->base = event_base_new();
  if (network->base != NULL) {
    network->names = evdns_base_new(network->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    network->timer = evtimer_new(network->base, tell_time, network);
    network->stream = bufferevent_socket_new(network->base, -1, BEV_OPT_CLOSE_ON_FREE);
  }
  if (network->names == NULL || network->timer == NULL || network->stream == NULL ||
      bufferevent_write(network->stream, request, count) != 0) {
    custos_network_close(network);
    return NULL;
  }
  // Without the file, or a server in it, hosts of /etc/hosts and numeric addresses are still found.
  evdns_base_resolv_conf_parse(network->names, DNS_OPTIONS_ALL, "/etc/resolv.conf");
  bufferevent_setcb(network->stream, tell_bytes, NULL, tell_end, network);
  bufferevent_setwatermark(network->stream, EV_READ, 0, AHEAD_BYTES);
  if (bufferevent_enable(network->stream, EV_READ | EV_WRITE) != 0 ||
      bufferevent_socket_connect_hostname(network->stream, network->names, AF_UNSPEC, host, port) != 0) {
    if (network->state == CUSTOS_NETWORK_NOTHING) {
      network->state = CUSTOS_NETWORK_FAILED;
      network->error_number = errno;
    }
  }
  return network;
}

custos_network_event custos_network_read(custos_network *network, int timeout_milliseconds,
                                         uint8_t *data, size_t capacity, size_t *count,
                                         int *error_number) {
  struct evbuffer *input = bufferevent_get_input(network->stream);
  if (evbuffer_get_length(input) == 0 && network->state == CUSTOS_NETWORK_NOTHING) {
    const struct timeval time = {.tv_sec = timeout_milliseconds / 1000,
                                 .tv_usec = timeout_milliseconds % 1000 * 1000};
    evtimer_add(network->timer, &time);
    event_base_dispatch(network->base);
    evtimer_del(network->timer);
  }
  const int moved = evbuffer_remove(input, data, capacity);
  *count = moved > 0 ? (size_t)moved : 0;
  *error_number = network->error_number;
  return moved > 0 ? CUSTOS_NETWORK_BYTES : network->state;
}

void custos_network_close(custos_network *network) {
  if (network == NULL) return;
  if (network->stream != NULL) bufferevent_free(network->stream);
  if (network->timer != NULL) event_free(network->timer);
  if (network->names != NULL) evdns_base_free(network->names, 0);
  if (network->base != NULL) event_base_free(network->base);
  free(network);
}

// What the static executable has in the place of the C library's look-up of names. That one is linked
// because libevent refers to it, takes more than 100 kB, and needs shared libraries of the same
// version on the board. Custos has its own names looked up by evdns and serves numeric addresses.
#ifdef CUSTOS_EMBEDDED_SWIFT
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  (void)node;
  (void)service;
  (void)hints;
  *result = NULL;
  return EAI_NONAME;
}

// Nothing was given.
void freeaddrinfo(struct addrinfo *list) { (void)list; }

// Numeric only, which is all that libevent asks for.
int getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size,
                char *service, socklen_t service_size, int flags) {
  (void)flags;
  const void *number;
  in_port_t port;
  if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
    number = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    port = ((const struct sockaddr_in *)(const void *)address)->sin_port;
  } else if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6)) {
    number = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    port = ((const struct sockaddr_in6 *)(const void *)address)->sin6_port;
  } else {
    return EAI_FAMILY;
  }
  if (host_size > 0 && inet_ntop(address->sa_family, number, host, host_size) == NULL)
    return EAI_OVERFLOW;
  if (service_size > 0) snprintf(service, service_size, "%u", ntohs(port));
  return 0;
}

struct servent *getservbyname(const char *name, const char *protocol) {
  (void)name;
  (void)protocol;
  return NULL;
}

struct protoent *getprotobynumber(int number) {
  (void)number;
  return NULL;
}

unsigned if_nametoindex(const char *name) {
  (void)name;
  return 0;
}
#endif

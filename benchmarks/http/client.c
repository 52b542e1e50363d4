// A client that costs little, for 127.0.0.1:
//   client bulk PORT PATH CONNECTIONS SECONDS     keeps each connection busy with one file; bodies are dropped in the kernel.
//                                                 Ends with: result <requests> <microseconds> <bytes> <broken> 0
//   client hold PORT PATH CONNECTIONS             asks once on each connection, says "held N" and keeps them until its input ends
//   client sip PORT PATH BYTES_PER_SECOND SECONDS reads slowly, then says: sipped <bytes>
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 8192, WINDOW = 4 << 20, HELD_FROM_ONE_ADDRESS = 40 };

struct connection {
  int socket;
  size_t head_length; // of what is in head; the head is whole when left >= 0
  long left;          // of the body; -1 while the head is read
  char head[HEAD];
};

static struct sockaddr_in server;
static char request[HEAD];
static size_t request_length;
static long bytes, answers, broken;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  perror(what);
  exit(3);
}

static int dial(int window, unsigned from) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) fail("socket");
  if (window && setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &window, sizeof window))
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
  if (from) {
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + from)};
    if (bind(s, (struct sockaddr *)&own, sizeof own)) fail("bind");
  }
  if (connect(s, (struct sockaddr *)&server, sizeof server)) fail("connect");
  return s;
}

static void ask(struct connection *c) {
  c->head_length = 0;
  c->left = -1;
  if (send(c->socket, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) broken++;
}

// Reads what of a head is there; returns 0 if the connection is broken or the answer is not 200 with a length.
static int read_head(struct connection *c) {
  ssize_t got = recv(c->socket, c->head + c->head_length, HEAD - 1 - c->head_length, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return 1;
  if (got <= 0) return 0;
  c->head_length += got;
  c->head[c->head_length] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) return c->head_length < HEAD - 1;
  *end = 0;
  char *length = strcasestr(c->head, "\r\ncontent-length:");
  if (strncmp(c->head, "HTTP/1.1 200", 12) || !length) return 0;
  long body = c->head + c->head_length - (end + 4);
  bytes += body;
  c->left = atol(length + 17) - body;
  return c->left >= 0;
}

static int read_body(struct connection *c) {
  ssize_t got = recv(c->socket, NULL, c->left < WINDOW ? c->left : WINDOW, MSG_TRUNC | MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return 1;
  if (got <= 0) return 0;
  bytes += got;
  c->left -= got;
  return 1;
}

static void bulk(int count, double seconds) {
  struct connection *all = calloc(count, sizeof *all);
  int poll = epoll_create1(0);
  double start = now();
  for (int i = 0; i < count; i++) {
    all[i].socket = dial(WINDOW, 0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
    ask(&all[i]);
  }
  struct epoll_event events[64];
  while (now() < start + seconds && !broken) {
    int ready = epoll_wait(poll, events, 64, 100);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!(c->left < 0 ? read_head(c) : read_body(c))) broken++;
      else if (c->left == 0) {
        answers++;
        ask(c);
      }
    }
  }
  printf("result %ld %.0f %ld %ld 0\n", answers, (now() - start) * 1e6, bytes, broken);
}

static void hold(int count) {
  char drop[WINDOW / 64];
  for (int i = 0; i < count; i++) {
    // A server may have a limit for each address.
    struct connection c = {.socket = dial(0, 1 + i / HELD_FROM_ONE_ADDRESS)};
    ask(&c);
    while (c.left < 0) {
      if (!read_head(&c)) exit(1);
    }
    while (c.left > 0) {
      ssize_t got = recv(c.socket, drop, sizeof drop, 0);
      if (got <= 0) exit(1);
      c.left -= got;
    }
  }
  printf("held %d\n", count);
  fflush(stdout);
  while (read(0, drop, sizeof drop) > 0) {
  }
}

static void sip(long rate, double seconds) {
  char drop[4096];
  long sipped = 0;
  int s = dial(8192, 0);
  send(s, request, request_length, MSG_NOSIGNAL);
  for (double start = now(); now() < start + seconds;) {
    ssize_t got = recv(s, drop, sizeof drop, 0);
    if (got <= 0) exit(1);
    sipped += got;
    usleep(got * 1e6 / rate);
  }
  printf("sipped %ld\n", sipped);
}

int main(int count, char **words) {
  if (count < 5) return 2;
  server.sin_family = AF_INET;
  server.sin_port = htons(atoi(words[2]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", words[3]);
  if (!strcmp(words[1], "bulk") && count == 6) bulk(atoi(words[4]), atof(words[5]));
  else if (!strcmp(words[1], "hold")) hold(atoi(words[4]));
  else if (!strcmp(words[1], "sip") && count == 6) sip(atol(words[4]), atof(words[5]));
  else return 2;
  return 0;
}

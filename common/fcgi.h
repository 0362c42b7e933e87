/*
 * FastCGI by libfcgi: only fcgi.c includes its headers. The listening socket is descriptor 0 where the parent
 * hands one over (systemd, spawn-fcgi), else it is created. One struct fcgi per thread; it is reused from
 * request to request.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"

/*
 * The socket to accept from: descriptor 0 if that is a listening socket, else a new unix socket at path, mode
 * 0660; a stale file there is replaced. Non-blocking. ERR_CONFLICT: somebody listens at path already;
 * ERR_UNAVAIL: errno says why.
 */
MUST_CHECK enum err fcgi_listen(const char *path, int *ret_fd);
/* Remove the socket file, if fcgi_listen created one. */
void fcgi_unlisten(void);

struct fcgi;
/* stop_fd: an eventfd that becomes readable when no further request is to be accepted. NULL when out of
 * memory. */
struct fcgi *fcgi_new(int listen_fd, int stop_fd);
void fcgi_free(struct fcgi *f);
FREEP(fcgi, struct fcgi *, fcgi_free)

/*
 * Wait until a request is there; it may be gone again when this returns. ERR_TIMEOUT: none for FCGI_IDLE_MS;
 * ERR_UNAVAIL: stop_fd became readable; ERR_NOMEM: no descriptors or memory, pause and go on.
 */
#define FCGI_IDLE_MS 1000
MUST_CHECK enum err fcgi_await(struct fcgi *f);

/*
 * Take a request that is there. ERR_NOTFOUND: none is, or what came is none; ERR_NOMEM. Reads the parameters:
 * a peer that is slow to send them holds the caller up, for two seconds at most, and is hung up on then, as
 * is one whose head isn't a request's.
 */
MUST_CHECK enum err fcgi_take(struct fcgi *f);

/* Both together: wait for a request and take it. Errors as fcgi_await(); ERR_TIMEOUT also where what came was
 * none. */
MUST_CHECK enum err fcgi_accept(struct fcgi *f);

/* A CGI parameter of the current request, or "". Borrowed until the request is finished. */
const char *fcgi_param(const struct fcgi *f, const char *name);

/* Read the body. ERR_LIMIT: longer than max; ERR_INPUT: shorter than announced. *ret is NUL-terminated, the
 * caller frees it. */
MUST_CHECK enum err fcgi_body(struct fcgi *f, size_t max, char **ret, size_t *ret_len);

/* Send bytes of the response (CGI headers first). ERR_UNAVAIL: the client is gone, or took nothing for ten
 * seconds. */
MUST_CHECK enum err fcgi_send(struct fcgi *f, const char *src, size_t n);

/* End the request. Does nothing without one. */
void fcgi_finish(struct fcgi *f);

/*
 * Take the connection out of libfcgi's hands after what was sent has been flushed: the caller owns the
 * descriptor and ends the request by FastCGI records of its own. -1: the client is gone. The slot is free for
 * the next request.
 */
int fcgi_take_over(struct fcgi *f, uint16_t *ret_request_id);

/*
 * One taken-over connection to the web server: it sends the text of an event stream as FastCGI records and
 * notices when the other side is gone. It holds output only while the peer doesn't take it, and no more than
 * CONN_PENDING_MAX. Used by the loop's thread alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgi/stream_loop.h"
#include "cgi/stream_record.h"
#include "common/attr.h"
#include "common/buf.h"
#include "common/err.h"

#define CONN_PENDING_MAX 65536

/* What a connection has come to; all but the first mean: close it. */
enum conn_state {
	CONN_OPEN,
	CONN_ENDED,   /* the end of the request has been sent */
	CONN_GONE,    /* the reader has left */
	CONN_SLOW,    /* the reader doesn't take what is sent */
	CONN_GARBAGE, /* the peer doesn't speak FastCGI */
	CONN__COUNT
};
const char *conn_state_name(enum conn_state state); /* for logs */

struct conn {
	struct watch *watch;
	int fd;
	uint16_t request_id; /* set by whoever opens it */
	bool ending;         /* nothing is added any more */
	struct record_reader in;
	struct buf pending; /* records that the peer hasn't taken yet */
};

/*
 * Take fd over (on failure it is still the caller's). on_ready is called with ctx when something can be done,
 * and calls conn_ready. ERR_NOMEM.
 */
MUST_CHECK enum err conn_open(struct conn *c, struct loop *loop, int fd, watch_fn *on_ready, void *ctx);
void conn_close(struct conn *c);

/* Send text, as far as the peer takes it now; the rest follows when it can. */
enum conn_state conn_send(struct conn *c, const char *text, size_t n);

/* Send the end of the request. */
enum conn_state conn_end(struct conn *c);

/* Take what came and send what waits. */
enum conn_state conn_ready(struct conn *c, bool readable, bool writable);

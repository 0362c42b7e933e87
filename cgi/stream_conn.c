#include "cgi/stream_conn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define SEND_BUFFER                                                                                          \
	32768 /* bytes the kernel holds for a peer that doesn't read; its default would be ten times that */

const char *conn_state_name(enum conn_state state)
{
	static const char *const names[] = {
		[CONN_OPEN] = "open", [CONN_ENDED] = "ended",     [CONN_GONE] = "gone",
		[CONN_SLOW] = "slow", [CONN_GARBAGE] = "garbage",
	};
	_Static_assert(ARRAY_LEN(names) == CONN__COUNT, "one name per state");

	return names[state];
}

enum err conn_open(struct conn *c, struct loop *loop, int fd, watch_fn *on_ready, void *ctx)
{
	int size = SEND_BUFFER;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
		return ERR_NOMEM;
	c->watch = watch_new(loop, fd, on_ready, ctx);
	if (!c->watch)
		return ERR_NOMEM;
	c->fd = fd;
	c->pending.max = CONN_PENDING_MAX;
	return OK;
}

void conn_close(struct conn *c)
{
	watch_free(c->watch);
	close(c->fd);
	buf_done(&c->pending);
}

static enum conn_state flush(struct conn *c)
{
	if (c->pending.err)
		return CONN_SLOW;
	while (c->pending.len > 0) {
		ssize_t n = send(c->fd, buf_text(&c->pending), c->pending.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			return CONN_GONE;
		if (n < 0)
			return watch_writing(c->watch, true) ? CONN_OPEN : CONN_GONE;
		buf_drop(&c->pending, (size_t)n);
	}
	buf_done(&c->pending);
	if (!watch_writing(c->watch, false))
		return CONN_GONE;
	return c->ending ? CONN_ENDED : CONN_OPEN;
}

enum conn_state conn_send(struct conn *c, const char *text, size_t n)
{
	if (c->ending)
		return CONN_OPEN;
	record_put_stdout(&c->pending, c->request_id, text, n);
	return flush(c);
}

enum conn_state conn_end(struct conn *c)
{
	if (c->ending)
		return CONN_OPEN;
	record_put_end(&c->pending, c->request_id);
	c->ending = true;
	return flush(c);
}

static enum conn_state take(struct conn *c)
{
	unsigned char bytes[4096];
	ssize_t n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? CONN_OPEN : CONN_GONE;
	if (n == 0)
		return CONN_GONE;
	switch (record_feed(&c->in, c->request_id, bytes, (size_t)n)) {
	case RECORD_FINE:
		return CONN_OPEN;
	case RECORD_ABORT:
		return CONN_GONE;
	case RECORD_GARBAGE:
		break;
	}
	return CONN_GARBAGE;
}

enum conn_state conn_ready(struct conn *c, bool readable, bool writable)
{
	enum conn_state state = readable ? take(c) : CONN_OPEN;

	return state == CONN_OPEN && writable ? flush(c) : state;
}

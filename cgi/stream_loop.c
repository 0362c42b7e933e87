#include "cgi/stream_loop.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

struct loop {
	struct event_base *base;
};

struct watch {
	struct event event;
	watch_fn *fn;
	void *ctx;
};

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		return NULL;
	loop->base = event_base_new();
	if (loop->base)
		return loop;
	free(loop);
	return NULL;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	event_base_free(loop->base);
	free(loop);
}

void loop_run(struct loop *loop)
{
	event_base_dispatch(loop->base);
}

void loop_break(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

static void on_event(evutil_socket_t fd, short what, void *ctx)
{
	struct watch *w = ctx;

	(void)fd;
	w->fn(w->ctx, what & EV_READ, what & EV_WRITE);
}

/* Begin to wait; w is consumed. each: NULL for a descriptor. */
static struct watch *start(struct watch *w, struct event_base *base, int fd, const struct timeval *each)
{
	short what = each ? EV_PERSIST : EV_READ | EV_PERSIST;

	if (!w)
		return NULL;
	if (event_assign(&w->event, base, fd, what, on_event, w) == 0 && event_add(&w->event, each) == 0)
		return w;
	free(w);
	return NULL;
}

static struct watch *prepare(watch_fn *fn, void *ctx)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w) {
		w->fn = fn;
		w->ctx = ctx;
	}
	return w;
}

struct watch *watch_new(struct loop *loop, int fd, watch_fn *fn, void *ctx)
{
	return start(prepare(fn, ctx), loop->base, fd, NULL);
}

struct watch *watch_timer(struct loop *loop, int ms, watch_fn *fn, void *ctx)
{
	const struct timeval each = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	return start(prepare(fn, ctx), loop->base, -1, &each);
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	event_del(&w->event);
	free(w);
}

bool watch_writing(struct watch *w, bool on)
{
	short what = EV_READ | EV_PERSIST | (on ? EV_WRITE : 0);
	struct event_base *base = event_get_base(&w->event);
	int fd = event_get_fd(&w->event);

	if (event_get_events(&w->event) == what)
		return true;
	event_del(&w->event);
	return event_assign(&w->event, base, fd, what, on_event, w) == 0 && event_add(&w->event, NULL) == 0;
}

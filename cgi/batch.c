#include "cgi/batch.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/watchdog.h"

struct batch {
	struct app *app;
	struct lead *lead;
	struct fcgi *fcgi[STORE_INVITED_MAX + 1];
	struct req req[STORE_INVITED_MAX + 1];
	int count, reads;
};

void batch_free(struct batch *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < ARRAY_LEN(b->fcgi); i++)
		fcgi_free(b->fcgi[i]);
	free(b);
}

struct batch *batch_new(struct app *app, struct lead *lead, int listen_fd, int stop_fd)
{
	AUTO(batch) struct batch *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->app = app;
	b->lead = lead;
	for (size_t i = 0; i < ARRAY_LEN(b->fcgi); i++) {
		b->fcgi[i] = fcgi_new(listen_fd, stop_fd);
		if (!b->fcgi[i])
			return NULL;
	}
	return TAKE(b);
}

/* Take one. OK; else as fcgi_take(). */
static enum err take_one(struct batch *b)
{
	struct req *req = &b->req[b->count];
	enum err e = fcgi_take(b->fcgi[b->count]);

	if (e)
		return e;
	req_open(req, b->fcgi[b->count]);
	switch (req_pace(req)) {
	case PACE_AT_ONCE:
		(void)app_serve(b->app, req);
		break;
	case PACE_TOGETHER:
		b->reads++;
		b->count++;
		break;
	case PACE_ALONE:
		b->count++;
		break;
	}
	return OK;
}

/* Take what is there, at most max, until one is to be served alone. OK; else why nothing was taken, as
 * fcgi_take(). */
static enum err take(struct batch *b, int max)
{
	enum err e = OK;
	int taken = 0;

	b->count = b->reads = 0;
	while (!e && b->count == b->reads && taken < max) {
		e = take_one(b);
		taken += !e;
	}
	return taken > 0 ? OK : e;
}

static bool away(enum err e)
{
	return e == ERR_UNAVAIL || e == ERR_TIMEOUT;
}

/* One question for all who read; they are the first ones. */
static void ask(struct batch *b)
{
	struct req *reads[STORE_INVITED_MAX];

	int64_t began_ms = clock_mono_ms();

	for (int i = 0; i < b->reads; i++)
		reads[i] = &b->req[i];
	if (b->reads == 0)
		return;
	app_admit(b->app, reads, b->reads);
	lead_took(b->lead, away(reads[0]->access.err) ? -1 : clock_mono_ms() - began_ms);
}

/* Once the database has let one down, those who read are told so at once: it has had its full time. */
static void serve(struct batch *b)
{
	enum err e = OK;

	for (int i = 0; i < b->count; i++) {
		watchdog_mark();
		if (i < b->reads && away(e))
			b->req[i].access.err = e;
		e = app_serve(b->app, &b->req[i]);
	}
}

enum err batch_serve(struct batch *b)
{
	unsigned turn = lead_take(b->lead);
	enum err e = turn ? fcgi_await(b->fcgi[0]) : ERR_TIMEOUT;
	bool apart = lead_apart(b->lead);

	if (!e) {
		lead_busy(b->lead, turn);
		e = take(b, apart ? 1 : STORE_INVITED_MAX);
	}
	if (apart)
		lead_give(b->lead, turn);
	if (!e)
		ask(b);
	lead_give(b->lead, turn);
	if (!e)
		serve(b);
	return e;
}

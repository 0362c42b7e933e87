#include "common/kv_sub.h"

#include <event2/event.h>
#include <fcntl.h>
#include <hiredis/adapters/libevent.h>
#include <hiredis/async.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "common/clock.h"
#include "common/ids.h"
#include "common/str.h"

#define PULSE_MS 1000 /* between two looks at the connection, and between two attempts to get one */
#define DEAF_MS  3000 /* an unanswered question this old means that nobody is there */

/*
 * hiredis forgets a channel when an UNSUBSCRIBE is answered, even if it was subscribed to again meanwhile. So
 * a channel that is being left is asked for again only after the answer.
 */
enum state { STATE_IDLE, STATE_ASKED, STATE_HEARD, STATE_LEAVING };

struct channel {
	LIST_ENTRY(channel) link;
	char session_id[ID_SIZE];
	enum state state;
	int refs;
};

struct kv_sub {
	const struct kv_settings *settings;
	const struct kv_sub_hooks *hooks;
	void *ctx;
	struct event_base *base;
	struct event *timer;
	redisAsyncContext *conn; /* NULL: none */
	bool up;                 /* it has answered */
	int64_t asked_at_ms;     /* the oldest unanswered pulse; 0: none */
	LIST_HEAD(, channel) channels;
	void *tree; /* the same channels by session id */
	char detail[200];
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct channel *)a)->session_id, ((const struct channel *)b)->session_id);
}

static struct channel *find(struct kv_sub *sub, const char *session_id)
{
	struct channel key;
	void *node;

	snprintf(key.session_id, sizeof(key.session_id), "%s", session_id);
	node = tfind(&key, &sub->tree, by_id);
	return node ? *(struct channel **)node : NULL;
}

static struct channel *add(struct kv_sub *sub, const char *session_id)
{
	struct channel *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	snprintf(c->session_id, sizeof(c->session_id), "%s", session_id);
	if (!tsearch(c, &sub->tree, by_id)) {
		free(c);
		return NULL;
	}
	LIST_INSERT_HEAD(&sub->channels, c, link);
	return c;
}

static void forget(struct kv_sub *sub, struct channel *c)
{
	LIST_REMOVE(c, link);
	tdelete(c, &sub->tree, by_id);
	free(c);
}

static void on_reply(redisAsyncContext *conn, void *reply, void *ctx);

static void subscribe(struct kv_sub *sub, struct channel *c)
{
	if (redisAsyncCommand(sub->conn, on_reply, sub, "SUBSCRIBE %s:session:%s", sub->settings->prefix,
			      c->session_id) == REDIS_OK)
		c->state = STATE_ASKED;
}

static void unsubscribe(struct kv_sub *sub, struct channel *c)
{
	if (redisAsyncCommand(sub->conn, NULL, NULL, "UNSUBSCRIBE %s:session:%s", sub->settings->prefix,
			      c->session_id) == REDIS_OK)
		c->state = STATE_LEAVING;
}

enum err kv_sub_join(struct kv_sub *sub, const char *session_id)
{
	struct channel *c = find(sub, session_id);

	if (!c)
		c = add(sub, session_id);
	if (!c)
		return ERR_NOMEM;
	c->refs++;
	if (sub->up && c->state == STATE_IDLE)
		subscribe(sub, c);
	return OK;
}

void kv_sub_leave(struct kv_sub *sub, const char *session_id)
{
	struct channel *c = find(sub, session_id);

	if (!c || --c->refs > 0)
		return;
	if (c->state == STATE_HEARD)
		unsubscribe(sub, c);
	else if (c->state == STATE_IDLE)
		forget(sub, c);
}

/* The connection is gone, hiredis frees it: nothing is subscribed to any more. */
static void lost(struct kv_sub *sub, const char *reason)
{
	bool was_up = sub->up;
	struct channel *c, *next;

	snprintf(sub->detail, sizeof(sub->detail), "%s", reason);
	sub->conn = NULL;
	sub->up = false;
	sub->asked_at_ms = 0;
	for (c = LIST_FIRST(&sub->channels); c; c = next) {
		next = LIST_NEXT(c, link);
		c->state = STATE_IDLE;
		if (c->refs == 0)
			forget(sub, c);
	}
	if (was_up)
		sub->hooks->down(sub->ctx);
}

/* The first answer on a connection: now ask for everything. */
static void came_up(struct kv_sub *sub)
{
	struct channel *c;

	sub->up = true;
	for (c = LIST_FIRST(&sub->channels); c; c = LIST_NEXT(c, link))
		subscribe(sub, c);
	sub->hooks->up(sub->ctx);
}

static void on_subscribed(struct kv_sub *sub, struct channel *c)
{
	c->state = STATE_HEARD;
	if (c->refs == 0)
		unsubscribe(sub, c);
	else
		sub->hooks->confirmed(sub->ctx, c->session_id);
}

static void on_unsubscribed(struct kv_sub *sub, struct channel *c)
{
	c->state = STATE_IDLE;
	if (c->refs == 0)
		forget(sub, c);
	else
		subscribe(sub, c);
}

/* The session of a channel's name, "" for the pulse; NULL for a name that isn't ours. */
static const char *session_of(const struct kv_sub *sub, const char *name)
{
	size_t n = strlen(sub->settings->prefix);

	if (strncmp(name, sub->settings->prefix, n) != 0)
		return NULL;
	if (strcmp(name + n, ":pulse") == 0)
		return "";
	return str_starts(name + n, ":session:") ? name + n + strlen(":session:") : NULL;
}

static void on_pulse(struct kv_sub *sub)
{
	sub->asked_at_ms = 0;
	if (!sub->up)
		came_up(sub);
}

/* What Redis says to a subscriber: [kind, channel, count or text]. */
static void on_reply(redisAsyncContext *conn, void *reply_, void *ctx)
{
	const redisReply *reply = reply_;
	struct kv_sub *sub = ctx;
	const char *kind, *session_id;
	struct channel *c;

	(void)conn;
	if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
	    reply->element[0]->type != REDIS_REPLY_STRING || reply->element[1]->type != REDIS_REPLY_STRING)
		return;
	kind = reply->element[0]->str;
	session_id = session_of(sub, reply->element[1]->str);
	if (session_id && !session_id[0] && strcmp(kind, "subscribe") == 0)
		on_pulse(sub);
	c = session_id ? find(sub, session_id) : NULL;
	if (!c)
		return;
	if (strcmp(kind, "subscribe") == 0)
		on_subscribed(sub, c);
	else if (strcmp(kind, "unsubscribe") == 0)
		on_unsubscribed(sub, c);
	else if (reply->element[2]->type == REDIS_REPLY_STRING && c->refs > 0)
		sub->hooks->message(sub->ctx, c->session_id, reply->element[2]->str);
}

/* hiredis frees a connection that has failed after it has told us. */
static void on_connect(const redisAsyncContext *conn, int status)
{
	struct kv_sub *sub = conn->data;

	if (status != REDIS_OK && sub->conn == conn)
		lost(sub, conn->errstr);
}

static void on_disconnect(const redisAsyncContext *conn, int status)
{
	struct kv_sub *sub = conn->data;

	if (sub->conn == conn)
		lost(sub, status == REDIS_OK ? "closed" : conn->errstr);
}

/* Ask for our own channel; the answer shows that somebody listens. */
static void pulse(struct kv_sub *sub)
{
	if (redisAsyncCommand(sub->conn, on_reply, sub, "SUBSCRIBE %s:pulse", sub->settings->prefix) ==
	    REDIS_OK)
		sub->asked_at_ms = clock_mono_ms();
}

static void connect_now(struct kv_sub *sub)
{
	redisAsyncContext *conn = redisAsyncConnectUnix(sub->settings->socket);

	if (!conn)
		return;
	if (conn->err || redisLibeventAttach(conn, sub->base) != REDIS_OK) {
		snprintf(sub->detail, sizeof(sub->detail), "%s", conn->errstr);
		redisAsyncFree(conn);
		return;
	}
	fcntl(conn->c.fd, F_SETFD, FD_CLOEXEC);
	conn->data = sub;
	redisAsyncSetConnectCallback(conn, on_connect);
	redisAsyncSetDisconnectCallback(conn, on_disconnect);
	sub->conn = conn;
	pulse(sub);
}

static void drop(struct kv_sub *sub, const char *reason)
{
	redisAsyncContext *conn = sub->conn;

	lost(sub, reason);
	redisAsyncFree(conn);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct kv_sub *sub = ctx;

	(void)fd;
	(void)what;
	if (!sub->conn)
		connect_now(sub);
	else if (sub->asked_at_ms && clock_mono_ms() - sub->asked_at_ms > DEAF_MS)
		drop(sub, "no answer");
	else if (!sub->asked_at_ms)
		pulse(sub);
}

struct kv_sub *kv_sub_new(const struct kv_settings *settings, struct event_base *base,
			  const struct kv_sub_hooks *hooks, void *ctx)
{
	const struct timeval each = { .tv_sec = PULSE_MS / 1000, .tv_usec = PULSE_MS % 1000 * 1000 };
	AUTO(kv_sub) struct kv_sub *sub = calloc(1, sizeof(*sub));

	if (!sub)
		return NULL;
	sub->settings = settings;
	sub->base = base;
	sub->hooks = hooks;
	sub->ctx = ctx;
	sub->timer = event_new(base, -1, EV_PERSIST, on_timer, sub);
	if (!sub->timer || event_add(sub->timer, &each))
		return NULL;
	connect_now(sub);
	return TAKE(sub);
}

void kv_sub_free(struct kv_sub *sub)
{
	struct channel *c;

	if (!sub)
		return;
	sub->up = false; /* no hook any more */
	if (sub->conn)
		drop(sub, "closed");
	while ((c = LIST_FIRST(&sub->channels)))
		forget(sub, c);
	if (sub->timer)
		event_free(sub->timer);
	free(sub);
}

const char *kv_sub_detail(const struct kv_sub *sub)
{
	return sub->detail;
}

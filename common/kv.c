#include "common/kv.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

#define REST_MS       1000 /* after a failure, before the next connect */
#define GONE_S        86400
#define BELL_LIST_MAX 1000 /* rings kept while nobody listens; the sweep finds the rest */

struct kv {
	const struct kv_settings *settings;
	redisContext *conn; /* NULL: not connected */
	int64_t rest_until_ms;
	int pending;  /* replies still to be read */
	bool dropped; /* something appended since the last flush could not be sent */
	char detail[200];
};

static struct timeval timeout_of(int ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

struct kv *kv_new(const struct kv_settings *settings)
{
	struct kv *kv = calloc(1, sizeof(*kv));

	if (kv)
		kv->settings = settings;
	return kv;
}

void kv_free(struct kv *kv)
{
	if (!kv)
		return;
	if (kv->conn)
		redisFree(kv->conn);
	free(kv);
}

const char *kv_detail(const struct kv *kv)
{
	return kv->detail;
}

/* Keep the reason, drop the connection and let it rest. */
static enum err lost(struct kv *kv, const char *reason)
{
	snprintf(kv->detail, sizeof(kv->detail), "%s", reason);
	if (kv->conn)
		redisFree(kv->conn);
	kv->conn = NULL;
	kv->pending = 0;
	kv->rest_until_ms = clock_mono_ms() + REST_MS;
	return ERR_UNAVAIL;
}

/* A connected context with its timeouts set; NULL and the reason otherwise. */
static redisContext *open_context(const struct kv_settings *s, char *ret_reason, size_t size)
{
	struct timeval timeout = timeout_of(s->timeout_ms);
	redisContext *conn = redisConnectUnixWithTimeout(s->socket, timeout);

	if (conn && !conn->err && redisSetTimeout(conn, timeout) == REDIS_OK) {
		fcntl(conn->fd, F_SETFD, FD_CLOEXEC);
		return conn;
	}
	snprintf(ret_reason, size, "%s", conn ? conn->errstr : "out of memory");
	if (conn)
		redisFree(conn);
	return NULL;
}

/* Has the other side closed a connection that was idle? Then Redis was restarted, and the next one will do.
 */
static bool gone(const struct kv *kv)
{
	struct pollfd fd = { .fd = kv->conn->fd, .events = POLLIN };

	return kv->pending == 0 && poll(&fd, 1, 0) != 0;
}

static bool ready(struct kv *kv)
{
	char reason[200];

	if (kv->conn && gone(kv)) {
		redisFree(kv->conn);
		kv->conn = NULL;
	}
	if (kv->conn)
		return true;
	if (clock_mono_ms() < kv->rest_until_ms)
		return false;
	kv->conn = open_context(kv->settings, reason, sizeof(reason));
	if (!kv->conn)
		lost(kv, reason);
	return kv->conn;
}

/* Note what became of an append: one more reply to come, or a failure for the flush to tell. */
static void appended(struct kv *kv, int status)
{
	if (status == REDIS_OK)
		kv->pending++;
	else
		kv->dropped = true;
}

void kv_ring(struct kv *kv)
{
	if (!ready(kv)) {
		kv->dropped = true;
		return;
	}
	appended(kv, redisAppendCommand(kv->conn, "LPUSH %s:jobs 1", kv->settings->prefix));
	appended(kv,
		 redisAppendCommand(kv->conn, "LTRIM %s:jobs 0 %d", kv->settings->prefix, BELL_LIST_MAX - 1));
}

void kv_publish(struct kv *kv, const char *session_id, const char *text)
{
	if (ready(kv))
		appended(kv, redisAppendCommand(kv->conn, "PUBLISH %s:session:%s %s", kv->settings->prefix,
						session_id, text));
	else
		kv->dropped = true;
}

enum err kv_flush(struct kv *kv)
{
	bool dropped = kv->dropped;

	kv->dropped = false;
	while (kv->conn && kv->pending > 0) {
		void *reply = NULL;
		bool refused;

		if (redisGetReply(kv->conn, &reply) != REDIS_OK)
			return lost(kv, kv->conn->errstr);
		kv->pending--;
		refused = ((redisReply *)reply)->type == REDIS_REPLY_ERROR;
		if (refused)
			snprintf(kv->detail, sizeof(kv->detail), "%s", ((redisReply *)reply)->str);
		dropped = dropped || refused;
		freeReplyObject(reply);
	}
	return dropped ? ERR_UNAVAIL : OK;
}

enum err kv_ping(struct kv *kv)
{
	kv->rest_until_ms = 0;
	if (!ready(kv))
		return ERR_UNAVAIL;
	appended(kv, redisAppendCommand(kv->conn, "PING"));
	return kv_flush(kv);
}

void kv_count(struct kv *kv, const char *name, long long n)
{
	if (ready(kv))
		appended(kv, redisAppendCommand(kv->conn, "HINCRBY %s:counters %s %lld", kv->settings->prefix,
						name, n));
	else
		kv->dropped = true;
}

void kv_streams(struct kv *kv, const char *process, long long open, long long now_s)
{
	if (ready(kv))
		appended(kv, redisAppendCommand(kv->conn, "HSET %s:streams %s %lld@%lld",
						kv->settings->prefix, process, open, now_s));
	else
		kv->dropped = true;
}

/* The hash "PREFIX:which" as a reply with a name and a value by turns; NULL: it could not be had. */
static redisReply *hash_of(struct kv *kv, const char *which)
{
	redisReply *reply;

	if (!ready(kv) || kv_flush(kv))
		return NULL;
	reply = redisCommand(kv->conn, "HGETALL %s:%s", kv->settings->prefix, which);
	if (!reply) {
		lost(kv, kv->conn->errstr);
		return NULL;
	}
	if (reply->type == REDIS_REPLY_ARRAY)
		return reply;
	freeReplyObject(reply);
	return NULL;
}

/* What a process has said, "COUNT@SECONDS"; 0 if that is long ago, and one that is long gone is forgotten. */
static long long fresh_streams(struct kv *kv, const char *process, const char *value, long long now_s)
{
	char *end;
	long long open = strtoll(value, &end, 10);
	long long at_s = *end == '@' ? strtoll(end + 1, NULL, 10) : 0;

	if (now_s - at_s > GONE_S && ready(kv))
		appended(kv,
			 redisAppendCommand(kv->conn, "HDEL %s:streams %s", kv->settings->prefix, process));
	return now_s - at_s <= KV_FRESH_S ? open : 0;
}

enum err kv_figures(struct kv *kv, long long now_s, kv_figure_fn *fn, void *ctx)
{
	redisReply *counters = hash_of(kv, "counters");
	redisReply *streams = counters ? hash_of(kv, "streams") : NULL;
	long long open = 0;

	for (size_t i = 1; streams && i < counters->elements; i += 2)
		fn(ctx, counters->element[i - 1]->str, strtoll(counters->element[i]->str, NULL, 10));
	for (size_t i = 1; streams && i < streams->elements; i += 2)
		open += fresh_streams(kv, streams->element[i - 1]->str, streams->element[i]->str, now_s);
	if (streams)
		fn(ctx, "open_streams", open);
	if (counters)
		freeReplyObject(counters);
	if (!streams)
		return ERR_UNAVAIL;
	freeReplyObject(streams);
	return kv_flush(kv);
}

struct kv_bell {
	const struct kv_settings *settings;
	int wait_s;
	redisContext *conn;
	bool asked;           /* a BRPOP is under way */
	int64_t answer_by_ms; /* its reply is overdue then: the connection is deaf */
	int64_t rest_until_ms;
};

struct kv_bell *kv_bell_new(const struct kv_settings *settings, int wait_s)
{
	struct kv_bell *bell = calloc(1, sizeof(*bell));

	if (bell) {
		bell->settings = settings;
		bell->wait_s = wait_s;
	}
	return bell;
}

static void bell_lost(struct kv_bell *bell)
{
	if (bell->conn)
		redisFree(bell->conn);
	bell->conn = NULL;
	bell->asked = false;
	bell->rest_until_ms = clock_mono_ms() + REST_MS;
}

void kv_bell_free(struct kv_bell *bell)
{
	if (!bell)
		return;
	if (bell->conn)
		redisFree(bell->conn);
	free(bell);
}

int kv_bell_fd(const struct kv_bell *bell)
{
	return bell->conn ? bell->conn->fd : -1;
}

/* Connect, then make reads return at once: the caller polls. */
static bool bell_connect(struct kv_bell *bell)
{
	char reason[200];
	int flags;

	if (clock_mono_ms() < bell->rest_until_ms)
		return false;
	bell->conn = open_context(bell->settings, reason, sizeof(reason));
	if (!bell->conn) {
		bell_lost(bell);
		return false;
	}
	flags = fcntl(bell->conn->fd, F_GETFL);
	fcntl(bell->conn->fd, F_SETFL, flags | O_NONBLOCK);
	bell->conn->flags &= ~REDIS_BLOCK;
	return true;
}

static void bell_ask(struct kv_bell *bell)
{
	int done = 0;

	if (redisAppendCommand(bell->conn, "BRPOP %s:jobs %d", bell->settings->prefix, bell->wait_s) !=
	    REDIS_OK) {
		bell_lost(bell);
		return;
	}
	while (!done) { /* some fifty bytes into an empty socket buffer */
		if (redisBufferWrite(bell->conn, &done) != REDIS_OK) {
			bell_lost(bell);
			return;
		}
	}
	bell->asked = true;
	bell->answer_by_ms = clock_mono_ms() + bell->wait_s * 1000 + 2 * bell->settings->timeout_ms + 500;
}

/* Take the reply if it is there. True: the bell rang (and did not just time out). */
static bool bell_answer(struct kv_bell *bell)
{
	redisReply *reply = NULL;
	bool rang;

	if (redisBufferRead(bell->conn) != REDIS_OK ||
	    redisGetReplyFromReader(bell->conn, (void **)&reply) != REDIS_OK) {
		bell_lost(bell);
		return false;
	}
	if (!reply)
		return false;
	rang = reply->type == REDIS_REPLY_ARRAY;
	bell->asked = false;
	if (reply->type == REDIS_REPLY_ERROR)
		bell_lost(bell); /* e.g. still loading: try again in a while */
	freeReplyObject(reply);
	return rang;
}

bool kv_bell_heard(struct kv_bell *bell)
{
	bool rang = false;

	if (bell->conn && bell->asked)
		rang = bell_answer(bell);
	if (bell->conn && bell->asked && clock_mono_ms() > bell->answer_by_ms)
		bell_lost(bell);
	if (bell->conn || bell_connect(bell))
		if (!bell->asked)
			bell_ask(bell);
	return rang;
}

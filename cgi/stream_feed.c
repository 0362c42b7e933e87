#include "cgi/stream_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "common/frame.h"
#include "common/js.h"
#include "common/kv_sub.h"
#include "common/log.h"

#define LOOKUP_THREADS 2
#define GATHER_MS      100 /* tails that are wanted sooner after a look-up of tails wait for the next tick */

/* A publisher may lose a message that we would have heard: its connection dies with a Redis that we have
 * found again already, and then it rests. So for a while after a return of Redis the log is polled on, and at
 * all times now and then. */
#define SETTLE_MS    5000
#define RECONCILE_MS 15000

struct feed {
	const struct feed_hooks *hooks;
	void *ctx;
	struct db_settings db;
	struct kv_settings kv;
	struct topics topics;
	struct queue *answers;
	struct watch *answer_watch;
	struct lookup_pool *pool;
	struct kv_sub *sub;
	bool redis_up, db_up;
	bool checking;                    /* a look-up of tails is under way */
	int64_t checked_ms;               /* monotonic: when the last one began */
	bool unsure;                      /* of every topic */
	int64_t settled_ms, reconcile_ms; /* monotonic: polled until the former, and again at the latter */
};

/* Say what happened to the database once, not once per question. */
static void note_db(struct feed *feed, const struct lookup *l)
{
	if (l->err && feed->db_up)
		log_error("the event log can't be read, streams stay open error=%s detail=%s",
			  err_name(l->err), l->detail);
	if (!l->err && !feed->db_up)
		log_info("the event log can be read again");
	feed->db_up = !l->err;
}

/* The topics that are unsure, as a JSON array; they count as asked about then. ERR_NOTFOUND: there are none.
 */
static enum err unsure_sessions(struct feed *feed, char **ret)
{
	AUTO(buf) struct buf sessions = BUF_INIT(64u << 20);
	struct topic *topic;

	while ((topic = LIST_FIRST(&feed->topics.unsure))) {
		buf_printf(&sessions, "%c\"%s\"", sessions.len ? ',' : '[', topic->session_id);
		topic_trust(topic);
	}
	if (sessions.len == 0 && !sessions.err)
		return ERR_NOTFOUND;
	buf_puts(&sessions, "]");
	return buf_take(&sessions, ret, NULL);
}

/* Ask the log how far it goes for them; one question at a time, so they gather meanwhile. */
static void check_tails(struct feed *feed)
{
	AUTO(lookup) struct lookup *l = feed->checking ? NULL : calloc(1, sizeof(*l));
	enum err e = l ? unsure_sessions(feed, &l->sessions) : ERR_NOMEM;

	if (feed->checking || e == ERR_NOTFOUND)
		return;
	if (e) {
		feed->unsure = true;
		return;
	}
	l->kind = LOOKUP_TAILS;
	feed->checking = true;
	feed->checked_ms = clock_mono_ms();
	lookup_pool_ask(feed->pool, TAKE(l));
}

void feed_catch_up(struct feed *feed, struct topic *topic)
{
	int64_t after = topic_behind(topic);
	struct lookup *l;

	if (after < 0 || topic->reading_for)
		return;
	l = calloc(1, sizeof(*l));
	if (!l) {
		feed->unsure = true;
		return;
	}
	l->kind = LOOKUP_EVENTS;
	snprintf(l->session_id, sizeof(l->session_id), "%s", topic->session_id);
	l->after = after;
	topic->reading_for = topic->tail_seq;
	lookup_pool_ask(feed->pool, l);
}

static void on_tails(struct feed *feed, const struct lookup *l)
{
	feed->checking = false;
	if (l->err) {
		feed->unsure = true;
		return;
	}
	for (size_t i = 0; i < l->count; i++) {
		struct topic *topic = topics_find(&feed->topics, l->tails[i].session_id);

		if (!topic)
			continue;
		topic_learn(topic, l->tails[i].seq);
		feed_catch_up(feed, topic);
	}
}

static void on_events(struct feed *feed, const struct lookup *l)
{
	struct topic *topic = topics_find(&feed->topics, l->session_id);
	bool complete = l->count < LOOKUP_EVENTS_MAX;

	if (!topic)
		return;
	if (l->err) {
		topic->reading_for = 0;
		feed->unsure = true;
		return;
	}
	for (size_t i = 0; i < l->count; i++)
		feed->hooks->event(feed->ctx, topic, &l->events[i]);
	topic_was_read(topic, l->count ? l->events[l->count - 1].seq : l->after, complete);
	feed_catch_up(feed, topic);
}

static void on_answer(void *ctx, bool readable, bool writable)
{
	struct feed *feed = ctx;
	struct queue_item *item;

	(void)readable;
	(void)writable;
	while ((item = queue_take(feed->answers))) {
		AUTO(lookup) struct lookup *l = (struct lookup *)(void *)item;

		note_db(feed, l);
		if (l->kind == LOOKUP_TAILS)
			on_tails(feed, l);
		else
			on_events(feed, l);
	}
}

static void on_up(void *ctx)
{
	struct feed *feed = ctx;

	log_info("redis is there");
	feed->redis_up = true;
	feed->settled_ms = clock_mono_ms() + SETTLE_MS;
}

static void on_down(void *ctx)
{
	struct feed *feed = ctx;

	log_warn("redis is away, the event log is polled detail=%s", kv_sub_detail(feed->sub));
	feed->redis_up = false;
}

static void on_confirmed(void *ctx, const char *session_id)
{
	struct feed *feed = ctx;
	struct topic *topic = topics_find(&feed->topics, session_id);

	if (!topic)
		return;
	topic_doubt(&feed->topics, topic);
	if (clock_mono_ms() - feed->checked_ms >= GATHER_MS)
		check_tails(feed);
}

/* The event that a frame stands for. false: it is no frame of this session. */
static bool type_of(const char *data, const char *session_id, enum event_type *ret)
{
	AUTO(json) struct json_object *frame = NULL;
	struct json_object *payload;
	const char *name;

	if (js_parse(data, strlen(data), FRAME_MAX, &frame) ||
	    js_text(frame, "sessionId", ID_SIZE - 1, &name) || strcmp(name, session_id) != 0)
		return false;
	if (js_object(frame, "payload", &payload) || js_text(payload, "event", 64, &name) ||
	    !event_type_parse(name, ret))
		*ret = EVENT__COUNT;
	return true;
}

static void on_message(void *ctx, const char *session_id, const char *text)
{
	struct feed *feed = ctx;
	struct topic *topic = topics_find(&feed->topics, session_id);
	struct lookup_event ev;

	if (!topic || frame_unpack(text, &ev.seq, &ev.data) || !type_of(ev.data, session_id, &ev.type))
		return;
	if (ev.seq == 0) {
		feed->hooks->tick(feed->ctx, topic, ev.data);
		return;
	}
	ev.ends = frame_ends_story(ev.type, ev.data);
	feed->hooks->event(feed->ctx, topic, &ev);
	topic_learn(topic, ev.seq);
	feed_catch_up(feed, topic);
}

static const struct kv_sub_hooks redis_hooks = {
	.up = on_up,
	.down = on_down,
	.confirmed = on_confirmed,
	.message = on_message,
};

struct topic *feed_topic(struct feed *feed, const char *session_id)
{
	struct topic *topic = topics_find(&feed->topics, session_id);

	if (topic)
		return topic;
	if (kv_sub_join(feed->sub, session_id))
		return NULL;
	topic = topics_add(&feed->topics, session_id);
	if (!topic)
		kv_sub_leave(feed->sub, session_id);
	return topic;
}

struct topics *feed_topics(struct feed *feed)
{
	return &feed->topics;
}

static void on_topic_end(void *ctx, const struct topic *topic)
{
	struct feed *feed = ctx;

	kv_sub_leave(feed->sub, topic->session_id);
}

void feed_poll(struct feed *feed)
{
	int64_t now_ms = clock_mono_ms();
	struct topic *topic;

	topics_sweep(&feed->topics, on_topic_end, feed);
	if (feed->redis_up && !feed->unsure && now_ms >= feed->settled_ms && now_ms < feed->reconcile_ms)
		return;
	feed->unsure = false;
	feed->reconcile_ms = now_ms + RECONCILE_MS;
	for (topic = LIST_FIRST(&feed->topics.busy); topic; topic = LIST_NEXT(topic, link))
		topic_doubt(&feed->topics, topic);
	check_tails(feed);
}

void feed_tick(struct feed *feed)
{
	check_tails(feed);
}

/* The pool has ended, or was never there; no listener is left. */
static void feed_free(struct feed *feed)
{
	struct queue_item *item;

	topics_sweep(&feed->topics, on_topic_end, feed);
	kv_sub_free(feed->sub);
	watch_free(feed->answer_watch);
	while (feed->answers && (item = queue_take(feed->answers)))
		lookup_free((struct lookup *)(void *)item);
	queue_free(feed->answers);
	free(feed);
}
FREEP(feed, struct feed *, feed_free)

struct feed *feed_new(const struct config *config, struct loop *loop, const struct feed_hooks *hooks,
		      void *ctx)
{
	AUTO(feed) struct feed *feed = calloc(1, sizeof(*feed));

	if (!feed)
		return NULL;
	feed->hooks = hooks;
	feed->ctx = ctx;
	feed->db = config_db(config);
	feed->kv = config_kv(config);
	feed->db_up = true;
	feed->sub = kv_sub_new(&feed->kv, loop_base(loop), &redis_hooks, feed);
	feed->answers = queue_new();
	if (!feed->sub || !feed->answers)
		return NULL;
	feed->answer_watch = watch_new(loop, queue_fd(feed->answers), on_answer, feed);
	feed->pool = feed->answer_watch ? lookup_pool_new(&feed->db, LOOKUP_THREADS, feed->answers) : NULL;
	return feed->pool ? TAKE(feed) : NULL;
}

bool feed_stop(struct feed *feed, const struct timespec *until)
{
	if (!lookup_pool_stop(feed->pool, until))
		return false;
	feed_free(feed);
	return true;
}

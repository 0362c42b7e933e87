#include "cgi/stream_hub.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "cgi/stream_listener.h"
#include "cgi/stream_lookup.h"
#include "cgi/stream_topic.h"
#include "common/clock.h"
#include "common/frame.h"
#include "common/js.h"
#include "common/kv_sub.h"
#include "common/log.h"

#define LOOKUP_THREADS 2
#define POLL_MS        1000 /* while Redis is away, and before a failed look-up is tried again */
#define COME_BACK_MS   500  /* at a stop, nobody is told to come back sooner */

struct hub {
	const struct stream_settings *settings;
	struct db_settings db;
	struct kv_settings kv;
	struct quota *quota;
	struct loop *loop;
	struct watch *arrival_watch, *answer_watch, *stop_watch, *tick_watch;
	struct queue *arrivals, *answers;
	struct lookup_pool *pool;
	struct kv_sub *sub;
	struct wheel wheel;
	struct topics topics;
	pthread_t thread;
	int stop_fd;
	int64_t poll_at_ms;
	bool redis_up, db_up;
	bool checking; /* a look-up of tails is under way */
	bool unsure;   /* of every topic */
	bool stopping, running;
};

/* Say what happened to the database once, not once per question. */
static void note_db(struct hub *hub, const struct lookup *l)
{
	if (l->err && hub->db_up)
		log_error("the event log can't be read, streams stay open error=%s detail=%s",
			  err_name(l->err), l->detail);
	if (!l->err && !hub->db_up)
		log_info("the event log can be read again");
	hub->db_up = !l->err;
}

static void close_listener(struct hub *hub, struct listener *l, enum conn_state why)
{
	struct topic *topic = l->topic;

	log_debug("stream closed session=%s seq=%lld why=%s", topic->session_id, (long long)l->last_seq,
		  conn_state_name(why));
	wheel_unset(&l->timer);
	conn_close(&l->conn);
	topic_leave(&hub->topics, l);
	free(l);
	quota_give(hub->quota, topic->session_id);
	if (hub->stopping && quota_taken(hub->quota) == 0)
		loop_break(hub->loop);
}

static void settle(struct listener *l, enum conn_state state)
{
	if (state != CONN_OPEN)
		close_listener(l->hub, l, state);
}

static int64_t heartbeat_ms(const struct hub *hub)
{
	return hub->settings->heartbeat_s * 1000;
}

/* Ask the log how far it goes for every topic that is unsure; one question at a time, so they gather
 * meanwhile. */
static void check_tails(struct hub *hub)
{
	AUTO(buf) struct buf sessions = BUF_INIT(64u << 20);
	struct lookup *l;
	struct topic *topic;

	if (hub->checking)
		return;
	LIST_FOREACH(topic, &hub->topics.busy, link)
	{
		if (topic->unsure)
			buf_printf(&sessions, "%c\"%s\"", sessions.len ? ',' : '[', topic->session_id);
		topic->unsure = false;
	}
	if (sessions.len == 0 && !sessions.err)
		return;
	buf_puts(&sessions, "]");
	l = calloc(1, sizeof(*l));
	if (!l || buf_take(&sessions, &l->sessions, NULL)) {
		lookup_free(l);
		hub->unsure = true;
		return;
	}
	l->kind = LOOKUP_TAILS;
	hub->checking = true;
	lookup_pool_ask(hub->pool, l);
}

/* Read the log for those of the topic's listeners who haven't everything, unless that is under way. */
static void catch_up(struct hub *hub, struct topic *topic)
{
	int64_t after = topic_behind(topic);
	struct lookup *l;

	if (after < 0 || topic->reading_for)
		return;
	l = calloc(1, sizeof(*l));
	if (!l) {
		hub->unsure = true;
		return;
	}
	l->kind = LOOKUP_EVENTS;
	snprintf(l->session_id, sizeof(l->session_id), "%s", topic->session_id);
	l->after = after;
	topic->reading_for = topic->tail_seq;
	lookup_pool_ask(hub->pool, l);
}

static void offer(struct topic *topic, const struct lookup_event *ev)
{
	int64_t now_ms = clock_mono_ms();
	struct listener *l, *next;

	for (l = LIST_FIRST(&topic->listeners); l; l = next) {
		next = LIST_NEXT(l, link);
		settle(l, listener_event(l, ev, now_ms));
	}
}

/* A tick is about now, so it goes only to those who are there. */
static void offer_tick(struct topic *topic, const char *data)
{
	int64_t now_ms = clock_mono_ms();
	struct listener *l, *next;

	for (l = LIST_FIRST(&topic->listeners); l; l = next) {
		next = LIST_NEXT(l, link);
		if (l->last_seq >= topic->tail_seq)
			settle(l, listener_tick(l, data, now_ms));
	}
}

static void on_tails(struct hub *hub, const struct lookup *l)
{
	hub->checking = false;
	if (l->err) {
		hub->unsure = true;
		return;
	}
	for (size_t i = 0; i < l->count; i++) {
		struct topic *topic = topics_find(&hub->topics, l->tails[i].session_id);

		if (!topic)
			continue;
		topic_learn(topic, l->tails[i].seq);
		catch_up(hub, topic);
	}
	check_tails(hub);
}

static void on_events(struct hub *hub, const struct lookup *l)
{
	struct topic *topic = topics_find(&hub->topics, l->session_id);
	bool complete = l->count < LOOKUP_EVENTS_MAX;

	if (!topic)
		return;
	if (l->err) {
		topic->reading_for = 0;
		hub->unsure = true;
		return;
	}
	for (size_t i = 0; i < l->count; i++)
		offer(topic, &l->events[i]);
	topic_was_read(topic, l->count ? l->events[l->count - 1].seq : l->after, complete);
	catch_up(hub, topic);
}

static void on_answer(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	struct queue_item *item;

	(void)readable;
	(void)writable;
	while ((item = queue_take(hub->answers))) {
		AUTO(lookup) struct lookup *l = (struct lookup *)(void *)item;

		note_db(hub, l);
		if (l->kind == LOOKUP_TAILS)
			on_tails(hub, l);
		else
			on_events(hub, l);
	}
}

static void on_ready(void *ctx, bool readable, bool writable)
{
	struct listener *l = ctx;

	settle(l, conn_ready(&l->conn, readable, writable));
}

/* The topic of a session, its channel joined. NULL: out of memory. */
static struct topic *topic_of(struct hub *hub, const char *session_id)
{
	struct topic *topic = topics_find(&hub->topics, session_id);

	if (topic)
		return topic;
	if (kv_sub_join(hub->sub, session_id))
		return NULL;
	topic = topics_add(&hub->topics, session_id);
	if (!topic)
		kv_sub_leave(hub->sub, session_id);
	return topic;
}

/* The listener that an arrival becomes. NULL: out of memory. */
static struct listener *listener_of(struct hub *hub, const struct arrival *a)
{
	struct listener *l = calloc(1, sizeof(*l));
	int64_t spread_s = hub->settings->life_max_s - hub->settings->life_min_s;
	int64_t life_ms = hub->settings->life_min_s * 1000 + clock_jitter_ms(spread_s * 1000);

	if (!l || conn_open(&l->conn, hub->loop, a->fd, on_ready, l)) {
		free(l);
		return NULL;
	}
	l->conn.request_id = a->request_id;
	l->hub = hub;
	l->last_seq = a->last_seq;
	l->end_seq = a->end_seq;
	l->admitted_seq = a->newest_seq;
	l->expires = a->expires_in_ms <= life_ms;
	l->spoke_ms = clock_mono_ms();
	l->dies_ms = l->spoke_ms + (l->expires ? a->expires_in_ms : life_ms);
	return l;
}

/* Those who came at once are not to get their heartbeats at once for ever: the first one comes early. */
static void start_timer(struct hub *hub, struct listener *l)
{
	l->spoke_ms -= clock_jitter_ms(heartbeat_ms(hub) / 2);
	wheel_set(&hub->wheel, &l->timer, listener_next_ms(l, heartbeat_ms(hub)));
}

static int64_t come_back_ms(const struct hub *hub)
{
	return COME_BACK_MS + clock_jitter_ms(hub->settings->drain_s * 1000);
}

static void welcome(struct hub *hub, const struct arrival *a)
{
	struct topic *topic = topic_of(hub, a->session_id);
	struct listener *l = topic ? listener_of(hub, a) : NULL;

	if (!l) {
		log_error("stream cut off: out of memory session=%s", a->session_id);
		close(a->fd);
		quota_give(hub->quota, a->session_id);
		return;
	}
	topic_join(&hub->topics, topic, l);
	start_timer(hub, l);
	topic_learn(topic, a->newest_seq);
	if (hub->stopping)
		settle(l, listener_goodbye(l, come_back_ms(hub)));
	else if (l->end_seq && l->last_seq == l->end_seq) /* a resync was all there was to say */
		settle(l, conn_end(&l->conn));
	else
		catch_up(hub, topic);
}

static void on_arrival(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	struct queue_item *item;

	(void)readable;
	(void)writable;
	while ((item = queue_take(hub->arrivals))) {
		welcome(hub, (struct arrival *)(void *)item);
		free(item);
	}
}

/* Redis' hooks */

static void on_up(void *ctx)
{
	struct hub *hub = ctx;

	log_info("redis is there");
	hub->redis_up = true;
}

static void on_down(void *ctx)
{
	struct hub *hub = ctx;

	log_warn("redis is away, the event log is polled detail=%s", kv_sub_detail(hub->sub));
	hub->redis_up = false;
}

static void on_confirmed(void *ctx, const char *session_id)
{
	struct hub *hub = ctx;
	struct topic *topic = topics_find(&hub->topics, session_id);

	if (!topic)
		return;
	topic->unsure = true;
	check_tails(hub);
}

/* The event that a frame stands for. false: it isn't JSON at all. */
static bool type_of(const char *data, enum event_type *ret)
{
	AUTO(json) struct json_object *frame = NULL;
	struct json_object *payload;
	const char *name;

	if (js_parse(data, strlen(data), FRAME_MAX, &frame))
		return false;
	if (js_object(frame, "payload", &payload) || js_text(payload, "event", 64, &name) ||
	    !event_type_parse(name, ret))
		*ret = EVENT__COUNT;
	return true;
}

static void on_message(void *ctx, const char *session_id, const char *text)
{
	struct hub *hub = ctx;
	struct topic *topic = topics_find(&hub->topics, session_id);
	struct lookup_event ev;

	if (!topic || frame_unpack(text, &ev.seq, &ev.data) || !type_of(ev.data, &ev.type))
		return;
	if (ev.seq == 0) {
		offer_tick(topic, ev.data);
		return;
	}
	offer(topic, &ev);
	topic_learn(topic, ev.seq);
	catch_up(hub, topic);
}

static const struct kv_sub_hooks redis_hooks = {
	.up = on_up,
	.down = on_down,
	.confirmed = on_confirmed,
	.message = on_message,
};

/* Time */

static void on_topic_end(void *ctx, const struct topic *topic)
{
	struct hub *hub = ctx;

	kv_sub_leave(hub->sub, topic->session_id);
}

static void poll_log(struct hub *hub)
{
	struct topic *topic;

	topics_sweep(&hub->topics, on_topic_end, hub);
	if (hub->redis_up && !hub->unsure)
		return;
	hub->unsure = false;
	LIST_FOREACH(topic, &hub->topics.busy, link)
	topic->unsure = true;
	check_tails(hub);
}

static void on_tick(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	int64_t now_ms = clock_mono_ms();
	struct wheel_node *node;

	(void)readable;
	(void)writable;
	while ((node = wheel_pop(&hub->wheel, now_ms))) {
		struct listener *l = (struct listener *)(void *)node;
		enum conn_state state = listener_due(l, now_ms, heartbeat_ms(hub));

		if (state == CONN_OPEN)
			wheel_set(&hub->wheel, node, listener_next_ms(l, heartbeat_ms(hub)));
		else
			close_listener(hub, l, state);
	}
	if (now_ms >= hub->poll_at_ms) {
		hub->poll_at_ms = now_ms + POLL_MS;
		poll_log(hub);
	}
}

static void on_stop(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	struct topic *topic, *next;
	struct listener *l;
	eventfd_t count;

	(void)readable;
	(void)writable;
	eventfd_read(hub->stop_fd, &count);
	log_info("saying goodbye streams=%lld", (long long)quota_taken(hub->quota));
	hub->stopping = true;
	if (quota_taken(hub->quota) == 0)
		loop_break(hub->loop);
	for (topic = LIST_FIRST(&hub->topics.busy); topic; topic = next) {
		struct listener *after;

		next = LIST_NEXT(topic, link);
		for (l = LIST_FIRST(&topic->listeners); l; l = after) {
			after = LIST_NEXT(l, link);
			settle(l, listener_goodbye(l, come_back_ms(hub)));
		}
	}
}

/* Life */

static void *run(void *ctx)
{
	struct hub *hub = ctx;

	loop_run(hub->loop);
	return NULL;
}

/* What came too late: connections that began while the loop ended, answers that nobody waits for. */
static void drop_late(struct hub *hub)
{
	struct queue_item *item;

	while (hub->arrivals && (item = queue_take(hub->arrivals))) {
		struct arrival *a = (struct arrival *)(void *)item;

		close(a->fd);
		quota_give(hub->quota, a->session_id);
		free(a);
	}
	while (hub->answers && (item = queue_take(hub->answers)))
		lookup_free((struct lookup *)(void *)item);
}

/* The thread and the pool have ended, or were never there; no listener is left. */
static void hub_free(struct hub *hub)
{
	topics_sweep(&hub->topics, on_topic_end, hub);
	kv_sub_free(hub->sub);
	watch_free(hub->arrival_watch);
	watch_free(hub->answer_watch);
	watch_free(hub->stop_watch);
	watch_free(hub->tick_watch);
	drop_late(hub);
	queue_free(hub->arrivals);
	queue_free(hub->answers);
	loop_free(hub->loop);
	if (hub->stop_fd >= 0)
		close(hub->stop_fd);
	free(hub);
}
FREEP(hub, struct hub *, hub_free)

/* Everything but the threads. */
static bool prepare(struct hub *hub)
{
	hub->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	hub->loop = loop_new();
	hub->arrivals = queue_new();
	hub->answers = queue_new();
	if (hub->stop_fd < 0 || !hub->loop || !hub->arrivals || !hub->answers)
		return false;
	wheel_init(&hub->wheel, clock_mono_ms());
	hub->arrival_watch = watch_new(hub->loop, queue_fd(hub->arrivals), on_arrival, hub);
	hub->answer_watch = watch_new(hub->loop, queue_fd(hub->answers), on_answer, hub);
	hub->stop_watch = watch_new(hub->loop, hub->stop_fd, on_stop, hub);
	hub->tick_watch = watch_timer(hub->loop, WHEEL_TICK_MS, on_tick, hub);
	hub->sub = kv_sub_new(&hub->kv, loop_base(hub->loop), &redis_hooks, hub);
	return hub->arrival_watch && hub->answer_watch && hub->stop_watch && hub->tick_watch && hub->sub;
}

struct hub *hub_new(const struct config *config, struct quota *quota)
{
	AUTO(hub) struct hub *hub = calloc(1, sizeof(*hub));

	if (!hub)
		return NULL;
	hub->settings = &config->stream;
	hub->db = config_db(config);
	hub->kv = config_kv(config);
	hub->quota = quota;
	hub->db_up = true;
	if (!prepare(hub))
		return NULL;
	hub->pool = lookup_pool_new(&hub->db, LOOKUP_THREADS, hub->answers);
	if (!hub->pool)
		return NULL;
	hub->running = pthread_create(&hub->thread, NULL, run, hub) == 0;
	if (hub->running)
		return TAKE(hub);
	lookup_pool_stop(hub->pool, &(struct timespec){ .tv_sec = INT32_MAX });
	return NULL;
}

void hub_take(struct hub *hub, struct arrival *arrival)
{
	queue_put(hub->arrivals, &arrival->item);
}

void hub_stop(struct hub *hub)
{
	eventfd_write(hub->stop_fd, 1);
}

bool hub_wait(struct hub *hub, const struct timespec *until)
{
	if (hub->running && pthread_timedjoin_np(hub->thread, NULL, until))
		return false;
	hub->running = false;
	if (!lookup_pool_stop(hub->pool, until))
		return false;
	hub_free(hub);
	return true;
}

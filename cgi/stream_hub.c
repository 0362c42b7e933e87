#include "cgi/stream_hub.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cgi/stream_feed.h"
#include "cgi/stream_listener.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/watchdog.h"

#define POLL_MS      1000 /* between two calls of feed_poll */
#define COME_BACK_MS 500  /* at a stop, nobody is told to come back sooner */

struct hub {
	const struct stream_settings *settings;
	struct quota *quota;
	struct loop *loop;
	struct feed *feed;
	struct queue *arrivals;
	struct watch *arrival_watch, *stop_watch, *tick_watch;
	struct wheel wheel;
	pthread_t thread;
	int stop_fd;
	int64_t poll_at_ms;
	bool stopping, running;
};

static void close_listener(struct hub *hub, struct listener *l, enum conn_state why)
{
	struct topic *topic = l->topic;

	log_debug("stream closed session=%s seq=%lld why=%s", topic->session_id, (long long)l->last_seq,
		  conn_state_name(why));
	wheel_unset(&l->timer);
	conn_close(&l->conn);
	topic_leave(feed_topics(hub->feed), l);
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

static void on_event(void *ctx, struct topic *topic, const struct lookup_event *ev)
{
	int64_t now_ms = clock_mono_ms();
	struct listener *l, *next;

	(void)ctx;
	for (l = LIST_FIRST(&topic->listeners); l; l = next) {
		next = LIST_NEXT(l, link);
		settle(l, listener_event(l, ev, now_ms));
	}
}

/* A tick is about now, so it goes only to those who are there. */
static void on_progress(void *ctx, struct topic *topic, const char *data)
{
	int64_t now_ms = clock_mono_ms();
	struct listener *l, *next;

	(void)ctx;
	for (l = LIST_FIRST(&topic->listeners); l; l = next) {
		next = LIST_NEXT(l, link);
		if (l->last_seq >= topic->tail_seq)
			settle(l, listener_tick(l, data, now_ms));
	}
}

static const struct feed_hooks feed_hooks = { .event = on_event, .tick = on_progress };

static void on_ready(void *ctx, bool readable, bool writable)
{
	struct listener *l = ctx;

	settle(l, conn_ready(&l->conn, readable, writable));
}

/* The listener that an arrival becomes. NULL: out of memory. */
static struct listener *listener_of(struct hub *hub, const struct arrival *a)
{
	struct listener *l = calloc(1, sizeof(*l));
	int64_t min_s = hub->settings->life_min_s, max_s = hub->settings->life_max_s;
	int64_t spread_s = max_s > min_s ? max_s - min_s : 0; /* in the midst of a reload they may not fit */
	int64_t life_ms = min_s * 1000 + clock_jitter_ms(spread_s * 1000);

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

/* What becomes of one that is not to be a listener: its response has begun, so it ends as it should. */
static void turn_away(struct hub *hub, const struct arrival *a)
{
	AUTO(buf) struct buf end = BUF_INIT(64);

	record_put_end(&end, a->request_id);
	if (send(a->fd, buf_text(&end), end.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_debug("client gone before its stream");
	close(a->fd);
	quota_give(hub->quota, a->session_id);
}

static void welcome(struct hub *hub, const struct arrival *a)
{
	struct topic *topic = feed_topic(hub->feed, a->session_id);
	struct listener *l = topic ? listener_of(hub, a) : NULL;

	if (!l) {
		log_error("stream cut off: out of memory session=%s", a->session_id);
		turn_away(hub, a);
		return;
	}
	topic_join(feed_topics(hub->feed), topic, l);
	start_timer(hub, l);
	topic_learn(topic, a->newest_seq);
	if (hub->stopping)
		settle(l, listener_goodbye(l, come_back_ms(hub)));
	else if (l->end_seq && l->last_seq == l->end_seq) /* a resync was all there was to say */
		settle(l, conn_end(&l->conn));
	else
		feed_catch_up(hub->feed, topic);
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

/* Time */

static void on_tick(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	int64_t now_ms = clock_mono_ms();
	struct wheel_node *node;

	(void)readable;
	(void)writable;
	watchdog_mark();
	while ((node = wheel_pop(&hub->wheel, now_ms))) {
		struct listener *l = (struct listener *)(void *)node;
		enum conn_state state = listener_due(l, now_ms, heartbeat_ms(hub));

		if (state == CONN_OPEN)
			wheel_set(&hub->wheel, node, listener_next_ms(l, heartbeat_ms(hub)));
		else
			close_listener(hub, l, state);
	}
	feed_tick(hub->feed);
	if (now_ms >= hub->poll_at_ms) {
		hub->poll_at_ms = now_ms + POLL_MS;
		feed_poll(hub->feed);
	}
}

/* Say goodbye to a topic's listeners. */
static void dismiss(struct hub *hub, struct topic *topic)
{
	struct listener *l, *next;

	for (l = LIST_FIRST(&topic->listeners); l; l = next) {
		next = LIST_NEXT(l, link);
		settle(l, listener_goodbye(l, come_back_ms(hub)));
	}
}

static void on_stop(void *ctx, bool readable, bool writable)
{
	struct hub *hub = ctx;
	struct topic_list *busy = &feed_topics(hub->feed)->busy;
	struct topic *topic, *next;
	eventfd_t count;

	(void)readable;
	(void)writable;
	eventfd_read(hub->stop_fd, &count);
	log_info("saying goodbye streams=%lld", (long long)quota_taken(hub->quota));
	hub->stopping = true;
	if (quota_taken(hub->quota) == 0)
		loop_break(hub->loop);
	for (topic = LIST_FIRST(busy); topic; topic = next) {
		next = LIST_NEXT(topic, link);
		dismiss(hub, topic);
	}
}

/* Life */

static void *run(void *ctx)
{
	struct hub *hub = ctx;

	watchdog_enter("stream hub");
	loop_run(hub->loop);
	watchdog_leave();
	return NULL;
}

/* Connections that began while the loop ended. */
static void drop_late(struct hub *hub)
{
	struct queue_item *item;

	while (hub->arrivals && (item = queue_take(hub->arrivals))) {
		turn_away(hub, (struct arrival *)(void *)item);
		free(item);
	}
}

/* The thread and the feed have ended, or were never there; no listener is left. */
static void hub_free(struct hub *hub)
{
	watch_free(hub->arrival_watch);
	watch_free(hub->stop_watch);
	watch_free(hub->tick_watch);
	drop_late(hub);
	queue_free(hub->arrivals);
	loop_free(hub->loop);
	if (hub->stop_fd >= 0)
		close(hub->stop_fd);
	free(hub);
}
FREEP(hub, struct hub *, hub_free)

/* Everything but what has threads. */
static bool prepare(struct hub *hub)
{
	hub->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	hub->loop = loop_new();
	hub->arrivals = queue_new();
	if (hub->stop_fd < 0 || !hub->loop || !hub->arrivals)
		return false;
	wheel_init(&hub->wheel, clock_mono_ms());
	hub->arrival_watch = watch_new(hub->loop, queue_fd(hub->arrivals), on_arrival, hub);
	hub->stop_watch = watch_new(hub->loop, hub->stop_fd, on_stop, hub);
	hub->tick_watch = watch_timer(hub->loop, WHEEL_TICK_MS, on_tick, hub);
	return hub->arrival_watch && hub->stop_watch && hub->tick_watch;
}

struct hub *hub_new(const struct config *config, struct quota *quota)
{
	static const struct timespec whenever = { .tv_sec = INT32_MAX };
	AUTO(hub) struct hub *hub = calloc(1, sizeof(*hub));

	if (!hub)
		return NULL;
	hub->settings = &config->stream;
	hub->quota = quota;
	if (!prepare(hub))
		return NULL;
	hub->feed = feed_new(config, hub->loop, &feed_hooks, hub);
	if (!hub->feed)
		return NULL;
	hub->running = pthread_create(&hub->thread, NULL, run, hub) == 0;
	if (hub->running)
		return TAKE(hub);
	if (!feed_stop(hub->feed, &whenever))
		log_error("threads of the feed don't end");
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
	if (!feed_stop(hub->feed, until))
		return false;
	hub_free(hub);
	return true;
}

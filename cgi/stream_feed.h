/*
 * Where the events of all open sessions come from: messages from Redis, and the event log. Redis is only
 * trusted to hurry: whenever a message may have been missed (a channel is new, Redis was away, a seq was
 * skipped), the log is asked how far it goes, for many sessions in one query, and read where a listener is
 * behind. What was learnt either way is given to the same hook; the listeners take only what comes next for
 * them. So there is no hole between what is replayed and what is live, and while Redis is away that one query
 * every second is enough. As a publisher can lose a message too, it is asked now and then in any case. Used
 * by the loop's thread alone.
 */
#pragma once

#include <stdbool.h>

#include "cgi/stream_lookup.h"
#include "cgi/stream_loop.h"
#include "cgi/stream_topic.h"
#include "common/config.h"

struct feed_hooks {
	void (*event)(void *ctx, struct topic *topic, const struct lookup_event *ev);
	void (*tick)(void *ctx, struct topic *topic, const char *data); /* for those who are up to date */
};

struct feed;

/* All arguments are borrowed. NULL: no memory, descriptors or threads. */
struct feed *feed_new(const struct config *config, struct loop *loop, const struct feed_hooks *hooks,
		      void *ctx);

/* End its threads and free it, without a listener left. false: not done by until (CLOCK_REALTIME); call
 * again. */
struct timespec;
bool feed_stop(struct feed *feed, const struct timespec *until);

struct topics *feed_topics(struct feed *feed);

/* The topic of a session; a new one's channel is joined. NULL: out of memory. */
struct topic *feed_topic(struct feed *feed, const char *session_id);

/* Read the log for those of the topic's listeners who haven't everything, unless that is under way. */
void feed_catch_up(struct feed *feed, struct topic *topic);

/* To be called every second: ends empty topics, and asks again what could not be known so far. */
void feed_poll(struct feed *feed);

/* To be called ten times a second: asks for what has gathered since. */
void feed_tick(struct feed *feed);

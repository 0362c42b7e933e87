/*
 * Reading the event log for the loop, which must never wait for the database: a few threads, each with a
 * connection of its own, take questions from one queue and put them, answered, into another.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgi/stream_queue.h"
#include "common/attr.h"
#include "common/db.h"
#include "common/event.h"

#define LOOKUP_EVENTS_MAX 200 /* of one answer; whoever wants more asks again */

/* How far the log of a session goes. */
struct lookup_tail {
	char session_id[ID_SIZE];
	int64_t seq;
};

/* One event, as the stream shows it. */
struct lookup_event {
	int64_t seq;
	enum event_type type; /* EVENT__COUNT: one that this version doesn't know */
	const char *data;     /* its frame; whoever made this struct owns it */
	bool ends;            /* the story: nothing will follow */
};

/* A question, and its answer. */
struct lookup {
	struct queue_item item;
	enum { LOOKUP_TAILS, LOOKUP_EVENTS } kind;
	char *sessions;           /* LOOKUP_TAILS: of these, a JSON array; owned */
	char session_id[ID_SIZE]; /* LOOKUP_EVENTS: of this session */
	int64_t after;            /* LOOKUP_EVENTS: those with a higher seq, in order */

	enum err err;     /* OK, or why the answer is not complete */
	char detail[120]; /* the database's words for it */
	struct lookup_tail *tails;
	struct lookup_event *events;
	size_t count, room; /* of the one or the other */
};

void lookup_free(struct lookup *l);
FREEP(lookup, struct lookup *, lookup_free)

struct lookup_pool;

/* Start count threads; answers are put into `answers`. Both arguments are borrowed. NULL: no memory or no
 * threads. */
struct lookup_pool *lookup_pool_new(const struct db_settings *settings, int count, struct queue *answers);

/* Hand a question over. */
void lookup_pool_ask(struct lookup_pool *pool, struct lookup *l);

/* Answer what was asked, end the threads and free the pool. false: not done by until (CLOCK_REALTIME);
 * nothing is freed. */
struct timespec;
bool lookup_pool_stop(struct lookup_pool *pool, const struct timespec *until);

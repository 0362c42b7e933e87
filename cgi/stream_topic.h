/* The sessions whose streams are open, and for each how far its log goes as far as we know. Used by the loop
 * alone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "cgi/stream_listener.h"
#include "common/ids.h"

struct topic {
	LIST_ENTRY(topic) link;
	char session_id[ID_SIZE];
	int64_t tail_seq;    /* the log goes at least this far */
	int64_t reading_for; /* the tail when the log was asked, 0: it isn't being asked */
	bool unsure;         /* a message may have been missed: the tail has to be looked up */
	LIST_ENTRY(topic) unsure_link;
	LIST_HEAD(, listener) listeners;
};

/* Listeners come and go quickly (a refresh), so an empty topic is kept for a moment; topics_sweep ends it. */
struct topics {
	LIST_HEAD(topic_list, topic) busy;
	struct topic_list empty;
	struct topic_list unsure; /* those among them, linked by unsure_link */
	void *tree;               /* all of them by session id */
};

/* NULL: there is none. */
struct topic *topics_find(struct topics *t, const char *session_id);

/* A new, empty one; there is none by that id yet. NULL: out of memory. */
struct topic *topics_add(struct topics *t, const char *session_id);

/* Forget the empty ones; on_end is called for each before. */
void topics_sweep(struct topics *t, void (*on_end)(void *ctx, const struct topic *topic), void *ctx);

void topic_join(struct topics *t, struct topic *topic, struct listener *l);
void topic_leave(struct topics *t, struct listener *l);

/* A message for it may have been missed; that its tail is being looked up. */
void topic_doubt(struct topics *t, struct topic *topic);
void topic_trust(struct topic *topic);

/* The log goes at least as far as seq. */
void topic_learn(struct topic *topic, int64_t seq);

/* From where the log has to be read so that every listener can follow; -1: all have everything. */
int64_t topic_behind(const struct topic *topic);

/* The log was read from `after` to its end (or, if not complete, as far as one answer goes), the last event
 * being seq. */
void topic_was_read(struct topic *topic, int64_t seq, bool complete);

#include "cgi/stream_topic.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct topic *)a)->session_id, ((const struct topic *)b)->session_id);
}

struct topic *topics_find(struct topics *t, const char *session_id)
{
	struct topic key;
	void *node;

	snprintf(key.session_id, sizeof(key.session_id), "%s", session_id);
	node = tfind(&key, &t->tree, by_id);
	return node ? *(struct topic **)node : NULL;
}

struct topic *topics_add(struct topics *t, const char *session_id)
{
	struct topic *topic = calloc(1, sizeof(*topic));

	if (!topic)
		return NULL;
	snprintf(topic->session_id, sizeof(topic->session_id), "%s", session_id);
	if (!tsearch(topic, &t->tree, by_id)) {
		free(topic);
		return NULL;
	}
	LIST_INSERT_HEAD(&t->empty, topic, link);
	return topic;
}

void topics_sweep(struct topics *t, void (*on_end)(void *ctx, const struct topic *topic), void *ctx)
{
	struct topic *topic;

	while ((topic = LIST_FIRST(&t->empty))) {
		on_end(ctx, topic);
		topic_trust(topic);
		LIST_REMOVE(topic, link);
		tdelete(topic, &t->tree, by_id);
		free(topic);
	}
}

/* Move it to the list where it belongs. */
static void place(struct topics *t, struct topic *topic)
{
	LIST_REMOVE(topic, link);
	if (LIST_EMPTY(&topic->listeners))
		LIST_INSERT_HEAD(&t->empty, topic, link);
	else
		LIST_INSERT_HEAD(&t->busy, topic, link);
}

void topic_join(struct topics *t, struct topic *topic, struct listener *l)
{
	bool was_empty = LIST_EMPTY(&topic->listeners);

	l->topic = topic;
	LIST_INSERT_HEAD(&topic->listeners, l, link);
	if (was_empty)
		place(t, topic);
}

void topic_leave(struct topics *t, struct listener *l)
{
	LIST_REMOVE(l, link);
	if (LIST_EMPTY(&l->topic->listeners))
		place(t, l->topic);
}

void topic_doubt(struct topics *t, struct topic *topic)
{
	if (!topic->unsure)
		LIST_INSERT_HEAD(&t->unsure, topic, unsure_link);
	topic->unsure = true;
}

void topic_trust(struct topic *topic)
{
	if (topic->unsure)
		LIST_REMOVE(topic, unsure_link);
	topic->unsure = false;
}

void topic_learn(struct topic *topic, int64_t seq)
{
	if (seq > topic->tail_seq)
		topic->tail_seq = seq;
}

int64_t topic_behind(const struct topic *topic)
{
	const struct listener *l;
	int64_t from = topic->tail_seq;

	for (l = LIST_FIRST(&topic->listeners); l; l = LIST_NEXT(l, link))
		if (!l->conn.ending && l->last_seq < from)
			from = l->last_seq;
	return from < topic->tail_seq ? from : -1;
}

void topic_was_read(struct topic *topic, int64_t seq, bool complete)
{
	/* Whoever told us of more, and nobody did while we read, was wrong: asking on would never end. */
	if (complete && topic->tail_seq == topic->reading_for)
		topic->tail_seq = seq;
	topic->reading_for = 0;
	topic_learn(topic, seq);
}

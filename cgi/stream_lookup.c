#include "cgi/stream_lookup.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/frame.h"
#include "common/store_event.h"
#include "common/store_tail.h"

struct lookup_pool {
	struct queue *questions, *answers;
	const struct db_settings *settings;
	int count;
	pthread_t threads[];
};

void lookup_free(struct lookup *l)
{
	if (!l)
		return;
	for (size_t i = 0; l->events && i < l->count; i++)
		free((char *)(uintptr_t)l->events[i].data);
	free(l->events);
	free(l->tails);
	free(l->sessions);
	free(l);
}

/* The array with room for one entry more; NULL (the old one stays) without memory. */
static void *roomy(struct lookup *l, void *array, size_t entry_size)
{
	size_t room = l->room ? l->room * 2 : 16;
	void *larger;

	if (l->count < l->room)
		return array;
	larger = reallocarray(array, room, entry_size);
	if (larger)
		l->room = room;
	return larger;
}

static enum err keep_tail(void *ctx, const char *session_id, int64_t seq)
{
	struct lookup *l = ctx;
	struct lookup_tail *tails = roomy(l, l->tails, sizeof(*tails));

	if (!tails)
		return ERR_NOMEM;
	l->tails = tails;
	snprintf(tails[l->count].session_id, ID_SIZE, "%s", session_id);
	tails[l->count++].seq = seq;
	return OK;
}

static enum err keep_event(void *ctx, const struct event *ev)
{
	struct lookup *l = ctx;
	struct lookup_event *events = roomy(l, l->events, sizeof(*events));
	char *data = NULL;
	enum err e;

	if (!events)
		return ERR_NOMEM;
	l->events = events;
	e = frame_of_event(ev, clock_wall_ms(), &data);
	if (!e)
		events[l->count++] = (struct lookup_event){ .seq = ev->seq,
							    .type = ev->type,
							    .data = data,
							    .ends = frame_ends_story(ev->type, data) };
	return e;
}

static enum err look_up(struct db *db, struct lookup *l)
{
	if (l->kind == LOOKUP_TAILS)
		return store_tails(db, l->sessions, keep_tail, l);
	return store_event_list(db, l->session_id, l->after, LOOKUP_EVENTS_MAX, keep_event, l);
}

static void *run(void *ctx)
{
	struct lookup_pool *pool = ctx;
	struct db *db = db_new(pool->settings);
	struct queue_item *item;

	while ((item = queue_wait(pool->questions))) {
		struct lookup *l = (struct lookup *)(void *)item;

		l->err = db ? look_up(db, l) : ERR_NOMEM;
		if (l->err && db)
			snprintf(l->detail, sizeof(l->detail), "%s", db_detail(db));
		queue_put(pool->answers, &l->item);
	}
	db_free(db);
	return NULL;
}

struct lookup_pool *lookup_pool_new(const struct db_settings *settings, int count, struct queue *answers)
{
	struct lookup_pool *pool = calloc(1, sizeof(*pool) + (size_t)count * sizeof(pool->threads[0]));

	if (!pool)
		return NULL;
	pool->questions = queue_new();
	pool->answers = answers;
	pool->settings = settings;
	while (pool->questions && pool->count < count &&
	       pthread_create(&pool->threads[pool->count], NULL, run, pool) == 0)
		pool->count++;
	if (pool->count > 0)
		return pool;
	queue_free(pool->questions);
	free(pool);
	return NULL;
}

void lookup_pool_ask(struct lookup_pool *pool, struct lookup *l)
{
	queue_put(pool->questions, &l->item);
}

bool lookup_pool_stop(struct lookup_pool *pool, const struct timespec *until)
{
	queue_close(pool->questions);
	for (; pool->count > 0; pool->count--)
		if (pthread_timedjoin_np(pool->threads[pool->count - 1], NULL, until))
			return false;
	queue_free(pool->questions);
	free(pool);
	return true;
}

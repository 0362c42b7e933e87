#include "cgi/stream_quota.h"

#include <pthread.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/ids.h"

struct quota {
	pthread_mutex_t lock;
	const struct stream_settings *limits;
	int64_t taken;
	void *sessions; /* tree of struct share by session id */
};

/* What one session has; exists while that is more than nothing. */
struct share {
	char session_id[ID_SIZE];
	int64_t taken;
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct share *)a)->session_id, ((const struct share *)b)->session_id);
}

struct quota *quota_new(const struct stream_settings *limits)
{
	struct quota *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	pthread_mutex_init(&q->lock, NULL);
	q->limits = limits;
	return q;
}

void quota_free(struct quota *q)
{
	if (!q)
		return;
	tdestroy(q->sessions, free);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

static struct share *find(struct quota *q, const char *session_id)
{
	struct share key;
	void *node;

	snprintf(key.session_id, sizeof(key.session_id), "%s", session_id);
	node = tfind(&key, &q->sessions, by_id);
	return node ? *(struct share **)node : NULL;
}

static struct share *add(struct quota *q, const char *session_id)
{
	struct share *share = calloc(1, sizeof(*share));

	if (!share)
		return NULL;
	snprintf(share->session_id, sizeof(share->session_id), "%s", session_id);
	if (tsearch(share, &q->sessions, by_id))
		return share;
	free(share);
	return NULL;
}

static enum err take(struct quota *q, const char *session_id)
{
	struct share *share;

	if (q->taken >= q->limits->max_streams)
		return ERR_UNAVAIL;
	share = find(q, session_id);
	if (share && share->taken >= q->limits->max_per_session)
		return ERR_LIMIT;
	if (!share)
		share = add(q, session_id);
	if (!share)
		return ERR_NOMEM;
	share->taken++;
	q->taken++;
	return OK;
}

enum err quota_take(struct quota *q, const char *session_id)
{
	enum err e;

	pthread_mutex_lock(&q->lock);
	e = take(q, session_id);
	pthread_mutex_unlock(&q->lock);
	return e;
}

void quota_give(struct quota *q, const char *session_id)
{
	struct share *share;

	pthread_mutex_lock(&q->lock);
	share = find(q, session_id);
	if (share) {
		q->taken--;
		if (--share->taken == 0) {
			tdelete(share, &q->sessions, by_id);
			free(share);
		}
	}
	pthread_mutex_unlock(&q->lock);
}

int64_t quota_taken(struct quota *q)
{
	int64_t taken;

	pthread_mutex_lock(&q->lock);
	taken = q->taken;
	pthread_mutex_unlock(&q->lock);
	return taken;
}

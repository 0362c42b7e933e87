#include "cgi/memo.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct place {
	struct session row; /* all of it is zero where nothing was written, so it compares as a whole */
	int retries_allowed;
	char etag[PROJECTION_ETAG_SIZE];
	char *json; /* NULL: the place is empty */
};

#define WAYS 4 /* places that a session may take: chance puts some too close together */

struct memo {
	pthread_mutex_t lock;
	size_t sets;
	unsigned turn; /* whose place is taken when a set is full */
	struct place places[];
};

struct memo *memo_new(size_t places)
{
	size_t sets = (places + WAYS - 1) / WAYS;
	struct memo *memo = calloc(1, sizeof(*memo) + sets * WAYS * sizeof(memo->places[0]));

	if (!memo)
		return NULL;
	pthread_mutex_init(&memo->lock, NULL);
	memo->sets = sets;
	return memo;
}

void memo_free(struct memo *memo)
{
	if (!memo)
		return;
	for (size_t i = 0; i < memo->sets * WAYS; i++)
		free(memo->places[i].json);
	pthread_mutex_destroy(&memo->lock);
	free(memo);
}

/* The set of a session, by FNV-1a over its id. */
static struct place *set_of(struct memo *memo, const struct session *s)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *c = s->session_id; *c; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	return &memo->places[hash % memo->sets * WAYS];
}

/* The place of a session, or a free one, or NULL. */
static struct place *find(struct place *set, const struct session *s)
{
	struct place *free_one = NULL;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].json && strcmp(set[i].row.session_id, s->session_id) == 0)
			return &set[i];
		if (!set[i].json)
			free_one = &set[i];
	}
	return free_one;
}

bool memo_find(struct memo *memo, struct memo_key key, struct buf *body, char ret_etag[PROJECTION_ETAG_SIZE])
{
	const struct place *p;
	bool known;

	pthread_mutex_lock(&memo->lock);
	p = find(set_of(memo, key.row), key.row);
	known = p && p->json && p->retries_allowed == key.retries_allowed &&
		memcmp(&p->row, key.row, sizeof(p->row)) == 0;
	if (known) {
		buf_puts(body, p->json);
		memcpy(ret_etag, p->etag, PROJECTION_ETAG_SIZE);
	}
	pthread_mutex_unlock(&memo->lock);
	return known;
}

void memo_keep(struct memo *memo, struct memo_key key, const char *json,
	       const char etag[PROJECTION_ETAG_SIZE])
{
	struct place *set = set_of(memo, key.row), *p;
	char *copy = strdup(json), *old;

	if (!copy)
		return;
	pthread_mutex_lock(&memo->lock);
	p = find(set, key.row);
	if (!p)
		p = &set[memo->turn++ % WAYS];
	old = p->json;
	p->row = *key.row;
	p->retries_allowed = key.retries_allowed;
	memcpy(p->etag, etag, PROJECTION_ETAG_SIZE);
	p->json = copy;
	pthread_mutex_unlock(&memo->lock);
	free(old);
}

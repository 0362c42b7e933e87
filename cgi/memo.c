#include "cgi/memo.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct place {
	struct session row; /* as a whole the key: all of it is zero where nothing was written */
	char etag[PROJECTION_ETAG_SIZE];
	char *json; /* NULL: the place is empty */
};

struct memo {
	pthread_mutex_t lock;
	size_t count;
	struct place places[];
};

struct memo *memo_new(size_t places)
{
	struct memo *memo = calloc(1, sizeof(*memo) + places * sizeof(memo->places[0]));

	if (!memo)
		return NULL;
	pthread_mutex_init(&memo->lock, NULL);
	memo->count = places;
	return memo;
}

void memo_free(struct memo *memo)
{
	if (!memo)
		return;
	for (size_t i = 0; i < memo->count; i++)
		free(memo->places[i].json);
	pthread_mutex_destroy(&memo->lock);
	free(memo);
}

/* FNV-1a over the id; ids are random enough. */
static struct place *place_of(struct memo *memo, const struct session *s)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *c = s->session_id; *c; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	return &memo->places[hash % memo->count];
}

bool memo_find(struct memo *memo, const struct session *s, struct buf *body,
	       char ret_etag[PROJECTION_ETAG_SIZE])
{
	struct place *p = place_of(memo, s);
	bool known;

	pthread_mutex_lock(&memo->lock);
	known = p->json && memcmp(&p->row, s, sizeof(*s)) == 0;
	if (known) {
		buf_puts(body, p->json);
		memcpy(ret_etag, p->etag, PROJECTION_ETAG_SIZE);
	}
	pthread_mutex_unlock(&memo->lock);
	return known;
}

void memo_keep(struct memo *memo, const struct session *s, const char *json,
	       const char etag[PROJECTION_ETAG_SIZE])
{
	struct place *p = place_of(memo, s);
	char *copy = strdup(json), *old;

	if (!copy)
		return;
	pthread_mutex_lock(&memo->lock);
	old = p->json;
	p->row = *s;
	memcpy(p->etag, etag, PROJECTION_ETAG_SIZE);
	p->json = copy;
	pthread_mutex_unlock(&memo->lock);
	free(old);
}

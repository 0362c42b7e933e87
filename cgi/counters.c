#include "cgi/counters.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ROWS_MAX 200 /* routes times the statuses each can have; there are fewer */

struct row {
	struct answered what;
	int64_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct row rows[ROWS_MAX];
static size_t row_count;

static bool same(const struct answered *a, const struct answered *b)
{
	return a->status == b->status && a->denied == b->denied && a->resumed == b->resumed &&
	       strcmp(a->route, b->route) == 0 && strcmp(a->method, b->method) == 0;
}

static void add(const struct answered *what, int64_t count)
{
	size_t i = 0;

	while (i < row_count && !same(&rows[i].what, what))
		i++;
	if (i == ROWS_MAX)
		return;
	if (i == row_count)
		rows[row_count++] = (struct row){ .what = *what };
	rows[i].count += count;
}

void counters_add(const struct answered *answered)
{
	pthread_mutex_lock(&lock);
	add(answered, 1);
	pthread_mutex_unlock(&lock);
}

/* Take what is there, so that nobody who counts waits for Redis. */
static size_t take(struct row taken[ROWS_MAX])
{
	size_t n;

	pthread_mutex_lock(&lock);
	n = row_count;
	memcpy(taken, rows, n * sizeof(rows[0]));
	row_count = 0;
	pthread_mutex_unlock(&lock);
	return n;
}

static void give_back(const struct row *taken, size_t n)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < n; i++)
		add(&taken[i].what, taken[i].count);
	pthread_mutex_unlock(&lock);
}

enum err counters_flush(struct kv *kv)
{
	struct row taken[ROWS_MAX];
	size_t n = take(taken);
	enum err e;

	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		const struct answered *w = &taken[i].what;
		char field[200];

		snprintf(field, sizeof(field), "requests_total{method=\"%s\",route=\"%s\",status=\"%d\"}",
			 w->method, w->route, w->status);
		kv_count(kv, field, taken[i].count);
		if (w->denied)
			kv_count(kv, "denials_total", taken[i].count);
		if (w->resumed)
			kv_count(kv, "resumes_total", taken[i].count);
	}
	e = kv_flush(kv);
	if (e)
		give_back(taken, n);
	return e;
}

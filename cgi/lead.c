#include "cgi/lead.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "common/clock.h"

struct lead {
	pthread_mutex_t lock;
	pthread_cond_t given;
	bool taken;
	unsigned turn;         /* of the newest leader; never 0 while there is one */
	int64_t busy_since_ms; /* 0: it waits */
	_Atomic int64_t apart_until_ms;
};

struct lead *lead_new(void)
{
	struct lead *lead = calloc(1, sizeof(*lead));
	pthread_condattr_t attr;

	if (!lead)
		return NULL;
	pthread_mutex_init(&lead->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&lead->given, &attr);
	pthread_condattr_destroy(&attr);
	return lead;
}

void lead_free(struct lead *lead)
{
	if (!lead)
		return;
	pthread_cond_destroy(&lead->given);
	pthread_mutex_destroy(&lead->lock);
	free(lead);
}

/* Nobody leads, or the leader has been busy for too long. */
static bool is_free(const struct lead *lead)
{
	return !lead->taken ||
	       (lead->busy_since_ms && clock_mono_ms() - lead->busy_since_ms > LEAD_BUSY_MAX_MS);
}

unsigned lead_take(struct lead *lead)
{
	int64_t until_ms = clock_mono_ms() + LEAD_LOOK_MS;
	struct timespec until = { .tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000 };
	unsigned turn = 0;
	int waited = 0;

	pthread_mutex_lock(&lead->lock);
	while (!is_free(lead) && waited != ETIMEDOUT)
		waited = pthread_cond_timedwait(&lead->given, &lead->lock, &until);
	if (is_free(lead)) {
		lead->taken = true;
		lead->busy_since_ms = 0;
		lead->turn += lead->turn + 1 ? 1 : 2; /* 0 is no turn */
		turn = lead->turn;
	}
	pthread_mutex_unlock(&lead->lock);
	return turn;
}

void lead_busy(struct lead *lead, unsigned turn)
{
	pthread_mutex_lock(&lead->lock);
	if (lead->turn == turn)
		lead->busy_since_ms = clock_mono_ms();
	pthread_mutex_unlock(&lead->lock);
}

void lead_give(struct lead *lead, unsigned turn)
{
	pthread_mutex_lock(&lead->lock);
	if (turn && lead->turn == turn) {
		lead->taken = false;
		lead->busy_since_ms = 0;
		pthread_cond_signal(&lead->given);
	}
	pthread_mutex_unlock(&lead->lock);
}

void lead_took(struct lead *lead, int64_t took_ms)
{
	if (took_ms < 0)
		lead->apart_until_ms = 0;
	else if (took_ms > LEAD_SLOW_MS)
		lead->apart_until_ms = clock_mono_ms() + LEAD_APART_MS;
}

bool lead_apart(const struct lead *lead)
{
	return clock_mono_ms() < lead->apart_until_ms;
}

#include "common/watchdog.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/clock.h"
#include "common/str.h"

/* A place for a loop: free while name is NULL. Nothing here is locked, for a hanging thread may hold any
 * lock. */
struct place {
	_Atomic(const char *) name;
	_Atomic int64_t marked_ms;
};

static struct place places[WATCHDOG_LOOPS_MAX];
static _Thread_local struct place *mine;

void watchdog_enter(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(places) && !mine; i++) {
		const char *nobody = NULL;

		if (atomic_load(&places[i].name))
			continue;
		atomic_store(&places[i].marked_ms, clock_mono_ms());
		if (atomic_compare_exchange_strong(&places[i].name, &nobody, name))
			mine = &places[i];
	}
}

void watchdog_mark(void)
{
	if (mine)
		atomic_store_explicit(&mine->marked_ms, clock_mono_ms(), memory_order_relaxed);
}

void watchdog_leave(void)
{
	if (mine)
		atomic_store(&mine->name, NULL);
	mine = NULL;
}

const char *watchdog_stuck(int64_t now_ms, int64_t limit_ms)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const char *name = atomic_load(&places[i].name);

		if (name && now_ms - atomic_load(&places[i].marked_ms) > limit_ms)
			return name;
	}
	return NULL;
}

int64_t watchdog_period_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	int64_t n, whom = getpid();

	if (!usec || !str_i64(usec, 1000, INT64_MAX, &n))
		return 0;
	if (pid && (!str_i64(pid, 1, INT32_MAX, &whom) || whom != getpid()))
		return 0; /* meant for our parent */
	return n / 1000;
}

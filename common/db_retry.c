/* Repeating a unit of work; apart from db.c, as it needs nothing of MariaDB's. */
#include <time.h>

#include "common/clock.h"
#include "common/db.h"

#define HASTY_MS 150 /* the budget of a handle whose owner comes back by itself */

enum err db_retry(struct db *db, db_unit_fn *unit, void *ctx, int budget_ms)
{
	int64_t end_ms = clock_mono_ms() + (db_is_hasty(db) ? HASTY_MS : budget_ms);
	int pause_ms = 4;

	for (;;) {
		enum err e = unit(db, ctx);
		int64_t wait_ms;

		if (e != ERR_TIMEOUT && e != ERR_UNAVAIL)
			return e;
		wait_ms = 1 + clock_jitter_ms(pause_ms);
		if (clock_mono_ms() + wait_ms >= end_ms)
			return e;
		nanosleep(&(struct timespec){ .tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000 },
			  NULL);
		pause_ms = pause_ms < 256 ? pause_ms * 2 : pause_ms;
	}
}

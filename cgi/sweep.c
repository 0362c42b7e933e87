#include "cgi/sweep.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

#include "cgi/counters.h"
#include "common/announce.h"
#include "common/clock.h"
#include "common/db.h"
#include "common/interview.h"
#include "common/kv.h"
#include "common/log.h"
#include "common/watchdog.h"

#define PERIOD_MS     1000
#define GRACE_MS      500 /* several processes sweep; jitter keeps them from doing it in step */
#define BATCH         50
#define SLOW_WINDOW_S 3

struct sweep {
	const struct config *config;
	int stop_fd;
	pthread_t thread;
	struct db_settings db_settings;
	struct kv_settings kv_settings;
	struct db *db;
	struct kv *kv;
};

static enum err expire_one(struct sweep *sweep, const char *session_id)
{
	AUTO(outcome) struct outcome out = { 0 };
	enum err e = interview_expire(sweep->db, session_id, &sweep->config->generation, &out);

	if (e || out.count == 0)
		return e;
	log_warn("generation ended at its deadline session=%s generation=%d correlation=%s; is a generator "
		 "running?",
		 session_id, out.session.generation, out.session.correlation_id);
	if (announce(sweep->kv, &out))
		log_debug("not announced: redis=%s", kv_detail(sweep->kv));
	return OK;
}

static enum err expire_due(struct sweep *sweep)
{
	char ids[BATCH][ID_SIZE];
	int n = 0;
	enum err e = store_job_overdue(sweep->db, ids, BATCH, &n);

	for (int i = 0; !e && i < n; i++) {
		watchdog_mark();
		e = expire_one(sweep, ids[i]);
	}
	return e;
}

/* A generator says `slow` to those it works for; to those for whom nobody does, we do, a few times over. */
static enum err tell_slow(struct sweep *sweep)
{
	struct unclaimed waiting[BATCH];
	int64_t after_s = sweep->config->generation.slow_after_s;
	int n = 0;
	enum err e = store_job_unclaimed(sweep->db, after_s, after_s + SLOW_WINDOW_S, waiting, BATCH, &n);

	for (int i = 0; !e && i < n; i++)
		if (announce_tick(sweep->kv, waiting[i].session_id, waiting[i].correlation_id, "slow"))
			log_debug("not announced: redis=%s", kv_detail(sweep->kv));
	return e;
}

static void *run(void *arg)
{
	struct sweep *sweep = arg;
	struct pollfd stop = { .fd = sweep->stop_fd, .events = POLLIN };
	enum err last = OK;

	watchdog_enter("sweep");
	while (poll(&stop, 1, PERIOD_MS + (int)clock_jitter_ms(GRACE_MS)) == 0) {
		enum err e = expire_due(sweep);

		if (!e)
			e = tell_slow(sweep);
		watchdog_mark();
		if (e && e != last) /* a lasting fault is said once, not each second */
			log_error("overdue generations can't be looked for: %s database=%s", err_name(e),
				  db_detail(sweep->db));
		last = e;
		if (counters_flush(sweep->kv))
			log_debug("figures wait: redis=%s", kv_detail(sweep->kv));
	}
	if (counters_flush(sweep->kv))
		log_debug("the last figures are lost: redis=%s", kv_detail(sweep->kv));
	watchdog_leave();
	return NULL;
}

static void sweep_free(struct sweep *sweep)
{
	db_free(sweep->db);
	kv_free(sweep->kv);
	free(sweep);
}

enum err sweep_start(const struct config *config, int stop_fd, struct sweep **ret)
{
	struct sweep *sweep = calloc(1, sizeof(*sweep));

	if (!sweep)
		return ERR_NOMEM;
	sweep->config = config;
	sweep->stop_fd = stop_fd;
	sweep->db_settings = config_db(config);
	sweep->kv_settings = config_kv(config);
	sweep->db = db_new(&sweep->db_settings);
	sweep->kv = kv_new(&sweep->kv_settings);
	if (!sweep->db || !sweep->kv || pthread_create(&sweep->thread, NULL, run, sweep) != 0) {
		sweep_free(sweep);
		return ERR_NOMEM;
	}
	*ret = sweep;
	return OK;
}

void sweep_join(struct sweep *sweep)
{
	if (!sweep)
		return;
	pthread_join(sweep->thread, NULL);
	sweep_free(sweep);
}

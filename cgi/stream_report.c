#include "cgi/stream_report.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/kv.h"
#include "common/log.h"

#define PERIOD_MS (KV_FRESH_S * 1000 / 3)

struct report {
	struct quota *quota;
	struct kv_settings settings;
	struct kv *kv;
	int stop_fd;
	pthread_t thread;
	char process[100];
};

static void tell(struct report *r, int64_t open)
{
	kv_streams(r->kv, r->process, open, clock_wall_ms() / 1000);
	if (kv_flush(r->kv))
		log_debug("open streams not told: redis=%s", kv_detail(r->kv));
}

static void *run(void *ctx)
{
	struct report *r = ctx;
	struct pollfd stop = { .fd = r->stop_fd, .events = POLLIN };

	do
		tell(r, quota_taken(r->quota));
	while (poll(&stop, 1, PERIOD_MS) == 0);
	tell(r, 0);
	return NULL;
}

static void report_free(struct report *r)
{
	kv_free(r->kv);
	if (r->stop_fd >= 0)
		close(r->stop_fd);
	free(r);
}

struct report *report_start(const struct config *config, struct quota *quota)
{
	struct report *r = calloc(1, sizeof(*r));
	char host[65] = "localhost";

	if (!r)
		return NULL;
	gethostname(host, sizeof(host) - 1);
	snprintf(r->process, sizeof(r->process), "%s/%d", host, (int)getpid());
	r->quota = quota;
	r->settings = config_kv(config);
	r->kv = kv_new(&r->settings);
	r->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (r->kv && r->stop_fd >= 0 && pthread_create(&r->thread, NULL, run, r) == 0)
		return r;
	report_free(r);
	return NULL;
}

void report_stop(struct report *r)
{
	if (!r)
		return;
	if (eventfd_write(r->stop_fd, 1) == 0)
		pthread_join(r->thread, NULL);
	report_free(r);
}

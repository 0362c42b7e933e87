/*
 * greenroom-api: N threads, each with its own FastCGI slots, MariaDB and Redis connection; the main thread
 * only waits for signals. Shared are the configuration, of which a reload changes numbers, the page, which is
 * read only, what /now has said last (memo.h), and whose turn it is to wait for requests (lead.h).
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "cgi/app.h"
#include "cgi/batch.h"
#include "cgi/lead.h"
#include "cgi/memo.h"
#include "cgi/sweep.h"
#include "common/log.h"
#include "common/program.h"
#include "common/watchdog.h"

#define REMEMBERED 4096 /* projections kept in memory, about 2 KB each */

static const struct program program = {
	.name = "greenroom-api",
	.purpose = "Answers the candidate's page and the session API over FastCGI.",
};

struct api {
	const struct config *config;
	const struct page *page;
	struct memo *memo;
	struct lead *lead;
	struct db_settings db_settings;
	struct kv_settings kv_settings;
	int listen_fd, stop_fd;
};

static void serve(struct batch *batch)
{
	enum err e = OK;

	while (e != ERR_UNAVAIL) {
		watchdog_mark();
		e = batch_serve(batch);
		if (e == ERR_NOMEM) {
			log_error("no descriptors or memory for a request: raise the limits of this service");
			nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		}
	}
}

static void *thread_main(void *arg)
{
	const struct api *api = arg;
	AUTO(db) struct db *db = db_new(&api->db_settings);
	AUTO(kv) struct kv *kv = kv_new(&api->kv_settings);
	struct app app = { api->config, api->page, api->memo, db, kv };
	AUTO(batch) struct batch *batch = batch_new(&app, api->lead, api->listen_fd, api->stop_fd);

	watchdog_enter("api thread");
	if (db && kv && batch)
		serve(batch);
	else
		log_error("out of memory for a thread");
	watchdog_leave();
	return NULL;
}

/* Serve until a signal; the second one leaves at once. */
static int run(struct api *api, struct config *config)
{
	size_t n = (size_t)config->api.threads, started = 0;
	pthread_t *threads = calloc(n, sizeof(*threads));
	struct sweep *sweep = NULL;
	bool ok = threads && sweep_start(config, api->stop_fd, &sweep) == OK;

	while (ok && started < n && pthread_create(&threads[started], NULL, thread_main, api) == 0)
		started++;
	ok = ok && started == n;
	if (ok) {
		log_info("ready threads=%zu", n);
		program_serve(config);
	} else {
		log_error("can't start %zu threads: lower api.threads or raise the limits of this service",
			  n);
	}
	if (eventfd_write(api->stop_fd, 1))
		ok = false;
	program_leave_on_second_signal();
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	sweep_join(sweep);
	free(threads);
	log_info("stopped");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	AUTO(config) struct config *config = NULL;
	AUTO(page) struct page *page = NULL;
	AUTO(memo) struct memo *memo = memo_new(REMEMBERED);
	AUTO(lead) struct lead *lead = lead_new();
	struct api api = { 0 };
	char message[CONFIG_MESSAGE_SIZE];
	int status;

	program_block_signals();
	if (!memo || !lead) {
		log_error("out of memory");
		return EXIT_FAILURE;
	}
	if (!program_start(&program, argc, argv, &config, &status))
		return status;
	if (page_load(config->share_dir, &page, message)) {
		log_error("%s", message);
		return EXIT_FAILURE;
	}
	api = (struct api){
		config, page, memo, lead, config_db(config), config_kv(config), -1, eventfd(0, EFD_CLOEXEC)
	};
	if (api.stop_fd < 0 || fcgi_listen(config->api.socket, &api.listen_fd)) {
		log_error("can't listen on %s: %s", config->api.socket,
			  errno ? strerror(errno) : "somebody else does");
		return EXIT_FAILURE;
	}
	status = run(&api, config);
	fcgi_unlisten();
	close(api.stop_fd);
	return status;
}

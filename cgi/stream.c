/*
 * greenroom-stream: tells the readers of a session's stream that it is time to look at /now. Threads at the
 * gate check each request and begin its response; the hub, one loop, holds the connections from then on.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "cgi/stream_accept.h"
#include "cgi/stream_hub.h"
#include "cgi/stream_quota.h"
#include "cgi/stream_report.h"
#include "common/clock.h"
#include "common/fcgi.h"
#include "common/log.h"
#include "common/program.h"

#define SPARE_DESCRIPTORS                                                                                    \
	100 /* what is open beside the streams: logs, databases, sockets, requests being checked */

static const struct program program = {
	.name = "greenroom-stream",
	.purpose = "Serves the live stream of each interview: FastCGI in, server-sent events out.",
};

/* A stream is a descriptor: allow as many as we may have. */
static void raise_file_limit(int64_t max_streams)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < (rlim_t)max_streams + SPARE_DESCRIPTORS)
		log_warn("too few file descriptors for stream.max_streams limit=%llu wanted=%llu",
			 (unsigned long long)limit.rlim_cur,
			 (unsigned long long)max_streams + SPARE_DESCRIPTORS);
}

static struct timespec soon(void)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += (at.tv_nsec += 20000000) / 1000000000;
	at.tv_nsec %= 1000000000;
	return at;
}

/* End the service. false: a second signal, or readers that don't take their goodbye within drain_s; just
 * leave then. */
static bool drain(struct gate *gate, struct hub *hub, int64_t drain_s)
{
	int64_t until_ms = clock_mono_ms() + drain_s * 1000;
	bool gate_ended = false;

	gate_close(gate);
	hub_stop(hub);
	while (clock_mono_ms() < until_ms) {
		struct timespec until = soon();
		int number = program_wait_signal(0);

		if (number == SIGTERM || number == SIGINT)
			return false;
		if (!gate_ended)
			gate_ended = gate_wait(gate, &until);
		else if (hub_wait(hub, &until))
			return true;
	}
	return false;
}

/* From the first reader to the last. false: it could not begin. */
static bool serve(struct config *config, int listen_fd)
{
	struct quota *quota = quota_new(&config->stream);
	struct hub *hub = quota ? hub_new(config, quota) : NULL;
	struct gate *gate = hub ? gate_new(config, listen_fd, hub, quota) : NULL;
	struct report *report = gate ? report_start(config, quota) : NULL;

	if (!report) {
		log_error("could not start: out of memory, threads or descriptors");
		return false;
	}
	log_info("serving threads=%lld max_streams=%lld", (long long)config->stream.threads,
		 (long long)config->stream.max_streams);
	program_serve(config);
	report_stop(report);
	if (!drain(gate, hub, config->stream.drain_s)) {
		log_warn("leaving at once streams=%lld", (long long)quota_taken(quota));
		fcgi_unlisten();
		quick_exit(0); /* threads are running still */
	}
	quota_free(quota);
	return true;
}

int main(int argc, char **argv)
{
	AUTO(config) struct config *config = NULL;
	int status, listen_fd;
	enum err e;
	bool served;

	program_block_signals();
	if (!program_start(&program, argc, argv, &config, &status))
		return status;
	raise_file_limit(config->stream.max_streams);
	e = fcgi_listen(config->stream.socket, &listen_fd);
	if (e) {
		log_error("can't listen socket=%s error=%s detail=%s", config->stream.socket, err_name(e),
			  e == ERR_CONFLICT ? "somebody does already" : strerror(errno));
		return 1;
	}
	served = serve(config, listen_fd);
	fcgi_unlisten();
	log_info("stopped");
	return served ? 0 : 1;
}

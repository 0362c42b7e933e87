#include "common/program.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/watchdog.h"

#define DEFAULT_CONFIG SYSCONF_DIR "/greenroom.conf"

static const char *config_path; /* what program_start has read, for a reload; NULL: nothing */

static void print_help(const struct program *p)
{
	printf("Usage: %s [--config FILE]\n"
	       "%s\n\n"
	       "  -c, --config FILE   settings (default " DEFAULT_CONFIG ")\n"
	       "      --print-config  print every setting with its meaning and value, then leave\n"
	       "  -h, --help          this text\n"
	       "  -V, --version       the version\n\n"
	       "SIGTERM ends what is under way, then leaves; a second one leaves at once. SIGHUP\n"
	       "reads the settings again: what is live takes effect, of the rest the log says\n"
	       "that it waits for a restart.\n"
	       "Exit status: 0 ended as asked, 1 could not start, 2 wrong usage.\n",
	       p->name, p->purpose);
}

static enum log_level level_of(const char *name)
{
	static const struct {
		const char *name;
		enum log_level level;
	} levels[] = { { "error", LOG_LEVEL_ERROR },
		       { "warning", LOG_LEVEL_WARN },
		       { "debug", LOG_LEVEL_DEBUG } };

	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (strcmp(levels[i].name, name) == 0)
			return levels[i].level;
	return LOG_LEVEL_INFO;
}

/* What the command line asks for. */
struct options {
	const char *config;
	bool print, help, version;
};

static bool parse_options(const struct program *p, int argc, char **argv, struct options *ret)
{
	enum { PRINT_CONFIG = 1000 };
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "print-config", no_argument, NULL, PRINT_CONFIG },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*ret = (struct options){ .config = NULL };
	while ((c = getopt_long(argc, argv, "c:hV", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			ret->config = optarg;
			break;
		case PRINT_CONFIG:
			ret->print = true;
			break;
		case 'h':
			ret->help = true;
			break;
		case 'V':
			ret->version = true;
			break;
		default:
			return false;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "%s: unexpected argument '%s'\n", p->name, argv[optind]);
		return false;
	}
	return true;
}

bool program_start(const struct program *program, int argc, char **argv, struct config **ret_config,
		   int *ret_exit)
{
	char message[CONFIG_MESSAGE_SIZE];
	struct options options;
	const char *path;
	enum err e;

	*ret_exit = 2;
	if (!parse_options(program, argc, argv, &options)) {
		fprintf(stderr, "Try '%s --help'.\n", program->name);
		return false;
	}
	*ret_exit = 0;
	if (options.help || options.version) {
		if (options.help)
			print_help(program);
		else
			printf("%s %s\n", program->name, GREENROOM_VERSION);
		return false;
	}
	path = options.config ? options.config : access(DEFAULT_CONFIG, F_OK) == 0 ? DEFAULT_CONFIG : NULL;
	e = config_load(path, ret_config, message);
	if (e) {
		fprintf(stderr, "%s: %s\n", program->name, message[0] ? message : err_name(e));
		*ret_exit = 1;
		return false;
	}
	if (options.print) {
		config_print(*ret_config, stdout);
		config_free(*ret_config);
		*ret_config = NULL;
		return false;
	}
	config_path = path;
	log_start(program->name, level_of((*ret_config)->log.level));
	return true;
}

static sigset_t stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	return set;
}

void program_block_signals(void)
{
	sigset_t set = stop_signals();

	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

int program_wait_signal(int timeout_ms)
{
	struct timespec timeout = { .tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L };
	sigset_t set = stop_signals();
	int got;

	do /* SIGSTOP and SIGCONT interrupt the wait; that is no reason to leave */
		got = timeout_ms < 0 ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &timeout);
	while (got < 0 && errno == EINTR && timeout_ms < 0);
	return got > 0 ? got : 0;
}

struct changes {
	int applied, waiting;
};

static void say_differs(void *ctx, const char *name, const char *value, bool applied)
{
	struct changes *changes = ctx;

	if (strcmp(name, "log.level") == 0)
		return;
	changes->applied += applied;
	changes->waiting += !applied;
	if (applied)
		log_info("changed setting=%s value=%s", name, value);
	else
		log_warn("changed, and waits for a restart setting=%s", name);
}

/* Texts are woven into connections and running generations; a restart loses none of these. */
static void reload(struct config *running)
{
	AUTO(config) struct config *fresh = NULL;
	char message[CONFIG_MESSAGE_SIZE];
	struct changes changes = { 0 };
	enum err e = config_load(config_path, &fresh, message);

	if (e) {
		log_error("reload refused, the settings stay as they are: %s",
			  message[0] ? message : err_name(e));
		return;
	}
	log_set_level(level_of(fresh->log.level));
	config_apply(running, fresh, say_differs, &changes);
	log_info("reloaded log.level=%s applied=%d waiting_for_restart=%d", fresh->log.level, changes.applied,
		 changes.waiting);
}

static void feed_watchdog(int64_t period_ms)
{
	const char *stuck = watchdog_stuck(clock_mono_ms(), period_ms);

	if (stuck)
		log_error("the watchdog is not fed: no progress for %llds loop=%s",
			  (long long)period_ms / 1000, stuck);
	else
		program_notify("WATCHDOG=1");
}

static void tell_reloading(void)
{
	char state[80];

	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_us());
	program_notify(state);
}

void program_serve(struct config *config)
{
	int64_t period_ms = watchdog_period_ms();
	int got = 0;

	program_notify("READY=1");
	while (got != SIGTERM && got != SIGINT) {
		got = program_wait_signal(period_ms ? (int)(period_ms / 3) : -1);
		if (got == SIGHUP) {
			tell_reloading();
			reload(config);
			program_notify("READY=1");
		} else if (got == 0) {
			feed_watchdog(period_ms);
		}
	}
	program_notify("STOPPING=1");
}

void program_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t n = path ? strlen(path) : 0;
	int fd;

	if (n == 0 || n >= sizeof(addr.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(addr.sun_path, path, n);
	if (path[0] == '@')
		addr.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&addr,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) < 0)
		log_warn("the service manager could not be told state=%s", state);
	close(fd);
}

/* A signal that was blocked so far falls back to its default, which is to end the process. */
void program_leave_on_second_signal(void)
{
	sigset_t set = stop_signals();

	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* What every greenroom service does first: options, configuration, log, signals. */
#pragma once

#include <stdbool.h>

#include "common/attr.h"
#include "common/config.h"

#define GREENROOM_VERSION "0.1.0"

#ifndef SYSCONF_DIR
#define SYSCONF_DIR "/etc/greenroom"
#endif

struct program {
	const char *name;    /* "greenroom-api" */
	const char *purpose; /* one line for --help */
};

/*
 * Parse --config FILE, --print-config, --help, --version; load the configuration; start the log. true: go on
 * with *ret_config (the caller frees it). false: leave with *ret_exit (0 after --help and the like, 1 bad
 * configuration, 2 usage).
 */
bool program_start(const struct program *program, int argc, char **argv, struct config **ret_config,
		   int *ret_exit);

/* Block SIGTERM, SIGINT and SIGHUP in this and all later threads, ignore SIGPIPE; program_wait_signal takes
 * them. */
void program_block_signals(void);

/* Wait for SIGTERM, SIGINT or SIGHUP, at most timeout_ms (-1: no limit); the signal's number, or 0 when time
 * is up. */
int program_wait_signal(int timeout_ms);

/*
 * The main thread's part once the service serves: tell the service manager that it is ready, feed its
 * watchdog while all loops advance (common/watchdog.h), read the settings again on SIGHUP (what is live takes
 * effect in config, what isn't is named in the log), and return at SIGTERM or SIGINT, with the service
 * manager told.
 */
void program_serve(struct config *config);

/* Tell the service manager (sd_notify(3)), e.g. "READY=1"; nothing without one. */
void program_notify(const char *state);

/* From now on SIGTERM, SIGINT and SIGHUP end the process at once: for the time after the first one. */
void program_leave_on_second_signal(void);

/*
 * greenroomctl: what its commands share. A command is a row of the table in commands.c; main.c parses the
 * command line by that row, loads the configuration, makes the handles and calls the handler, which prints
 * its result and gives the exit status.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/config.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"
#include "common/kv.h"
#include "common/program.h"

#define CTL_NAME           "greenroomctl"
#define CTL_DEFAULT_CONFIG SYSCONF_DIR "/greenroom.conf"
#define CTL_OPTIONS_MAX    8

enum ctl_exit { CTL_OK = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* A command's option. value: what the help calls its value; NULL: a flag without one. */
struct ctl_option {
	const char *name, *value, *meaning;
	bool required;
};

enum ctl_need {
	CTL_NEEDS_NOTHING,
	CTL_NEEDS_CONFIG /* config, db and kv are set; db and kv connect when they are first used */
};

struct ctl;
struct args;

struct command {
	const char *words;                /* "session create" */
	const char *operands;             /* "ID", "[FILE]" or "" */
	int operands_min, operands_max;   /* at most one */
	const struct ctl_option *options; /* ends with a NULL name; NULL: none */
	enum ctl_need need;
	enum ctl_exit (*run)(struct ctl *ctl, const struct args *args);
	const char *purpose; /* one line */
	const char *help;    /* what else there is to know, in lines; NULL: nothing */
};

extern const struct command commands[];
extern const int command_count;

/* The command line, parsed. */
struct args {
	const struct command *command; /* NULL: none was named */
	const char *config;            /* NULL: not given */
	bool json, help, version, print_config;
	const char *values[CTL_OPTIONS_MAX]; /* in the order of the command's options; a flag's is "" */
	const char *operand;                 /* NULL: none */
};

struct ctl {
	const char *config_path; /* NULL: no file, defaults alone */
	bool json;
	struct config *config;
	struct db_settings db_settings;
	struct kv_settings kv_settings;
	struct db *db;
	struct kv *kv;
	bool redis_noted; /* it has been said that Redis is away */
};

/* Parse; false: a message was printed, the exit status is CTL_USAGE. */
bool args_parse(int argc, char **argv, struct args *ret);

/* An option's value, or NULL when it wasn't given. Naming an option the command doesn't have is a bug. */
const char *args_value(const struct args *args, const char *name);

/* An option as a number or a duration, or fallback. false: a message was printed. */
bool args_i64(const struct args *args, const char *name, int64_t min, int64_t max, int64_t *io_value);
bool args_duration_s(const struct args *args, const char *name, int64_t *io_value);

/* The operand as a session's id. NULL: a message was printed. */
const char *args_session(const struct args *args);

/* The help of one command, or with NULL of the program. */
void help_print(const struct command *command);

/* "greenroomctl: ..." and a line end on stderr; control characters are shown as \xNN. */
void ctl_say(const char *fmt, ...) PRINTF(1, 2);

/* Make db and kv from config. false: a message was printed. */
bool ctl_open_handles(struct ctl *ctl);

/* What it means that MariaDB can't be used, from its last failure, and what to do about it. */
#define CTL_REMEDY_SIZE 500
void ctl_db_remedy(const struct ctl *ctl, char ret_what[CTL_REMEDY_SIZE], char ret_todo[CTL_REMEDY_SIZE]);

/* Say what a failed call to MariaDB means and what to do about it; gives CTL_FAILED. what: "the session list
 * can't be read". */
enum ctl_exit ctl_db_failed(const struct ctl *ctl, enum err e, const char *what);

/* The same for calls about one session, whose ERR_NOTFOUND means that there is no such session. */
enum ctl_exit ctl_session_failed(const struct ctl *ctl, enum err e, const char *session_id);

/* Print one JSON text as a line, consuming it; e is the failure of whoever built it. Gives CTL_OK or
 * CTL_FAILED. */
enum ctl_exit ctl_print_json(enum err e, char *text);

/* A point in time as people read it: "2026-11-23 09:00:00 UTC", or "-" for 0. */
#define CTL_TIME_SIZE 24
const char *ctl_time(int64_t at_ms, char ret[CTL_TIME_SIZE]);

/* Read a file ("-": standard input) whole. NULL: a message was printed. *ret_len bytes and a NUL; freed by
 * the caller. */
char *ctl_read_file(const char *path, size_t *ret_len);

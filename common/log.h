/*
 * One line per event on stderr, with the "<3>" style priority that journald understands (sd-daemon(3)):
 * words, then key=value. Control characters and what is no UTF-8 are escaped, so data can't forge or hide a
 * line. The context, an id that every line carries until it is cleared, is per thread. Never pass personal
 * data, a token or a key.
 */
#pragma once

#include "common/attr.h"

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARN = 4, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

/* name: static text printed in front of each line, e.g. "greenroom-api"; level: the least urgent one to
 * print. */
void log_start(const char *name, enum log_level level);
void log_set_level(enum log_level level);

/* Request or correlation id, copied, printed on every line of this thread as id=... until NULL. */
void log_context(const char *id);

void log_write(enum log_level level, const char *fmt, ...) PRINTF(2, 3);
#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__) /* somebody must act */
#define log_warn(...)  log_write(LOG_LEVEL_WARN, __VA_ARGS__)  /* handled, going on */
#define log_info(...)  log_write(LOG_LEVEL_INFO, __VA_ARGS__)  /* life cycle */
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__) /* off by default */

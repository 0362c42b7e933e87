/*
 * The form of the settings file, pure of what is in it: `[section]`, `key = value`, and comments (# or ;) on
 * lines of their own. A value is the rest of its line without the white space around it, whatever bytes it
 * holds: no quotes, no continuation, and no comment behind it, so a path, a header or a name is never cut.
 */
#pragma once

#include <stdbool.h>

#include "common/attr.h"
#include "common/err.h"

#define CONF_LINE_MAX 4096 /* bytes of a line */

/* A setting, in the order of the file; section is "" before the first. The texts are borrowed. false:
 * refused. */
typedef bool conf_fn(void *ctx, const char *section, const char *key, const char *value);

/*
 * Read the file up to its end or the first line that is refused. ERR_NOTFOUND: it can't be read, errno tells
 * why; ERR_INPUT: *ret_line tells where, *ret_why what is wrong with the form of that line, or NULL when fn
 * refused; ERR_NOMEM.
 */
MUST_CHECK enum err conf_read(const char *path, conf_fn *fn, void *ctx, int *ret_line, const char **ret_why);

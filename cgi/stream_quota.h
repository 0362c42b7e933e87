/*
 * How many streams are open, in all and for each session: a place is taken before the answer goes out, so
 * that a refusal can still be one, and given back when the stream is gone. Shared by the acceptors and the
 * loop.
 */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/config.h"
#include "common/err.h"

struct quota;
struct quota *quota_new(const struct stream_settings *limits); /* borrowed: a reload may change them */
void quota_free(struct quota *q);
FREEP(quota, struct quota *, quota_free)

/* ERR_LIMIT: the session has all it may; ERR_UNAVAIL: the process has; ERR_NOMEM. */
MUST_CHECK enum err quota_take(struct quota *q, const char *session_id);
void quota_give(struct quota *q, const char *session_id);

/* Places taken now. */
int64_t quota_taken(struct quota *q);

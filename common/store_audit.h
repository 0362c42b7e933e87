/*
 * SQL of the audit: what each invariant of the contract (docs/state-and-streaming.md) means in the tables.
 * Works through the sessions in ranges of the primary key. Each statement reads one snapshot and locks
 * nothing, so a live system is neither held up nor seen half way through a change.
 */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"

struct audit_policy {
	int64_t slack_s; /* a generation may be ended this long after its deadline: sweep and lease */
	int64_t attempts_allowed; /* per generation */
};

/* Sessions with low < id <= high. */
struct audit_range {
	char low[ID_SIZE], high[ID_SIZE];
	int64_t count;
};

/* The first id is greater than this one. */
#define AUDIT_START "00000000-0000-0000-0000-000000000000"

/* The next range after low, at most size sessions. ERR_NOTFOUND: there are none. */
MUST_CHECK enum err store_audit_next(struct db *db, const char *low, int64_t size, struct audit_range *ret);

/* A violation; the texts are borrowed for the call. */
typedef enum err audit_fn(void *ctx, int invariant, const char *session_id, const char *what);

/* Report every violation of the invariants in a range. ERR_UNAVAIL and the like as in db.h. */
MUST_CHECK enum err store_audit(struct db *db, const struct audit_range *range,
				const struct audit_policy *policy, audit_fn *fn, void *ctx);

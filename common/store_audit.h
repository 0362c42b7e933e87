/*
 * SQL of the audit: all that the tables hold about many sessions at once, in ranges of the primary key. A
 * range is read in one snapshot, which locks nothing, so a live system is neither held up nor seen half way
 * through a change.
 */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/audit.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"

/* Before the first session. */
#define AUDIT_START "00000000-0000-0000-0000-000000000000"

struct audit_walk {
	char after[ID_SIZE]; /* sessions up to this id are done; AUDIT_START at first */
	int64_t done;        /* how many */
	struct audit_policy policy;
	audit_fn *fn;
	void *ctx;
};

/* Audit the next size sessions. ERR_NOTFOUND: none are left; other errors as in db.h, or what fn gave. */
MUST_CHECK enum err store_audit(struct db *db, struct audit_walk *walk, int64_t size);

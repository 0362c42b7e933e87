/* How far the logs of many sessions go, in one query: what the stream asks when it may have missed something.
 */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"

/* sessions: a JSON array of session ids. fn gets each that exists, in no order; session_id is borrowed. */
typedef enum err tail_row_fn(void *ctx, const char *session_id, int64_t last_seq);
MUST_CHECK enum err store_tails(struct db *db, const char *sessions, tail_row_fn *fn, void *ctx);

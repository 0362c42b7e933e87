/* SQL of the event log: append under the session's lock, read in order. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/event.h"
#include "common/session.h"

/*
 * Append events to a locked session: each gets the session's id and the next seq, is folded into *s and
 * written. The caller saves s. ERR_BUG if an event can't follow from the state (nothing more is written
 * then); ERR_CONFLICT if the same (type, key) stands already.
 */
MUST_CHECK enum err store_events_append(struct db *db, struct session *s, struct event *events, int count);

/* Does an event of ev's type and key stand in the session's log already? */
MUST_CHECK enum err store_event_stands(struct db *db, const char *session_id, const struct event *ev,
				       bool *ret);

/* Events with seq > after in order, at most limit. ev is borrowed. */
typedef enum err event_row_fn(void *ctx, const struct event *ev);
MUST_CHECK enum err store_event_list(struct db *db, const char *session_id, int64_t after, int64_t limit,
				     event_row_fn *fn, void *ctx);

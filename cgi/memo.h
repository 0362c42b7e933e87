/*
 * What /now last said of a session, kept for as long as the session's row is the same: every transaction that
 * changes something that can be seen of a session that neither generates nor has failed changes that row too
 * (its last_seq at least). So nothing has to be invalidated; a changed row just isn't found. Shared by all
 * threads.
 */
#pragma once

#include <stdbool.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/projection.h"
#include "common/session.h"

struct memo;

/* places: how many sessions are remembered; a newer one takes the place of another. NULL when out of memory.
 */
struct memo *memo_new(size_t places);
void memo_free(struct memo *memo);
FREEP(memo, struct memo *, memo_free)

/* The projection of exactly this row, appended to body. false: not known. */
bool memo_find(struct memo *memo, const struct session *s, struct buf *body,
	       char ret_etag[PROJECTION_ETAG_SIZE]);

/* Remember it. Without memory for it nothing is remembered. */
void memo_keep(struct memo *memo, const struct session *s, const char *json,
	       const char etag[PROJECTION_ETAG_SIZE]);

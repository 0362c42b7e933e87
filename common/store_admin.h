/*
 * Forgetting: everything personal of a session goes, the bare facts that it existed and ran stay, so the
 * event log and the invariants hold. Personal is what was handed in (role, job description, intake), what was
 * made of it (question texts, their audio, the provider's id of the conversation) and the invites.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"
#include "common/interview.h"

#define ERASED_TEXT "(erased)" /* stands where a text was and something has to stand */

/* What went; zero where nothing was left to remove. */
struct erasure {
	bool before; /* the session had been erased already */
	bool context;
	int64_t questions, audio, invites;
};

/*
 * Erase one session in one transaction, safe to repeat. What runs for it is ended: invites that were good are
 * revoked, a generation that waits fails, a set that is being written stays as it is. ret_outcome: the events
 * appended, for announce(). ERR_NOTFOUND no such session.
 */
MUST_CHECK enum err session_erase(struct db *db, const char *session_id, struct erasure *ret,
				  struct outcome *ret_outcome);

/* Was it erased? ERR_NOTFOUND no such session. */
MUST_CHECK enum err store_session_erased(struct db *db, const char *session_id, bool *ret);

/* A session that is old enough to be purged. */
struct aged {
	char session_id[ID_SIZE];
	int64_t created_at_ms;
};

/*
 * Sessions that were created and last changed more than age_s ago and are not erased, oldest first, at most
 * max
 * (<= 1000), behind *after in the order of (creation, id); after NULL: from the beginning.
 */
MUST_CHECK enum err store_session_aged(struct db *db, int64_t age_s, const struct aged *after,
				       struct aged *ret, int max, int *ret_count);

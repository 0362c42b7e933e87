/*
 * Invites, and the one function that decides who gets in. The session comes with its invite in one SELECT,
 * for several requests at once where they wait together.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"
#include "common/projection.h"

struct invite {
	char invite_id[ID_SIZE], session_id[ID_SIZE];
	int64_t expires_at_ms;
	int64_t revoked_at_ms; /* 0: not */
	int64_t read_at_ms;    /* the database's clock when this was read */
};

/* The decision, for every route: is the invite good now, and for this session? session_id NULL: for its own.
 */
bool invite_admits(const struct invite *invite, const char *session_id);

/* The invite of a token and all facts about its session. ERR_NOTFOUND: no such token. Decides nothing. */
MUST_CHECK enum err store_invite_find(struct db *db, const struct token_hash *hash, struct invite *ret_invite,
				      struct facts *ret_facts);

/* The invite of a token and its session. */
struct invited {
	struct token_hash hash; /* in */
	bool found;             /* out; if not, the rest is untouched */
	struct invite invite;
	struct session session;
};

/*
 * Look up to STORE_INVITED_MAX tokens up in one read: what a read costs is mostly its way, so those who wait
 * at the same time share it. Decides nothing.
 */
#define STORE_INVITED_MAX 16
MUST_CHECK enum err store_invited(struct db *db, struct invited *const *asked, int count);

/* The same facts by session, for those who need no invite. ERR_NOTFOUND. */
MUST_CHECK enum err store_facts(struct db *db, const char *session_id, struct facts *ret);

MUST_CHECK enum err store_invite_insert(struct db *db, const char *invite_id, const char *session_id,
					const struct token_hash *hash, int64_t expires_s);

/*
 * Revoke the invites of a session that are still good, at most max of them; ret gets their ids and expiry.
 * The caller holds the session's lock.
 */
MUST_CHECK enum err store_invite_revoke(struct db *db, const char *session_id, struct invite *ret, int max,
					int *ret_count);

/* The newest invite of a session, or ERR_NOTFOUND. */
MUST_CHECK enum err store_invite_newest(struct db *db, const char *session_id, struct invite *ret);

/* Who is asking: the token of a request, and the one check that every route under a session goes through. */
#pragma once

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/fcgi.h"
#include "common/projection.h"
#include "common/store_invite.h"

#define ACCESS_TOKEN_MAX 200 /* bytes of a presented token that are looked at; a longer one is no token */

/* Where a token may stand: `Authorization: Bearer`, else the cookie `greenroom`. "" if there is none. */
void access_token(const struct fcgi *f, char ret[ACCESS_TOKEN_MAX + 1]);

/* One who asks to be let in, and the decision. */
struct access {
	const char *token;      /* in; borrowed */
	const char *session_id; /* in; borrowed */
	enum err err;           /* out: OK; ERR_AUTH, whatever the reason; or an error of the database */
	struct invited invited; /* out, if OK */
};

/*
 * Decide for all who ask, at most STORE_INVITED_MAX, by one read. The same work is done whatever the reason
 * not to let somebody in.
 */
void access_check(struct db *db, struct access *const *asked, int count);

/*
 * The same decision for a token of which the session isn't known yet, with all facts about that. On OK both
 * outputs are filled; else as struct access says.
 */
MUST_CHECK enum err access_check_page(struct db *db, const char *token, struct invite *ret_invite,
				      struct facts *ret_facts);

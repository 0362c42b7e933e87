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

/*
 * Look the token up and decide. session_id NULL: the token's own session. On OK both outputs are filled.
 * ERR_AUTH for every reason not to let somebody in, after the same work whatever the reason; ERR_UNAVAIL or
 * another error of the database.
 */
MUST_CHECK enum err access_check(struct db *db, const char *token, const char *session_id,
				 struct invite *ret_invite, struct facts *ret_facts);

/* The same decision, with the session alone instead of all facts about it. */
MUST_CHECK enum err access_check_session(struct db *db, const char *token, const char *session_id,
					 struct invite *ret_invite, struct session *ret_session);

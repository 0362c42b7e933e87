#include "cgi/access.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/ids.h"
#include "common/str.h"

/* Copy at most ACCESS_TOKEN_MAX bytes; what is longer can't be a token, so it becomes one that nobody has. */
static void keep(char ret[ACCESS_TOKEN_MAX + 1], const char *src, size_t n)
{
	if (n > ACCESS_TOKEN_MAX)
		n = 0;
	memcpy(ret, src, n);
	ret[n] = '\0';
}

/* The value of the cookie (RFC 6265 section 4.2.1: name=value pairs separated by "; "). */
static void cookie(const char *header, const char *name, char ret[ACCESS_TOKEN_MAX + 1])
{
	size_t name_len = strlen(name);

	ret[0] = '\0';
	while (*header) {
		size_t n;

		header += strspn(header, "; \t");
		n = strcspn(header, ";");
		if (n > name_len && strncmp(header, name, name_len) == 0 && header[name_len] == '=') {
			keep(ret, header + name_len + 1, n - name_len - 1);
			return;
		}
		header += n;
	}
}

void access_token(const struct fcgi *f, char ret[ACCESS_TOKEN_MAX + 1])
{
	const char *authorization = fcgi_param(f, "HTTP_AUTHORIZATION");

	if (strncasecmp(authorization, "Bearer ", 7) == 0) {
		const char *token = authorization + 7 + strspn(authorization + 7, " ");

		keep(ret, token, strlen(token));
	} else {
		cookie(fcgi_param(f, "HTTP_COOKIE"), "greenroom", ret);
	}
}

/* The one decision. looked_up: what came of looking the token up. */
static enum err decide(enum err looked_up, const char *token, const char *session_id,
		       const struct invite *invite)
{
	if (looked_up == ERR_NOTFOUND)
		return ERR_AUTH;
	if (looked_up)
		return looked_up;
	return token_valid(token) && invite_admits(invite, session_id) ? OK : ERR_AUTH;
}

/* Whatever was presented is hashed and looked up, so that a malformed token takes the way of an unknown one.
 */
enum err access_check(struct db *db, const char *token, const char *session_id, struct invite *ret_invite,
		      struct facts *ret_facts)
{
	struct token_hash hash;
	enum err e = token_hash(token, &hash);

	if (!e)
		e = store_invite_find(db, &hash, ret_invite, ret_facts);
	return decide(e, token, session_id, ret_invite);
}

enum err access_check_session(struct db *db, const char *token, const char *session_id,
			      struct invite *ret_invite, struct session *ret_session)
{
	struct token_hash hash;
	enum err e = token_hash(token, &hash);

	if (!e)
		e = store_invite_session(db, &hash, ret_invite, ret_session);
	return decide(e, token, session_id, ret_invite);
}

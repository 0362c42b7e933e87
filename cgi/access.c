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

/* The one decision. Whatever was presented was hashed and looked up, so a malformed token has taken the way
 * of an unknown one. */
static enum err decide(const char *token, const struct invite *found, const char *session_id)
{
	return found && token_valid(token) && invite_admits(found, session_id) ? OK : ERR_AUTH;
}

void access_check(struct db *db, struct access *const *asked, int count)
{
	struct invited *invited[STORE_INVITED_MAX] = { 0 };
	enum err e = OK;

	for (int i = 0; i < count; i++) {
		invited[i] = &asked[i]->invited;
		if (!e)
			e = token_hash(asked[i]->token, &invited[i]->hash);
	}
	if (!e)
		e = store_invited(db, invited, count);
	for (int i = 0; i < count; i++) {
		const struct invite *found = !e && invited[i]->found ? &invited[i]->invite : NULL;

		asked[i]->err = e ? e : decide(asked[i]->token, found, asked[i]->session_id);
	}
}

enum err access_check_page(struct db *db, const char *token, struct invite *ret_invite,
			   struct facts *ret_facts)
{
	struct token_hash hash;
	enum err e = token_hash(token, &hash);

	if (!e)
		e = store_invite_find(db, &hash, ret_invite, ret_facts);
	if (e && e != ERR_NOTFOUND)
		return e;
	return decide(token, e ? NULL : ret_invite, NULL);
}

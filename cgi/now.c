/* GET /api/session/{id}/now: the projection, and the ETag by which most reads cost nothing. */
#include <stdlib.h>
#include <string.h>

#include "cgi/app.h"
#include "common/str.h"

enum err answer_projection(struct app *app, const struct facts *facts, int status, struct resp *resp)
{
	char *json = NULL, etag[PROJECTION_ETAG_SIZE];
	enum err e = projection_write(facts, (int)app->config->generation.candidate_retries, &json, etag);

	if (e)
		return e;
	resp_json(resp, status, json);
	resp_header(resp, "ETag", "\"%s\"", etag);
	free(json);
	return OK;
}

/* If-None-Match (RFC 9110 section 13.1.2): "*", or a list of tags, which may hold commas, compared weakly. */
static bool none_match_has(const char *header, const char *etag)
{
	const char separators[] = ", \t";

	header += strspn(header, separators);
	if (*header == '*')
		return header[1 + strspn(header + 1, separators)] == '\0';
	while (*header) {
		size_t n;

		if (str_starts(header, "W/"))
			header += 2;
		if (*header != '"')
			return false;
		n = strcspn(++header, "\"");
		if (n == strlen(etag) && strncmp(header, etag, n) == 0)
			return header[n] == '"';
		header += n + (header[n] == '"');
		header += strspn(header, separators);
	}
	return false;
}

/* The projection of an admitted session, from memory if it is known. */
static enum err project(struct app *app, const struct session *s, struct buf *body,
			char etag[PROJECTION_ETAG_SIZE])
{
	struct memo_key key = { s, (int)app->config->generation.candidate_retries };
	struct facts facts;
	char *json = NULL;
	enum err e;

	if (s->status != STATUS_GENERATING && memo_find(app->memo, key, body, etag))
		return OK;
	e = store_facts(app->db, s->session_id, &facts);
	if (!e)
		e = projection_write(&facts, key.retries_allowed, &json, etag);
	if (e)
		return e;
	key.row = &facts.session;
	if (facts.session.status != STATUS_GENERATING)
		memo_keep(app->memo, key, json, etag);
	buf_puts(body, json);
	free(json);
	return OK;
}

enum err now_get(struct app *app, struct req *req, struct resp *resp)
{
	char etag[PROJECTION_ETAG_SIZE];
	enum err e = project(app, &req->access.invited.session, &resp->body, etag);

	if (e)
		return e;
	if (none_match_has(fcgi_param(req->fcgi, "HTTP_IF_NONE_MATCH"), etag)) {
		resp->status = 304;
		buf_clear(&resp->body);
		resp_header(resp, "Cache-Control", "no-store");
	} else {
		resp_json(resp, 200, "");
	}
	resp_header(resp, "ETag", "\"%s\"", etag);
	return OK;
}

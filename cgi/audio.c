/*
 * GET /api/session/{id}/question/{questionId}/audio: a spoken question. It never changes once it is there, so
 * a browser may keep it; parts are served for players that seek (RFC 9110 section 14).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/app.h"
#include "common/ids.h"
#include "common/store_audio.h"
#include "common/str.h"

/* bytes first..last of size */
struct range {
	size_t first, last;
};

/* Parse one "bytes=a-b", "bytes=a-" or "bytes=-n". ERR_NOTFOUND: no range we serve, send all; ERR_LIMIT:
 * outside. */
static enum err parse_range(const char *header, size_t size, struct range *ret)
{
	char from[24] = "", to[24] = "";
	int64_t a = 0, b = (int64_t)size - 1;
	int n = 0;

	if (strncasecmp(header, "bytes=", 6) != 0)
		return ERR_NOTFOUND;
	header += 6;
	if (header[0] == '-') {
		if (!str_i64(header + 1, 0, INT64_MAX - 1, &b))
			return ERR_NOTFOUND;
		if (b == 0 || size == 0)
			return ERR_LIMIT;
		*ret = (struct range){ (uint64_t)b >= size ? 0 : size - (size_t)b, size - 1 };
		return OK;
	}
	if (sscanf(header, "%23[0-9]-%23[0-9]%n", from, to, &n) < 2 &&
	    sscanf(header, "%23[0-9]-%n", from, &n) < 1)
		return ERR_NOTFOUND;
	if (n == 0 || header[n] || !str_i64(from, 0, INT64_MAX - 1, &a) ||
	    (to[0] && !str_i64(to, a, INT64_MAX - 1, &b)))
		return ERR_NOTFOUND;
	if ((uint64_t)a >= size)
		return ERR_LIMIT;
	*ret = (struct range){ (size_t)a, (uint64_t)b >= size ? size - 1 : (size_t)b };
	return OK;
}

/* Which part is asked for, as parse_range() gives it. Ranges are for GET; If-Range can't name a version that
 * we never gave one. */
static enum err wanted_range(const struct req *req, size_t size, struct range *ret)
{
	bool is_get = strcmp(fcgi_param(req->fcgi, "REQUEST_METHOD"), "GET") == 0;

	if (!is_get || fcgi_param(req->fcgi, "HTTP_IF_RANGE")[0])
		return ERR_NOTFOUND;
	return parse_range(fcgi_param(req->fcgi, "HTTP_RANGE"), size, ret);
}

static void send_audio(const struct req *req, const struct audio *audio, struct resp *resp)
{
	struct range range = { 0, audio->size ? audio->size - 1 : 0 };
	enum err e = wanted_range(req, audio->size, &range);

	if (e == ERR_LIMIT) {
		resp_problem(resp, PROBLEM_RANGE, req->request_id);
		resp_header(resp, "Content-Range", "bytes */%zu", audio->size);
		return;
	}
	resp->status = e ? 200 : 206;
	resp_header(resp, "Content-Type", "%s", audio->media_type);
	resp_header(resp, "Accept-Ranges", "bytes");
	resp_header(resp, "Cache-Control", "private, max-age=31536000, immutable");
	if (!e)
		resp_header(resp, "Content-Range", "bytes %zu-%zu/%zu", range.first, range.last, audio->size);
	if (audio->size)
		buf_put(&resp->body, audio->body + range.first,
			e ? audio->size : range.last - range.first + 1);
}

enum err audio_get(struct app *app, struct req *req, struct resp *resp)
{
	AUTO(audio) struct audio *audio = NULL;
	enum err e;

	e = id_valid(req->question_id) ? store_audio_load(app->db, req->session_id, req->question_id, &audio)
				       : ERR_NOTFOUND;
	if (e == ERR_NOTFOUND) {
		resp_problem(resp, PROBLEM_NOT_FOUND, req->request_id);
		return OK;
	}
	if (!e)
		send_audio(req, audio, resp);
	return e;
}

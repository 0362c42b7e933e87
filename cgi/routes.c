/*
 * The route table: each row carries what is checked before its function runs, so no handler checks access,
 * method, type or size by itself. docs/state-and-streaming.md and schema/openapi.yaml describe the same
 * routes for the outside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/app.h"
#include "cgi/counters.h"
#include "common/js.h"
#include "common/log.h"
#include "common/str.h"

enum admission {
	ACCESS_LOCAL,  /* only on the local listener; elsewhere the route doesn't exist */
	ACCESS_PAGE,   /* the token is in the path; every refusal is the dead-link page */
	ACCESS_INVITE, /* a credential that is good for the session in the path */
};

enum body {
	BODY_NONE, /* whatever comes is left unread */
	BODY_JSON, /* optional; if there is one, it is a JSON object */
	BODY_FORM, /* application/x-www-form-urlencoded */
};

struct route {
	const char *method, *path;
	enum admission access;
	enum body body;
	size_t body_max;
	handler_fn *handler;
	enum pace pace;
};

static const struct route routes[] = {
	/* method path                                   access         body       max   handler     pace */
	{ "GET", "/s/:token", ACCESS_PAGE, BODY_NONE, 0, entry_get, PACE_ALONE },
	{ "POST", "/s/:token", ACCESS_PAGE, BODY_FORM, 1024, entry_post, PACE_ALONE },
	{ "POST", "/api/session/:session/start", ACCESS_INVITE, BODY_JSON, 1024, start_post, PACE_ALONE },
	{ "POST", "/api/session/:session/retry", ACCESS_INVITE, BODY_JSON, 1024, retry_post, PACE_ALONE },
	{ "GET", "/api/session/:session/now", ACCESS_INVITE, BODY_NONE, 0, now_get, PACE_TOGETHER },
	{ "GET", "/api/session/:session/question/:question/audio", ACCESS_INVITE, BODY_NONE, 0, audio_get,
	  PACE_ALONE },
	{ "GET", "/healthz", ACCESS_LOCAL, BODY_NONE, 0, healthz_get, PACE_AT_ONCE },
	{ "GET", "/readyz", ACCESS_LOCAL, BODY_NONE, 0, readyz_get, PACE_ALONE },
	{ "GET", "/metrics", ACCESS_LOCAL, BODY_NONE, 0, metrics_get, PACE_ALONE },
};

/* Where a :name of a pattern goes; text too long for its place is cut, which leaves an id that nothing
 * matches. */
static void bind(struct req *req, const char *name, size_t name_len, const char *value, size_t len)
{
	if (strncmp(name, "session", name_len) == 0)
		snprintf(req->session_id, sizeof(req->session_id), "%.*s", (int)len, value);
	else if (strncmp(name, "question", name_len) == 0)
		snprintf(req->question_id, sizeof(req->question_id), "%.*s", (int)len, value);
	else if (len <= ACCESS_TOKEN_MAX)
		snprintf(req->token, sizeof(req->token), "%.*s", (int)len, value);
}

/* Does path fit the pattern, segment by segment? Fills req's ids on the way. */
static bool matches(const char *pattern, const char *path, struct req *req)
{
	while (*pattern && *path) {
		size_t want, have;

		if (*pattern != '/' || *path != '/')
			return false;
		want = strcspn(++pattern, "/");
		have = strcspn(++path, "/");
		if (have == 0)
			return false;
		if (*pattern == ':')
			bind(req, pattern + 1, want - 1, path, have);
		else if (want != have || strncmp(pattern, path, want) != 0)
			return false;
		pattern += want;
		path += have;
	}
	return !*pattern && !*path;
}

/* The row for method and path. NULL: none; then req->allowed lists the methods of that path, "" if there is
 * no such path. */
static const struct route *find(struct req *req, const char *path)
{
	req->allowed[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const struct route *r = &routes[i];
		size_t n = strlen(req->allowed);

		req->session_id[0] = req->question_id[0] = req->token[0] = '\0';
		if (!matches(r->path, path, req))
			continue;
		if (strcmp(r->method, req->method) == 0)
			return r;
		snprintf(req->allowed + n, sizeof(req->allowed) - n, "%s%s", n ? ", " : "",
			 strcmp(r->method, "GET") == 0 ? "GET, HEAD" : r->method);
	}
	return NULL;
}

void req_open(struct req *req, struct fcgi *f)
{
	*req = (struct req){ .fcgi = f,
			     .method = fcgi_param(f, "REQUEST_METHOD"),
			     .request_id = fcgi_param(f, "REQUEST_ID") };
	if (strcmp(req->method, "HEAD") == 0)
		req->method = "GET";
	req->route = find(req, fcgi_param(f, "DOCUMENT_URI"));
}

enum pace req_pace(const struct req *req)
{
	return req->route ? req->route->pace : PACE_AT_ONCE;
}

static bool is_type(const char *header, const char *type)
{
	size_t n = strlen(type);

	return strncasecmp(header, type, n) == 0 &&
	       strchr("; \t", header[n]); /* strchr finds the NUL as well */
}

/* Is it one JSON object? */
static bool is_object(const char *body, size_t n, size_t max)
{
	AUTO(json) struct json_object *obj = NULL;

	return js_parse(body, n, max, &obj) == OK && json_object_is_type(obj, json_type_object);
}

/* Read and check the body as the row says. false: resp has the answer. */
static bool take_body(struct req *req, const struct route *route, struct resp *resp)
{
	const char *type = fcgi_param(req->fcgi, "CONTENT_TYPE");
	const char *wanted = route->body == BODY_JSON ? "application/json"
						      : "application/x-www-form-urlencoded";
	enum err e;

	if (route->body == BODY_NONE)
		return true;
	e = fcgi_body(req->fcgi, route->body_max, &req->body, &req->body_len);
	if (e) {
		resp_problem(resp, problem_of(e), req->request_id);
		return false;
	}
	if (req->body_len == 0)
		return true;
	if (!is_type(type, wanted)) {
		resp_problem(resp, PROBLEM_MEDIA_TYPE, req->request_id);
		return false;
	}
	if (route->body == BODY_JSON && !is_object(req->body, req->body_len, route->body_max)) {
		resp_problem(resp, PROBLEM_MALFORMED, req->request_id);
		return false;
	}
	return true;
}

void app_admit(struct app *app, struct req *const *reqs, int count)
{
	struct access *asked[STORE_INVITED_MAX];

	for (int i = 0; i < count; i++) {
		struct req *req = reqs[i];

		access_token(req->fcgi, req->token);
		req->access.token = req->token;
		req->access.session_id = req->session_id;
		req->asked = true;
		asked[i] = &req->access;
	}
	access_check(app->db, asked, count);
}

/* May this request go on? ERR_AUTH, or why that can't be told. The page routes decide by themselves what a
 * refusal is. */
static enum err admit(struct app *app, struct req *req)
{
	switch (req->route->access) {
	case ACCESS_LOCAL:
		return strcmp(fcgi_param(req->fcgi, "GREENROOM_LOCAL"), "1") == 0 ? OK : ERR_NOTFOUND;
	case ACCESS_INVITE:
		if (!req->asked)
			app_admit(app, &req, 1);
		return req->access.err;
	case ACCESS_PAGE:
		break;
	}
	return OK;
}

static enum err dispatch(struct app *app, struct req *req, struct resp *resp)
{
	const struct route *route = req->route;
	enum err e;

	if (!route && req->allowed[0]) {
		resp_problem(resp, PROBLEM_METHOD, req->request_id);
		resp_header(resp, "Allow", "%s", req->allowed);
		return OK;
	}
	if (!route)
		return ERR_NOTFOUND;
	e = admit(app, req);
	if (e)
		return e;
	e = take_body(req, route, resp) ? route->handler(app, req, resp) : OK;
	/* A session that was purged since it was admitted is refused like one that never was. */
	return e == ERR_NOTFOUND && route->access == ACCESS_INVITE ? ERR_AUTH : e;
}

/* Our own faults and those of our servers are logged, once, here; what a client did wrong is in nginx's log.
 */
static void log_failure(const struct app *app, const struct req *req, enum err e)
{
	bool database = e == ERR_UNAVAIL || e == ERR_TIMEOUT || e == ERR_BUG || e == ERR_CONFLICT ||
			e == ERR_INPUT;

	if (err_info(e)->http < 500)
		return;
	log_error("request failed: %s method=%s session=%s%s%s", err_name(e), req->method,
		  req->session_id[0] ? req->session_id : "-", database ? " database=" : "",
		  database ? db_detail(app->db) : "");
}

static void count(const struct req *req, int status)
{
	const struct route *r = req->route;
	struct answered answered = { r ? r->method : "other", r ? r->path : "none", status, false, false };

	answered.denied = status == 401 || (r && r->access == ACCESS_PAGE && status == 404);
	answered.resumed = req->resumed;
	counters_add(&answered);
}

enum err app_serve(struct app *app, struct req *req)
{
	AUTO(resp) struct resp resp = resp_new();
	enum err e;

	log_context(req->request_id);
	e = dispatch(app, req, &resp);
	if (e) {
		log_failure(app, req, e);
		resp_problem(&resp, problem_of(e), req->request_id);
	}
	if (resp_send(&resp, req->fcgi, req->request_id) == ERR_UNAVAIL)
		log_debug("client left before the answer");
	count(req, resp.status);
	free(req->body);
	log_context(NULL);
	return e;
}

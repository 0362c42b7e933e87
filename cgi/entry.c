/*
 * /s/{token}: the candidate's page. GET changes nothing, so a mail scanner may open it. POST is the same
 * Start and Retry for a browser without JavaScript. Whatever is wrong with a token, the answer is the same
 * calm page with the same bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/app.h"
#include "common/announce.h"
#include "common/interview.h"
#include "common/log.h"
#include "common/str.h"

static void page_headers(struct resp *resp, int status, const char *language)
{
	resp->status = status;
	resp_header(resp, "Content-Type", "text/html; charset=utf-8");
	resp_header(resp, "Content-Language", "%s", language);
	resp_header(resp, "Cache-Control", "no-store");
	resp_header(resp, "Vary", "Accept, Accept-Language");
}

static enum err dead_link(struct app *app, const struct req *req, struct resp *resp)
{
	struct page_input in = { app->config, NULL, fcgi_param(req->fcgi, "HTTP_ACCEPT_LANGUAGE") };
	const char *language;
	enum err e = page_render_aside(app->page, PAGE_DEAD, &in, &resp->body, &language);

	if (!e)
		page_headers(resp, 404, language);
	return e;
}

/*
 * The database can't be reached: a person in front of a browser gets a page that tries again by itself,
 * everybody else the problem that e stands for.
 */
static enum err away(struct app *app, const struct req *req, struct resp *resp, enum err e)
{
	struct page_input in = { app->config, NULL, fcgi_param(req->fcgi, "HTTP_ACCEPT_LANGUAGE") };
	const char *language;

	if (problem_of(e) != PROBLEM_UNAVAILABLE ||
	    !strstr(fcgi_param(req->fcgi, "HTTP_ACCEPT"), "text/html"))
		return e;
	buf_clear(&resp->body);
	if (page_render_aside(app->page, PAGE_AWAY, &in, &resp->body, &language))
		return e;
	log_error("the page can't be shown: %s database=%s", err_name(e), db_detail(app->db));
	page_headers(resp, 503, language);
	resp_header(resp, "Retry-After", "2");
	return OK;
}

static bool is_https(const struct req *req)
{
	return strcasecmp(fcgi_param(req->fcgi, "HTTPS"), "on") == 0;
}

enum err entry_get(struct app *app, struct req *req, struct resp *resp)
{
	struct invite invite;
	struct facts facts;
	struct page_input in = { app->config, &facts, fcgi_param(req->fcgi, "HTTP_ACCEPT_LANGUAGE") };
	const char *language;
	enum err e = access_check_page(app->db, req->token, &invite, &facts);

	if (e == ERR_AUTH)
		return dead_link(app, req, resp);
	if (!e)
		e = page_render(app->page, &in, &resp->body, &language);
	if (e)
		return away(app, req, resp, e);
	req->resumed = facts.session.status != STATUS_NOT_STARTED;
	page_headers(resp, 200, language);
	resp_header(resp, "Set-Cookie", "greenroom=%s; Path=/api/session/%s; HttpOnly; SameSite=Strict%s",
		    req->token, invite.session_id, is_https(req) ? "; Secure" : "");
	return OK;
}

/*
 * Did our own page send this form? Sec-Fetch-Site says so where the browser sends it; else Origin has to name
 * this host; a client that sends neither is no browser that could be tricked.
 */
static bool is_same_origin(const struct req *req)
{
	const char *site = fcgi_param(req->fcgi, "HTTP_SEC_FETCH_SITE");
	const char *origin = fcgi_param(req->fcgi, "HTTP_ORIGIN");
	const char *host = fcgi_param(req->fcgi, "HTTP_HOST");

	if (site[0])
		return strcmp(site, "same-origin") == 0;
	if (!origin[0])
		return true;
	if (str_starts(origin, "https://"))
		origin += 8;
	else if (str_starts(origin, "http://"))
		origin += 7;
	else
		return false;
	return strcasecmp(origin, host) == 0;
}

/*
 * The value of a field of an urlencoded body, "" if it is longer than any of ours. They hold letters and
 * digits only, so nothing has to be decoded. false: there is no such field.
 */
static bool field(const struct req *req, const char *name, char *ret, size_t size)
{
	const char *at = req->body ? req->body : "";
	size_t name_len = strlen(name);

	while (*at) {
		size_t n = strcspn(at, "&");

		if (n > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
			size_t len = n - name_len - 1 < size ? n - name_len - 1 : 0;

			memcpy(ret, at + name_len + 1, len);
			ret[len] = '\0';
			return true;
		}
		at += n + (at[n] == '&');
	}
	return false;
}

/* Start, or retry the generation that the form names. A refusal (too late, nothing failed) is answered by the
 * page itself. */
static enum err act(struct app *app, const struct req *req, const char *session_id)
{
	const struct generation_settings *policy = &app->config->generation;
	AUTO(outcome) struct outcome out = { 0 };
	char action[16] = "start", number[16];
	int64_t generation;
	enum err e;

	if (field(req, "action", action, sizeof(action)) && strcmp(action, "retry") == 0) {
		if (!field(req, "generation", number, sizeof(number)) ||
		    !str_i64(number, 1, INT32_MAX, &generation))
			return ERR_INPUT;
		e = interview_retry(app->db, session_id, generation, policy, &out);
	} else if (strcmp(action, "start") == 0) {
		e = interview_start(app->db, session_id, policy, &out);
	} else {
		return ERR_INPUT;
	}
	if (e && e != ERR_CONFLICT)
		return e;
	if (announce(app->kv, &out))
		log_warn("not announced, the sweep will find it: redis=%s", kv_detail(app->kv));
	return OK;
}

enum err entry_post(struct app *app, struct req *req, struct resp *resp)
{
	struct invite invite;
	struct facts facts;
	enum err e = access_check_page(app->db, req->token, &invite, &facts);

	if (!e && !is_same_origin(req))
		e = ERR_AUTH;
	if (!e)
		e = act(app, req, invite.session_id);
	if (e == ERR_AUTH || e == ERR_NOTFOUND) /* the latter: purged since */
		return dead_link(app, req, resp);
	if (e)
		return away(app, req, resp, e);
	resp->status = 303;
	resp_header(resp, "Location", "/s/%s", req->token);
	resp_header(resp, "Cache-Control", "no-store");
	return OK;
}

#include "cgi/resp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"

struct resp resp_new(void)
{
	return (struct resp){ .status = 500, .headers = BUF_INIT(8192), .body = BUF_INIT(RESP_MAX) };
}

void resp_done(struct resp *r)
{
	buf_done(&r->headers);
	buf_done(&r->body);
}

void resp_header(struct resp *r, const char *name, const char *fmt, ...)
{
	char value[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(value) || strpbrk(value, "\r\n"))
		r->headers.err = ERR_LIMIT;
	buf_printf(&r->headers, "%s: %s\r\n", name, value);
}

void resp_json(struct resp *r, int status, const char *json)
{
	r->status = status;
	resp_header(r, "Content-Type", "application/json");
	resp_header(r, "Cache-Control", "no-store");
	buf_puts(&r->body, json);
}

struct problem_row {
	int status;
	const char *name, *title, *detail;
	int retry_after_s; /* 0: none */
};

static const struct problem_row problems[] = {
	[PROBLEM_MALFORMED] = { 400, "malformed-request", "Bad Request",
				"The request could not be understood. The API description says what it "
				"should look like.",
				0 },
	[PROBLEM_UNAUTHORIZED] = { 401, "unauthorized", "Unauthorized",
				   "This needs the invite link. Please open the link from your invitation "
				   "again.",
				   0 },
	[PROBLEM_NOT_FOUND] = { 404, "not-found", "Not Found", "There is nothing at this address.", 0 },
	[PROBLEM_METHOD] = { 405, "method-not-allowed", "Method Not Allowed",
			     "This address does not take that method. The Allow header lists those it takes.",
			     0 },
	[PROBLEM_GENERATION_FAILED] = { 409, "generation-failed", "Conflict",
					"The questions could not be prepared. Ask for a retry instead of a "
					"new start.",
					0 },
	[PROBLEM_RETRY_NOT_ALLOWED] = { 409, "retry-not-allowed", "Conflict",
					"There is no failed generation of that number that may be tried "
					"again.",
					0 },
	[PROBLEM_TOO_LARGE] = { 413, "content-too-large", "Content Too Large",
				"The body is larger than this address takes.", 0 },
	[PROBLEM_MEDIA_TYPE] = { 415, "unsupported-media-type", "Unsupported Media Type",
				 "The body has to be of the type that this address takes; for the API that "
				 "is application/json.",
				 0 },
	[PROBLEM_RANGE] = { 416, "range-not-satisfiable", "Range Not Satisfiable",
			    "That part does not exist.", 0 },
	[PROBLEM_TOO_MANY] = { 429, "too-many-requests", "Too Many Requests",
			       "Too much at once. Please wait a moment and try again.", 5 },
	[PROBLEM_INTERNAL] = { 500, "internal-error", "Internal Server Error",
			       "Something went wrong on our side. Nothing is lost; please try again.", 0 },
	[PROBLEM_UNAVAILABLE] = { 503, "unavailable", "Service Unavailable",
				  "The service can't be reached for a moment. Nothing is lost; please try "
				  "again.",
				  2 },
};
_Static_assert(ARRAY_LEN(problems) == PROBLEM__COUNT, "one row per problem");

void resp_problem(struct resp *r, enum problem kind, const char *request_id)
{
	const struct problem_row *row = &problems[kind];
	struct js js = js_new();
	char type[64], *json = NULL;

	buf_clear(&r->headers);
	buf_clear(&r->body);
	snprintf(type, sizeof(type), "urn:greenroom:problem:%s", row->name);
	js_add_text(&js, "type", type);
	js_add_text(&js, "title", row->title);
	js_add_i64(&js, "status", row->status);
	js_add_text(&js, "detail", row->detail);
	js_add_text(&js, "requestId", request_id);
	r->status = row->status;
	resp_header(r, "Content-Type", "application/problem+json");
	resp_header(r, "Cache-Control", "no-store");
	if (kind == PROBLEM_UNAUTHORIZED)
		resp_header(r, "WWW-Authenticate", "Bearer realm=\"greenroom\"");
	if (row->retry_after_s)
		resp_header(r, "Retry-After", "%d", row->retry_after_s);
	if (js_take_text(&js, &json) == OK)
		buf_puts(&r->body, json);
	free(json);
}

enum problem problem_of(enum err e)
{
	switch (e) {
	case ERR_INPUT:
		return PROBLEM_MALFORMED;
	case ERR_AUTH:
		return PROBLEM_UNAUTHORIZED;
	case ERR_NOTFOUND:
		return PROBLEM_NOT_FOUND;
	case ERR_LIMIT:
		return PROBLEM_TOO_LARGE;
	case ERR_NOMEM:
	case ERR_TIMEOUT:
	case ERR_UNAVAIL:
		return PROBLEM_UNAVAILABLE;
	case OK:
	case ERR_CONFLICT:
	case ERR_FENCED:
	case ERR_BUG:
	case ERR__COUNT:
		break;
	}
	return PROBLEM_INTERNAL;
}

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 202:
		return "Accepted";
	case 204:
		return "No Content";
	case 206:
		return "Partial Content";
	case 303:
		return "See Other";
	case 304:
		return "Not Modified";
	default:
		break;
	}
	for (int i = 0; i < PROBLEM__COUNT; i++)
		if (problems[i].status == status)
			return problems[i].title;
	return "Status";
}

enum err resp_send(struct resp *r, struct fcgi *f, const char *request_id)
{
	AUTO(buf) struct buf out = BUF_INIT(RESP_MAX + 16384);
	bool bodyless = r->status == 304 || r->status == 204;
	enum err e;

	if (r->headers.err || r->body.err)
		resp_problem(r, PROBLEM_INTERNAL, request_id);
	buf_printf(&out, "Status: %d %s\r\n", r->status, reason(r->status));
	buf_put(&out, buf_text(&r->headers), r->headers.len);
	if (!bodyless)
		buf_printf(&out, "Content-Length: %zu\r\n", r->body.len);
	buf_puts(&out, "\r\n");
	if (!bodyless)
		buf_put(&out, buf_text(&r->body), r->body.len);
	e = out.err ? out.err : fcgi_send(f, buf_text(&out), out.len);
	fcgi_finish(f);
	return e;
}

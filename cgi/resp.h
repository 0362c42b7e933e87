/*
 * A response, built whole and sent at once: status, headers, body. Headers that every personal answer carries
 * (Cache-Control: no-store) are added here; X-Request-Id and the security headers are nginx's.
 */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/fcgi.h"

#define RESP_MAX (32u << 20) /* bytes of a body: the longest spoken question fits */

struct resp {
	int status;
	struct buf headers; /* complete lines, CRLF-terminated */
	struct buf body;
};

struct resp resp_new(void);
void resp_done(struct resp *r);
static inline void resp_freep(struct resp *r)
{
	resp_done(r);
}

/* Add a header line; name and value are ours or checked, never raw input. */
void resp_header(struct resp *r, const char *name, const char *fmt, ...) PRINTF(3, 4);

/* A JSON body (application/json), copied. */
void resp_json(struct resp *r, int status, const char *json);

/* Drop what was built and answer an RFC 9457 problem instead. kind: a row of resp.c's table. request_id: from
 * nginx. */
enum problem {
	PROBLEM_MALFORMED,         /* 400 malformed-request */
	PROBLEM_UNAUTHORIZED,      /* 401 unauthorized */
	PROBLEM_NOT_FOUND,         /* 404 not-found */
	PROBLEM_METHOD,            /* 405 method-not-allowed */
	PROBLEM_GENERATION_FAILED, /* 409 generation-failed */
	PROBLEM_RETRY_NOT_ALLOWED, /* 409 retry-not-allowed */
	PROBLEM_TOO_LARGE,         /* 413 content-too-large */
	PROBLEM_MEDIA_TYPE,        /* 415 unsupported-media-type */
	PROBLEM_RANGE,             /* 416 range-not-satisfiable */
	PROBLEM_TOO_MANY,          /* 429 too-many-requests */
	PROBLEM_INTERNAL,          /* 500 internal-error */
	PROBLEM_UNAVAILABLE,       /* 503 unavailable */
	PROBLEM__COUNT
};
void resp_problem(struct resp *r, enum problem kind, const char *request_id);

/* The problem that stands for a failure nobody had a better word for. */
enum problem problem_of(enum err e);

/* Send it all and finish the request. A response past its limit or out of memory becomes a 500. ERR_UNAVAIL:
 * client gone. */
MUST_CHECK enum err resp_send(struct resp *r, struct fcgi *f, const char *request_id);

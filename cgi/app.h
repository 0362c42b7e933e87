/* What a thread of the API works with, and what a handler gets: the request, taken apart and authorised. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cgi/access.h"
#include "cgi/memo.h"
#include "cgi/page.h"
#include "cgi/resp.h"
#include "common/config.h"
#include "common/db.h"
#include "common/fcgi.h"
#include "common/kv.h"

/* One per thread; config (of which a reload changes numbers), page (read only) and memo are shared. */
struct app {
	const struct config *config;
	const struct page *page;
	struct memo *memo;
	struct db *db;
	struct kv *kv;
};

#define REQ_ID_MAX 64 /* bytes of an id in a path that are looked at */

struct req {
	struct fcgi *fcgi;
	const char *method;               /* HEAD counts as GET */
	const struct route *route;        /* NULL: none fits */
	const char *request_id;           /* from nginx, for answers and logs */
	char session_id[REQ_ID_MAX + 1];  /* from the path; "" if it has none */
	char question_id[REQ_ID_MAX + 1]; /* likewise */
	char token[ACCESS_TOKEN_MAX + 1]; /* presented, in the path or as a credential */
	char allowed[64];                 /* without a route: the methods of that path, "" if there is none */
	bool asked;                       /* access has been decided */
	struct access access;             /* of a route under a session */
	bool resumed;                     /* an interview that had begun was opened again */
	char *body;                       /* NULL: none */
	size_t body_len;
};

/*
 * A handler answers into resp and returns OK, or returns an error for which problem_of() has the answer;
 * resp_problem() and OK where it has a better one. ERR_NOTFOUND under a session says that this is gone, and
 * is answered as ERR_AUTH.
 */
typedef enum err handler_fn(struct app *app, struct req *req, struct resp *resp);

handler_fn start_post, retry_post, now_get, audio_get, entry_get, entry_post, healthz_get, readyz_get,
	metrics_get;

/* What a request asks of whoever serves it. */
enum pace {
	PACE_AT_ONCE,  /* no database: answered on the spot */
	PACE_TOGETHER, /* changes nothing, and takes no longer than a read: may be admitted together with
			  others */
	PACE_ALONE,
};

/* A request's life: opened when it was taken, then served, from the decision about access to the last byte.
 */
void req_open(struct req *req, struct fcgi *f);
enum pace req_pace(const struct req *req);
/* Decide about access for up to STORE_INVITED_MAX requests of PACE_TOGETHER; app_serve() does it for the
 * rest. */
void app_admit(struct app *app, struct req *const *reqs, int count);
/* Why it could not be served, though it was answered: ERR_UNAVAIL, ERR_TIMEOUT: the database doesn't. */
enum err app_serve(struct app *app, struct req *req);

/* The projection of the facts as a 200 or 202, with what belongs to it; shared by start and retry. */
MUST_CHECK enum err answer_projection(struct app *app, const struct facts *facts, int status,
				      struct resp *resp);

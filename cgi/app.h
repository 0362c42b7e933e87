/* What a thread of the API works with, and what a handler gets: the request, taken apart and authorised. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cgi/access.h"
#include "cgi/page.h"
#include "cgi/resp.h"
#include "common/config.h"
#include "common/db.h"
#include "common/fcgi.h"
#include "common/kv.h"

/* One per thread; config and page are shared. */
struct app {
	const struct config *config;
	const struct page *page;
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
	struct invite invite;             /* with ACCESS_INVITE: admitted */
	struct facts facts;               /* with ACCESS_INVITE: as of the check */
	char *body;                       /* NULL: none */
	size_t body_len;
};

/*
 * A handler answers into resp and returns OK, or returns an error for which problem_of() has the answer;
 * resp_problem() and OK where it has a better one.
 */
typedef enum err handler_fn(struct app *app, struct req *req, struct resp *resp);

handler_fn start_post, retry_post, now_get, audio_get, entry_get, entry_post, healthz_get, readyz_get,
	metrics_get;

/* Serve one accepted request from its first byte to its last: route, check, handle, answer, log. */
void app_serve(struct app *app, struct fcgi *f);

/* The projection of the facts as a 200 or 202, with what belongs to it; shared by now, start and retry. */
MUST_CHECK enum err answer_projection(struct app *app, const struct facts *facts, int status,
				      struct resp *resp);

/*
 * POST start and POST retry: the two things a candidate can do. The decision falls in the transaction, under
 * the session's lock; what is answered is read back after it, so that every answer is a state that stands.
 */
#include <string.h>

#include "cgi/app.h"
#include "common/announce.h"
#include "common/fault.h"
#include "common/interview.h"
#include "common/js.h"
#include "common/log.h"

/* Answer with the state: 202 with the way to follow it while questions are generated, else 200. */
static enum err answer_state(struct app *app, const struct req *req, struct resp *resp)
{
	struct facts facts;
	enum err e = store_facts(app->db, req->session_id, &facts);
	bool waiting = !e && facts.session.status == STATUS_GENERATING;

	if (!e)
		e = answer_projection(app, &facts, waiting ? 202 : 200, resp);
	if (!e && waiting) {
		resp_header(resp, "Location", "/api/session/%s/now", req->session_id);
		resp_header(resp, "Retry-After", "1");
	}
	return e;
}

/* Frames and the doorbell; they are advice, so a dead Redis is a warning and the sweep finds the job. */
static void tell(struct app *app, const struct outcome *out)
{
	FAULT_POINT("start.before_push");
	if (announce(app->kv, out))
		log_warn("not announced, the sweep will find it: redis=%s", kv_detail(app->kv));
	if (out->count > 0)
		log_info("questions requested session=%s generation=%d correlation=%s",
			 out->session.session_id, out->session.generation, out->session.correlation_id);
	FAULT_POINT("start.before_reply");
}

enum err start_post(struct app *app, struct req *req, struct resp *resp)
{
	AUTO(outcome) struct outcome out = { 0 };
	enum err e;

	/* What is started stays started: no lock is needed to say so. */
	if (session_start_decision(&req->access.invited.session) == REQUEST_ALREADY)
		return answer_state(app, req, resp);
	FAULT_POINT("start.before_unit");
	e = interview_start(app->db, req->session_id, &app->config->generation, &out);
	if (e == ERR_CONFLICT) {
		resp_problem(resp, PROBLEM_GENERATION_FAILED, req->request_id);
		return OK;
	}
	if (e)
		return e;
	tell(app, &out);
	return answer_state(app, req, resp);
}

/* {"generation": n} and nothing else. */
static enum err wanted_generation(const struct req *req, int64_t *ret)
{
	static const char *const known[] = { "generation", NULL };
	AUTO(json) struct json_object *obj = NULL;
	enum err e;

	if (req->body_len == 0)
		return ERR_INPUT;
	e = js_parse(req->body, req->body_len, req->body_len, &obj);
	if (e)
		return e;
	if (js_unknown_key(obj, known))
		return ERR_INPUT;
	return js_i64(obj, "generation", 1, INT32_MAX, ret) ? ERR_INPUT : OK;
}

enum err retry_post(struct app *app, struct req *req, struct resp *resp)
{
	AUTO(outcome) struct outcome out = { 0 };
	int64_t generation = 0;
	enum err e = wanted_generation(req, &generation);

	if (e)
		return e;
	e = interview_retry(app->db, req->session_id, generation, &app->config->generation, &out);
	if (e == ERR_CONFLICT) {
		resp_problem(resp, PROBLEM_RETRY_NOT_ALLOWED, req->request_id);
		return OK;
	}
	if (e)
		return e;
	tell(app, &out);
	return answer_state(app, req, resp);
}

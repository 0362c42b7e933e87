#include "daemon/ask.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/announce.h"
#include "common/check.h"
#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "daemon/generation.h"

#define OTHER_MAX (256u << 10) /* bytes kept of an answer other than 200 */
/* Bytes of an answer. None of a good one are kept, and a model that thinks aloud needs hundreds for a token.
 */
#define BODY_MAX ((size_t)32 << 20)
/* How long a body may go on behind its end reason or its failure, since its connection can be used again only
 * if it was read to its end; and the body of a refusal, whose words are wanted. */
#define GRACE_MS         500
#define REFUSAL_GRACE_MS 2000

static void tick(struct generation *g, const char *stage)
{
	struct kv *kv = g->worker->kv;

	if (announce_tick(kv, g->task.job.session_id, g->task.job.correlation_id, stage))
		log_debug("not announced: redis=%s", kv_detail(kv));
}

static void keep_text(const struct generation *g, char *dst, size_t size, const char *text)
{
	const struct shared *sh = g->worker->shared;

	if (!*text)
		return;
	snprintf(dst, size, "%s", text);
	ai_redact(dst, sh->key, sh->config->ai.headers);
}

/* Who answers. Known from the first event on, and wanted when the first question is stored. */
static void keep_names(struct generation *g, const struct ai_result *result)
{
	struct ask *ask = &g->ask;
	const char *id = ask->head.request_id[0] ? ask->head.request_id : result->request_id;

	keep_text(g, ask->model, sizeof(ask->model), result->model);
	keep_text(g, ask->request_id, sizeof(ask->request_id), id);
}

static void on_question(void *ctx, const struct question *question)
{
	struct generation *g = ctx;

	keep_names(g, ai_stream_result(g->ask.stream));
	if (!g->presented && g->got_count == 0)
		tick(g, "validating");
	generation_take(g, question);
}

/* Content, whole characters of it. */
static void on_text(void *ctx, const char *text, size_t n)
{
	struct generation *g = ctx;
	struct ask *ask = &g->ask;
	bool first = ask->content_at_ms == 0;

	FAULT_POINT("ask.content");
	ask->content_at_ms = clock_mono_ms();
	if (ask->first_content_ms < 0)
		ask->first_content_ms = ask->content_at_ms - ask->first_asked_at_ms;
	if (first)
		generation_expect(g);
	if (first && !g->presented)
		tick(g, "generating_questions");
	if (parse_feed(ask->parse, text, n))
		log_debug("the answer can't become valid any more session=%s", g->task.job.session_id);
}

/* The variant that was taken is where the next calls begin, of all workers: a server doesn't change its mind.
 */
static void learn(struct generation *g)
{
	atomic_store(&g->worker->shared->variant, g->ask.variant);
}

static void on_head(void *ctx, const struct http_head *head)
{
	struct generation *g = ctx;

	g->ask.head = *head;
	if (head->status == 200)
		learn(g);
}

static void on_body(void *ctx, const char *bytes, size_t n)
{
	struct generation *g = ctx;

	log_context(g->task.job.correlation_id);
	if (g->ask.head.status == 200)
		ai_stream_feed(g->ask.stream, bytes, n);
	else
		buf_put(&g->ask.other, bytes, n);
	log_context(NULL);
}

static void add_tokens(int64_t *sum, int64_t n)
{
	if (n >= 0)
		*sum = (*sum < 0 ? 0 : *sum) + n;
}

/* A call is over, whichever way. */
static void keep_facts(struct generation *g, const struct ai_result *result)
{
	struct ask *ask = &g->ask;

	keep_names(g, result);
	add_tokens(&ask->tokens_in, result->tokens_in);
	add_tokens(&ask->tokens_out, result->tokens_out);
	ask->total_ms = clock_mono_ms() - ask->first_asked_at_ms;
}

static void fail(struct generation *g, const struct ai_result *result)
{
	const struct shared *sh = g->worker->shared;
	char detail[sizeof(result->detail)];

	snprintf(detail, sizeof(detail), "%s", result->detail);
	ai_redact(detail, sh->key, sh->config->ai.headers);
	generation_fail(g, result->failure, g->ask.head.retry_after_s, detail);
}

/* The answer is over, and what it amounts to is known: questions, or why there are none. */
static void conclude(struct generation *g, const struct ai_result *result)
{
	if (result->ended)
		generation_answered(g);
	else
		fail(g, result);
}

static void ask_send(struct generation *g);

/* An answer other than 200: a parameter that this server doesn't know is left out at once, all else is a
 * failure. */
static void refused(struct generation *g)
{
	struct ask *ask = &g->ask;
	struct ai_result result = { .tokens_in = -1, .tokens_out = -1 };
	int variant = g->worker->shared->provider->next_variant(ask->head.status, buf_text(&ask->other),
								ask->variant);

	if (variant >= 0) {
		log_info("the AI server refuses a parameter, asking without it status=%d", ask->head.status);
		ask->variant = variant;
		ask_send(g);
		return;
	}
	ai_http_failure(ask->head.status, buf_text(&ask->other), &result);
	keep_facts(g, &result);
	fail(g, &result);
}

static bool refusing(const struct ask *ask)
{
	return ask->head.status && ask->head.status != 200;
}

static void on_done(void *ctx, const struct http_result *http)
{
	struct generation *g = ctx;
	struct ask *ask = &g->ask;
	struct ai_result result;

	ask->call = NULL;
	log_context(g->task.job.correlation_id);
	if (http->sends > 1)
		log_info("a kept connection had ended, the request was sent again session=%s",
			 g->task.job.session_id);
	if (http->head && refusing(ask)) {
		refused(g);
	} else {
		if (!http->failure)
			ai_stream_finish(ask->stream);
		result = *ai_stream_result(ask->stream);
		if (!result.ended && !result.failure) {
			result.failure = http->failure;
			snprintf(result.detail, sizeof(result.detail), "%s", http->detail);
		}
		keep_facts(g, &result);
		conclude(g, &result);
	}
	log_context(NULL);
}

static const struct http_callbacks callbacks = { on_head, on_body, on_done };

/* The user message of a repair call, which names what was refused and by which checks. */
static enum err build_repair(const struct generation *g, const struct prompt_input *input, char **ret)
{
	const char *names[QUESTIONS_MAX][CHECK_MAX + 1];
	struct prompt_refused refused[QUESTIONS_MAX];

	for (int i = 0; i < g->refused_count; i++) {
		size_t n = 0;

		for (unsigned bit = 0; bit < CHECK_MAX && check_name(bit); bit++)
			if (g->refused[i].checks & (UINT64_C(1) << bit))
				names[i][n++] = check_name(bit);
		names[i][n] = NULL;
		refused[i] = (struct prompt_refused){ g->refused[i].question.text, names[i] };
	}
	return prompt_repair(g->worker->shared->prompts, input, refused, (size_t)g->refused_count, ret);
}

static enum err build_user(const struct generation *g, bool repair, char **ret)
{
	const char *earlier[2 * QUESTIONS_MAX];
	struct prompt_input input = { .role = g->session.target_role,
				      .job_description = g->context.job_description,
				      .intake_json = g->context.intake,
				      .language = g->session.language,
				      .count = generation_wanted(g),
				      .earlier = earlier };

	for (int i = 0; i < g->standing_count; i++)
		earlier[input.earlier_count++] = g->standing[i].text;
	for (int i = 0; i < g->got_count; i++)
		earlier[input.earlier_count++] = g->got[i].text;
	return repair ? build_repair(g, &input, ret) : prompt_build(g->worker->shared->prompts, &input, ret);
}

static enum err build(struct generation *g, bool repair, struct ai_request *ret)
{
	const struct shared *sh = g->worker->shared;
	char *user = NULL;
	enum err e = build_user(g, repair, &user);
	struct prompt prompt = { prompt_system(sh->prompts), user, generation_wanted(g),
				 (int)sh->config->ai.max_tokens };

	if (!e)
		e = ai_request_questions(sh->provider, &sh->config->ai, sh->key, &prompt, g->ask.variant,
					 ret);
	free(user);
	return e;
}

/* Fresh parsers for the answer to come. */
static enum err prepare(struct generation *g)
{
	struct ask *ask = &g->ask;

	ai_stream_free(ask->stream);
	parse_free(ask->parse);
	buf_done(&ask->other);
	ask->other = (struct buf)BUF_INIT(OTHER_MAX);
	ask->head = (struct http_head){ .retry_after_s = -1 };
	ask->content_at_ms = ask->decided_at_ms = 0;
	ask->stream = ai_stream_new(g->worker->shared->provider, on_text, g);
	ask->parse = parse_new(on_question, g);
	return ask->stream && ask->parse ? OK : ERR_NOMEM;
}

static enum err send(struct generation *g, bool repair)
{
	AUTO(ai_request) struct ai_request req = { 0 };
	struct http_request http = { 0 };
	enum err e = build(g, repair, &req);

	if (!e)
		e = prepare(g);
	if (e)
		return e;
	http.url = req.url;
	http.headers = (const char *const *)req.headers;
	http.body = req.body;
	http.body_len = strlen(req.body);
	http.body_max = BODY_MAX;
	return http_start(g->worker->http, &http, &callbacks, g, &g->ask.call);
}

/* Send, or tell the generation why not. */
static void ask_send(struct generation *g)
{
	enum err e;

	g->ask.asked_at_ms = clock_mono_ms();
	e = send(g, g->ask.repair);
	FAULT_POINT("ask.sent");
	if (e)
		generation_fail(g, e == ERR_INPUT ? FAILURE_REQUEST : FAILURE_INTERNAL, -1, err_name(e));
	else if (!g->presented)
		tick(g, "contacting_ai");
}

void ask_begin(struct generation *g, bool repair)
{
	struct ask *ask = &g->ask;

	if (ask->calls++ == 0) {
		ask->first_asked_at_ms = clock_mono_ms();
		ask->first_content_ms = ask->total_ms = ask->tokens_in = ask->tokens_out = -1;
	}
	ask->repair = repair;
	ask->variant = atomic_load(&g->worker->shared->variant);
	ask_send(g);
}

/* It is known how the answer ends, though its body goes on. */
static bool decided(const struct ask *ask)
{
	const struct ai_result *result = ai_stream_result(ask->stream);

	return refusing(ask) || result->ended || result->failure;
}

static void tick_decided(struct generation *g, int64_t now_ms)
{
	struct ask *ask = &g->ask;
	struct ai_result result = *ai_stream_result(ask->stream);

	if (!ask->decided_at_ms)
		ask->decided_at_ms = now_ms;
	if (now_ms - ask->decided_at_ms < (refusing(ask) ? REFUSAL_GRACE_MS : GRACE_MS))
		return;
	if (refusing(ask)) {
		http_cancel(ask->call);
		ask->call = NULL;
		refused(g);
		return;
	}
	ask_drop(g);
	conclude(g, &result);
}

void ask_tick(struct generation *g, int64_t now_ms)
{
	const struct ai_settings *ai = &g->worker->shared->config->ai;
	const struct ask *ask = &g->ask;
	const char *which = NULL;

	if (!ask->call)
		return;
	if (decided(ask)) {
		tick_decided(g, now_ms);
		return;
	}
	if (now_ms - ask->asked_at_ms > ai->total_ms)
		which = "the answer was not complete within ai.total_ms";
	else if (!ask->content_at_ms && now_ms - ask->asked_at_ms > ai->first_content_ms)
		which = "no content within ai.first_content_ms";
	else if (ask->content_at_ms && now_ms - ask->content_at_ms > ai->stall_ms)
		which = "no further content within ai.stall_ms";
	if (which)
		generation_fail(g, FAILURE_TIMEOUT, -1, which);
}

void ask_drop(struct generation *g)
{
	struct ask *ask = &g->ask;

	if (!ask->call)
		return;
	http_cancel(ask->call);
	ask->call = NULL;
	keep_facts(g, ai_stream_result(ask->stream));
}

void ask_done(struct ask *ask)
{
	if (ask->call)
		http_cancel(ask->call);
	ai_stream_free(ask->stream);
	parse_free(ask->parse);
	buf_done(&ask->other);
	*ask = (struct ask){ 0 };
}

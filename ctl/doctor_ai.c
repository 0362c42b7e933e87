/* The doctor's look at the AI: one tiny real call, built and read by the provider that the generator uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/http.h"
#include "ctl/doctor.h"
#include "daemon/provider.h"

#define BODY_MAX      (64 * 1024)
#define ANSWER_TOKENS 16
#define WAIT_MS       30000
#define VARIANTS_MAX  8

/* One call and what came of it. */
struct trial {
	const struct provider *provider;
	struct buf body;
	struct http_head head;
	struct http_result result;
	bool done;
};

static void on_head(void *ctx, const struct http_head *head)
{
	struct trial *trial = ctx;

	trial->head = *head;
}

static void on_body(void *ctx, const char *bytes, size_t n)
{
	struct trial *trial = ctx;

	buf_put(&trial->body, bytes, n);
}

static void on_done(void *ctx, const struct http_result *result)
{
	struct trial *trial = ctx;

	trial->result = *result;
	trial->result.head = NULL;
	trial->done = true;
}

static const struct http_callbacks callbacks = { on_head, on_body, on_done };

/* Make the call and wait for its end. ERR_TIMEOUT: it took too long. */
static enum err run(struct http *http, const struct ai_request *req, struct trial *trial)
{
	struct http_request request = { .url = req->url,
					.headers = (const char *const *)req->headers,
					.body = req->body,
					.body_len = strlen(req->body) };
	int64_t end_ms = clock_mono_ms() + WAIT_MS;
	struct http_call *call = NULL;
	enum err e = http_start(http, &request, &callbacks, trial, &call);

	while (!e && !trial->done) {
		e = http_poll(http, NULL, 0, 200);
		if (!e && !trial->done && clock_mono_ms() > end_ms) {
			http_cancel(call);
			e = ERR_TIMEOUT;
		}
	}
	return e;
}

/* Ask, leaving out parameters that this server refuses, as the generator does. */
static enum err ask(struct doctor *d, struct http *http, const char *key, struct trial *trial)
{
	static const struct prompt prompt = {
		"You are being tested for reachability. Answer with the word ok.", "ok?", 1, ANSWER_TOKENS
	};
	int variant = 0;
	enum err e = OK;

	for (int i = 0; !e && variant >= 0 && i < VARIANTS_MAX; i++) {
		AUTO(ai_request) struct ai_request req = { 0 };

		buf_clear(&trial->body);
		trial->done = false;
		e = trial->provider->request(&d->ctl->config->ai, key, &prompt, variant, &req);
		if (!e)
			e = run(http, &req, trial);
		if (e || trial->result.failure || trial->head.status == 200)
			break;
		variant = trial->provider->next_variant(trial->head.status, buf_text(&trial->body), variant);
	}
	return e;
}

static void ignore_text(void *ctx, const char *text, size_t n)
{
	(void)ctx;
	(void)text;
	(void)n;
}

/* Read the answer as the generator would. A cut answer is fine: it was asked for few tokens. */
static void judge_answer(struct doctor *d, const struct trial *trial)
{
	AUTO(ai_stream) struct ai_stream *stream = ai_stream_new(trial->provider, ignore_text, NULL);
	const struct ai_result *result;

	if (!stream)
		return;
	ai_stream_feed(stream, buf_text(&trial->body), trial->body.len);
	ai_stream_finish(stream);
	result = ai_stream_result(stream);
	if (result->failure && result->failure != FAILURE_TRUNCATED)
		doctor_find(d, FINDING_FAIL, "ai",
			    "see [ai] base_url: does a compatible server answer there?",
			    "the answer is not understood: %s %s", failure_info(result->failure)->name,
			    result->detail);
	else
		doctor_find(d, FINDING_OK, "ai", NULL, "%s answered after %lld ms as %s",
			    trial->provider->name, (long long)(trial->result.first_byte_us / 1000),
			    result->model[0] ? result->model : "?");
}

static void judge(struct doctor *d, enum err e, const struct trial *trial)
{
	struct ai_result result = { .tokens_in = -1, .tokens_out = -1 };
	const char *mend;

	if (e == ERR_INPUT) {
		doctor_find(d, FINDING_FAIL, "ai", "correct [ai] base_url and headers", "they are malformed");
	} else if (e) {
		doctor_find(d, FINDING_FAIL, "ai", "see that the server is not overloaded", "no answer: %s",
			    err_name(e));
	} else if (trial->result.failure) {
		doctor_find(d, FINDING_FAIL, "ai", "see [ai] base_url, ca_file and proxy, and the network",
			    "can't be reached: %s", trial->result.detail);
	} else if (trial->head.status != 200) {
		ai_http_failure(trial->head.status, buf_text(&trial->body), &result);
		mend = failure_info(result.failure)->mend;
		doctor_find(d, FINDING_FAIL, "ai", mend ? mend : "wait and try again", "HTTP %d, %s: %s",
			    trial->head.status, failure_info(result.failure)->name, result.detail);
	} else {
		judge_answer(d, trial);
	}
}

void doctor_ai(struct doctor *d)
{
	const struct ai_settings *ai = &d->ctl->config->ai;
	struct http_settings settings = { ai->connect_ms, ai->ca_file, ai->proxy };
	struct trial trial = { .provider = provider_find(ai->provider), .body = BUF_INIT(BODY_MAX) };
	AUTO(http) struct http *http = NULL;
	char *key = NULL;
	enum err e;

	if (!trial.provider || !trial.provider->network) {
		doctor_find(d, FINDING_OK, "ai", NULL, "the built-in bank asks; there is nothing to call");
		return;
	}
	if (ai->key_file[0] && config_secret(ai->key_file, &key))
		return; /* found with the configuration */
	e = http_new(&settings, &http);
	if (!e)
		e = ask(d, http, key, &trial);
	judge(d, e, &trial);
	buf_done(&trial.body);
	if (key)
		explicit_bzero(key, strlen(key));
	free(key);
}

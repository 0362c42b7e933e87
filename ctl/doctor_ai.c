/* The doctor's look at the AI: the list of models, which is free, and one tiny real call, built and read by
 * the provider that the generator uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ctl/doctor.h"
#include "ctl/doctor_call.h"
#include "ctl/doctor_models.h"
#include "daemon/provider.h"

#define BODY_MAX      (64 * 1024)
#define ANSWER_TOKENS 16
#define WAIT_MS       30000
#define VARIANTS_MAX  8
#define STREAM        "text/event-stream"

/* The provider and what came of asking it. */
struct trial {
	const struct provider *provider;
	const char *key; /* NULL: none is sent */
	struct doctor_models models;
	struct doctor_call call;
};

/* As long as a generation would wait for an answer to begin, but a person sits before this one. */
static int64_t patience_ms(const struct ai_settings *ai)
{
	return ai->first_content_ms < WAIT_MS ? ai->first_content_ms : WAIT_MS;
}

/* Ask, leaving out parameters that this server refuses, as the generator does. */
static enum err ask(struct doctor *d, struct http *http, struct trial *trial)
{
	static const struct prompt prompt = {
		"You are being tested for reachability. Answer with the word ok.", "ok?", 1, ANSWER_TOKENS
	};
	int variant = 0;
	enum err e = OK;

	for (int i = 0; !e && variant >= 0 && i < VARIANTS_MAX; i++) {
		AUTO(ai_request) struct ai_request req = { 0 };

		e = ai_request_questions(trial->provider, &d->ctl->config->ai, trial->key, &prompt, variant,
					 &req);
		if (!e)
			e = doctor_call(http, &req, patience_ms(&d->ctl->config->ai), &trial->call);
		if (e || trial->call.result.failure || trial->call.head.status == 200)
			break;
		variant = trial->provider->next_variant(trial->call.head.status, buf_text(&trial->call.body),
							variant);
	}
	return e;
}

static void ignore_text(void *ctx, const char *text, size_t n)
{
	(void)ctx;
	(void)text;
	(void)n;
}

static void judge_good(struct doctor *d, const struct trial *trial, const char *model)
{
	char listed[40] = "";

	if (trial->models.count > 0)
		snprintf(listed, sizeof(listed), "; it lists %d model%s", trial->models.count,
			 trial->models.count == 1 ? "" : "s");
	doctor_find(d, FINDING_OK, "ai", NULL, "%s answered after %lld ms as %s%s", trial->provider->name,
		    (long long)(trial->call.result.first_byte_us / 1000), model[0] ? model : "?", listed);
}

/* Read the answer as the generator would. A cut answer is fine: it was asked for few tokens. */
static void judge_answer(struct doctor *d, const struct trial *trial)
{
	AUTO(ai_stream) struct ai_stream *stream = ai_stream_new(trial->provider, ignore_text, NULL);
	struct ai_result result;

	if (!stream)
		return;
	ai_stream_feed(stream, buf_text(&trial->call.body), trial->call.body.len);
	ai_stream_finish(stream);
	result = *ai_stream_result(stream);
	ai_redact(result.detail, trial->key, d->ctl->config->ai.headers);
	if (result.failure && result.failure != FAILURE_TRUNCATED)
		doctor_find(d, FINDING_FAIL, "ai",
			    "see [ai] base_url: does a compatible server answer there?",
			    "the answer is not understood: %s %s", failure_info(result.failure)->name,
			    result.detail);
	else if (strncasecmp(trial->call.head.content_type, STREAM, strlen(STREAM)) != 0)
		doctor_find(d, FINDING_WARN, "ai",
			    "let the server, or the proxy before it, stream: until then Question 1 waits for "
			    "the whole set",
			    "%s answers in one piece", trial->provider->name);
	else
		judge_good(d, trial, result.model);
}

/* The server answers, but not with 200. If it takes requests and lacks our model, its list says which it has.
 */
static void judge_refusal(struct doctor *d, const struct trial *trial)
{
	struct ai_result result = { .tokens_in = -1, .tokens_out = -1 };
	const char *mend;
	char choice[240];

	ai_http_failure(trial->call.head.status, buf_text(&trial->call.body), &result);
	ai_redact(result.detail, trial->key, d->ctl->config->ai.headers);
	mend = failure_info(result.failure)->mend;
	if (result.failure == FAILURE_REQUEST && trial->models.count > 0 && !trial->models.has_ours) {
		snprintf(choice, sizeof(choice), "set ai.model to one that the server lists: %s",
			 trial->models.names);
		mend = choice;
	}
	doctor_find(d, FINDING_FAIL, "ai", mend ? mend : "wait and try again", "HTTP %d, %s: %s",
		    trial->call.head.status, failure_info(result.failure)->name, result.detail);
}

static void judge(struct doctor *d, enum err e, const struct trial *trial)
{
	if (e == ERR_INPUT) {
		doctor_find(d, FINDING_FAIL, "ai", "correct [ai] base_url and headers", "they are malformed");
	} else if (e) {
		doctor_find(d, FINDING_FAIL, "ai",
			    "see whether the server is overloaded or a proxy holds its answer back",
			    "no whole answer within %lld s",
			    (long long)(patience_ms(&d->ctl->config->ai) / 1000));
	} else if (trial->call.result.failure) {
		doctor_find(d, FINDING_FAIL, "ai", "see [ai] base_url, ca_file and proxy, and the network",
			    "can't be reached: %s", trial->call.result.detail);
	} else if (trial->call.head.status != 200) {
		judge_refusal(d, trial);
	} else {
		judge_answer(d, trial);
	}
}

void doctor_ai(struct doctor *d)
{
	const struct ai_settings *ai = &d->ctl->config->ai;
	struct http_settings settings = { ai->connect_ms, ai->ca_file, ai->proxy };
	struct trial trial = { .provider = provider_find(ai->provider),
			       .call = { .body = BUF_INIT(BODY_MAX) } };
	AUTO(http) struct http *http = NULL;
	char *key = NULL;
	enum err e;

	if (!trial.provider || !trial.provider->network) {
		doctor_find(d, FINDING_OK, "ai", NULL, "the built-in bank asks; there is nothing to call");
		return;
	}
	if (!doctor_secret(ai->key_file, &key))
		return; /* found with the configuration */
	trial.key = key;
	e = http_new(&settings, &http);
	if (!e) {
		doctor_models(http, trial.provider, ai, key, &trial.models);
		e = ask(d, http, &trial);
	}
	judge(d, e, &trial);
	buf_done(&trial.call.body);
	if (key)
		explicit_bzero(key, strlen(key));
	free(key);
}

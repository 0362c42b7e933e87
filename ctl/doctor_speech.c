/* The doctor's look at the speech provider: one word, spoken as the generator would have it. */
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/http.h"
#include "ctl/doctor.h"
#include "daemon/speech.h"
#include "daemon/speech_wire.h"

/* One call and what came of it. */
struct trial {
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
	trial->done = true;
}

/* Make the call and wait for its end. ERR_TIMEOUT: it took too long. */
static enum err run(struct http *http, const struct ai_request *req, int64_t total_ms, struct trial *trial)
{
	static const struct http_callbacks callbacks = { on_head, on_body, on_done };
	struct http_request request = { .url = req->url,
					.headers = (const char *const *)req->headers,
					.body = req->body,
					.body_len = strlen(req->body),
					.body_max = trial->body.max };
	int64_t end_ms = clock_mono_ms() + total_ms;
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

static void judge(struct doctor *d, const struct trial *trial)
{
	const struct speech_answer answer = { &trial->head, buf_text(&trial->body), trial->body.len };
	struct speech_result result = { .failure = trial->result.failure };
	const char *mend;

	if (!trial->result.failure)
		result = speech_judge(&answer);
	mend = speech_mend(result.failure);
	if (result.failure)
		doctor_find(d, FINDING_FAIL, "speech", mend ? mend : "wait and try again", "%s: %s",
			    failure_info(result.failure)->name,
			    trial->result.failure ? trial->result.detail : result.detail);
	else
		doctor_find(d, FINDING_OK, "speech", NULL, "%zu bytes of %s after %lld ms", answer.size,
			    result.media_type, (long long)(trial->result.first_byte_us / 1000));
}

void doctor_speech(struct doctor *d)
{
	const struct config *c = d->ctl->config;
	struct http_settings settings = { c->ai.connect_ms, c->ai.ca_file, c->ai.proxy };
	struct trial trial = { .body = BUF_INIT((size_t)c->speech.max_bytes) };
	AUTO(ai_request) struct ai_request req = { 0 };
	AUTO(http) struct http *http = NULL;
	char *key = NULL;
	enum err e;

	if (!speech_on(c)) {
		doctor_find(d, FINDING_OK, "speech", NULL, "is off: the browser's own voice reads");
		return;
	}
	if (c->speech.key_file[0] && config_secret(c->speech.key_file, &key))
		return; /* found with the configuration */
	e = speech_request(&c->speech, key, "Hello.", &req);
	if (!e)
		e = http_new(&settings, &http);
	if (!e)
		e = run(http, &req, c->speech.total_ms, &trial);
	if (e)
		doctor_find(d, FINDING_FAIL, "speech", "see [speech] base_url and total_ms", "no answer: %s",
			    err_name(e));
	else
		judge(d, &trial);
	buf_done(&trial.body);
	if (key)
		explicit_bzero(key, strlen(key));
	free(key);
}

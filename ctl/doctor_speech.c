/* The doctor's look at the speech provider: one word, spoken as the generator would have it. */
#include <stdlib.h>
#include <string.h>

#include "ctl/doctor.h"
#include "ctl/doctor_call.h"
#include "daemon/speech.h"
#include "daemon/speech_wire.h"

static void judge(struct doctor *d, const struct doctor_call *call)
{
	const struct speech_answer answer = { &call->head, buf_text(&call->body), call->body.len };
	struct speech_result result = { .failure = call->result.failure };
	const char *mend;

	if (!call->result.failure)
		result = speech_judge(&answer);
	mend = speech_mend(result.failure);
	if (result.failure)
		doctor_find(d, FINDING_FAIL, "speech", mend ? mend : "wait and try again", "%s: %s",
			    failure_info(result.failure)->name,
			    call->result.failure ? call->result.detail : result.detail);
	else
		doctor_find(d, FINDING_OK, "speech", NULL, "%zu bytes of %s after %lld ms", answer.size,
			    result.media_type, (long long)(call->result.first_byte_us / 1000));
}

void doctor_speech(struct doctor *d)
{
	const struct config *c = d->ctl->config;
	struct http_settings settings = { c->ai.connect_ms, c->ai.ca_file, c->ai.proxy };
	struct doctor_call call = { .body = BUF_INIT((size_t)c->speech.max_bytes) };
	AUTO(ai_request) struct ai_request req = { 0 };
	AUTO(http) struct http *http = NULL;
	char *key = NULL;
	enum err e;

	if (!speech_on(c)) {
		doctor_find(d, FINDING_OK, "speech", NULL,
			    "the browser's own voice reads; there is nothing to call");
		return;
	}
	if (!doctor_secret(c->speech.key_file, &key))
		return; /* found with the configuration */
	e = speech_request(&c->speech, key, "Hello.", &req);
	if (!e)
		e = http_new(&settings, &http);
	if (!e)
		e = doctor_call(http, &req, c->speech.total_ms, &call);
	if (e)
		doctor_find(d, FINDING_FAIL, "speech",
			    "see [speech] base_url, and whether [speech] total_ms is enough for it",
			    "no answer: %s", err_name(e));
	else
		judge(d, &call);
	buf_done(&call.body);
	if (key)
		explicit_bzero(key, strlen(key));
	free(key);
}

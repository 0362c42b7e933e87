#include "common/frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/js.h"
#include "common/str.h"

/* How an event looks on the stream. stage NULL: an event that tells a candidate nothing new. */
struct row {
	const char *type, *stage;
	bool invalidate;
};

static const struct row rows[] = {
	[EVENT_SESSION_CREATED] = { "status", NULL, false },
	[EVENT_INVITE_ISSUED] = { "status", NULL, false },
	[EVENT_INVITE_REVOKED] = { "status", NULL, true },
	[EVENT_SESSION_STARTED] = { "status", "queued", true },
	[EVENT_QUESTIONS_REQUESTED] = { "status", "queued", true },
	[EVENT_GENERATION_ATTEMPT_FAILED] = { "status", "retrying", true },
	[EVENT_QUESTIONS_GENERATED] = { "partial", "generating_questions", false },
	[EVENT_QUESTION_PRESENTED] = { "partial", "question_ready", true },
	[EVENT_QUESTION_SET_COMPLETED] = { "final", "question_set_completed", true },
	[EVENT_GENERATION_FAILED] = { "error", "failed", true },
	[EVENT_QUESTION_AUDIO_READY] = { "status", "tts_ready", true },
	[EVENT_QUESTION_AUDIO_FAILED] = { "status", NULL, true },
};
_Static_assert(ARRAY_LEN(rows) == EVENT__COUNT, "one row per event type");

struct frame {
	const char *type, *session_id, *correlation_id, *question_id;
	int64_t sent_at_ms;
};

/* The common envelope around payload, which is consumed. */
static enum err envelope(const struct frame *f, struct js *payload, char **ret)
{
	struct js js = js_new();

	js_add_text(&js, "type", f->type);
	js_add_text(&js, "sessionId", f->session_id);
	js_add_text(&js, "correlationId",
		    f->correlation_id && f->correlation_id[0] ? f->correlation_id : NULL);
	if (f->question_id)
		js_add_text(&js, "questionId", f->question_id);
	js_add_js(&js, "payload", payload);
	js_add_time(&js, "sentAt", f->sent_at_ms);
	return js_take_text(&js, ret);
}

/* The facts of an event that may go out: numbers and flags, never a text. */
static void copy_facts(struct js *to, const struct json_object *from)
{
	static const char *const numbers[] = { "generation", "attempt", "retryInMs",
					       "index",      "planned", "stored" };
	static const char *const flags[] = { "willRetry", "recoverable", "audioPending", "setComplete" };
	int64_t n;
	bool on;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (js_i64(from, numbers[i], 0, INT32_MAX, &n) == OK)
			js_add_i64(to, numbers[i], n);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (js_bool(from, flags[i], &on) == OK)
			js_add_bool(to, flags[i], on);
}

/* An attempt that isn't followed by another is nothing to speak of: what becomes of the generation is the
 * next event. */
static bool is_last_attempt(const struct event *ev, const struct json_object *facts)
{
	bool will_retry;

	return ev->type == EVENT_GENERATION_ATTEMPT_FAILED &&
	       js_bool(facts, "willRetry", &will_retry) == OK && !will_retry;
}

enum err frame_of_event(const struct event *ev, int64_t sent_at_ms, char **ret_data)
{
	AUTO(json) struct json_object *facts = NULL;
	const struct row *row = &rows[ev->type];
	struct frame f = { row->type, ev->session_id, ev->correlation_id, NULL, sent_at_ms };
	enum err e = js_parse(ev->payload, strlen(ev->payload), 65536, &facts);
	struct js p;

	if (e)
		return ERR_BUG;
	p = js_new();
	js_add_text(&p, "event", event_type_name(ev->type));
	if (row->stage && !is_last_attempt(ev, facts))
		js_add_text(&p, "stage", row->stage);
	js_add_bool(&p, "invalidate", row->invalidate);
	copy_facts(&p, facts);
	if (js_text(facts, "questionId", ID_SIZE - 1, &f.question_id))
		f.question_id = NULL;
	return envelope(&f, &p, ret_data);
}

enum err frame_of_session(const struct session *s, int64_t sent_at_ms, char **ret_data)
{
	static const char *const stages[] = {
		[STATUS_NOT_STARTED] = NULL,
		[STATUS_GENERATING] = "generating_questions",
		[STATUS_IN_SESSION] = "question_ready",
		[STATUS_ERROR] = "failed",
		[STATUS_AWAITING_EVALUATION] = "question_ready",
		[STATUS_COMPLETED] = "question_ready",
	};
	struct frame f = { "status", s->session_id, s->correlation_id, NULL, sent_at_ms };
	struct js p = js_new();

	js_add_text(&p, "status", status_name(s->status));
	if (stages[s->status])
		js_add_text(&p, "stage", stages[s->status]);
	js_add_bool(&p, "invalidate", true);
	js_add_i64(&p, "seq", s->last_seq);
	return envelope(&f, &p, ret_data);
}

enum err frame_tick(const char *session_id, const char *correlation_id, const char *stage, int64_t sent_at_ms,
		    char **ret_data)
{
	struct frame f = { "status", session_id, correlation_id, NULL, sent_at_ms };
	struct js p = js_new();

	js_add_text(&p, "stage", stage);
	js_add_bool(&p, "invalidate", false);
	return envelope(&f, &p, ret_data);
}

enum err frame_resync(const char *session_id, const char *reason, int64_t sent_at_ms, char **ret_data)
{
	struct frame f = { "resync", session_id, NULL, NULL, sent_at_ms };
	struct js p = js_new();

	js_add_text(&p, "reason", reason);
	js_add_bool(&p, "invalidate", true);
	return envelope(&f, &p, ret_data);
}

enum err frame_pack(int64_t seq, const char *data, char **ret)
{
	char *text;

	if (asprintf(&text, "%" PRId64 " %s", seq, data) < 0)
		return ERR_NOMEM;
	*ret = text;
	return OK;
}

enum err frame_unpack(const char *message, int64_t *ret_seq, const char **ret_data)
{
	size_t digits = strspn(message, "0123456789");
	const char *data = message + digits + 1;
	char seq[16];

	if (digits == 0 || digits >= sizeof(seq) || message[digits] != ' ' || data[0] != '{')
		return ERR_INPUT;
	if (strlen(data) > FRAME_MAX || strpbrk(data, "\r\n"))
		return ERR_INPUT;
	memcpy(seq, message, digits);
	seq[digits] = '\0';
	if (!str_i64(seq, 0, UINT32_MAX, ret_seq))
		return ERR_INPUT;
	*ret_data = data;
	return OK;
}

bool frame_story_over(const struct session *s, bool set_complete, bool speaking, int retries_allowed)
{
	if (s->status == STATUS_ERROR)
		return !session_can_retry(s, retries_allowed);
	return set_complete && !speaking && (s->status == STATUS_IN_SESSION || s->status == STATUS_COMPLETED);
}

/* A flag of a frame's payload; absent where it says nothing. */
static bool flag(const char *data, const char *name, bool absent)
{
	AUTO(json) struct json_object *frame = NULL;
	struct json_object *payload;
	bool on;

	if (js_parse(data, strlen(data), FRAME_MAX, &frame) || js_object(frame, "payload", &payload))
		return absent;
	return js_bool(payload, name, &on) == OK ? on : absent;
}

bool frame_ends_story(enum event_type type, const char *data)
{
	if (type == EVENT_QUESTION_SET_COMPLETED)
		return !flag(data, "audioPending", false);
	if (type == EVENT_QUESTION_AUDIO_READY || type == EVENT_QUESTION_AUDIO_FAILED)
		return flag(data, "setComplete", false);
	if (type == EVENT_GENERATION_FAILED)
		return !flag(data, "recoverable", true);
	return false;
}

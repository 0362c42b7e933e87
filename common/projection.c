#include "common/projection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"
#include "common/str.h"

static const char *const tts_names[] = {
	[TTS_NONE] = "NONE",
	[TTS_GENERATING] = "GENERATING",
	[TTS_READY] = "READY",
	[TTS_FAILED] = "FAILED",
};
_Static_assert(ARRAY_LEN(tts_names) == TTS__COUNT, "one name per status");

const char *tts_status_name(enum tts_status status)
{
	return tts_names[status];
}

bool tts_status_parse(const char *name, enum tts_status *ret)
{
	for (int i = 0; i < TTS__COUNT; i++) {
		if (strcmp(tts_names[i], name) == 0) {
			*ret = (enum tts_status)i;
			return true;
		}
	}
	return false;
}

/* What each state looks like to the candidate. The reserved states keep the question on screen. */
struct look {
	const char *screen, *action;
	int poll_after_ms;
};

static const struct look looks[] = {
	[STATUS_NOT_STARTED] = { "LANDING", "START_SESSION", 0 },
	[STATUS_GENERATING] = { "PREPARING", "WAIT_FOR_QUESTIONS", 1000 },
	[STATUS_IN_SESSION] = { "ACTIVE_QUESTION", "ANSWER_QUESTION", 0 },
	[STATUS_ERROR] = { "ERROR", "RETRY_GENERATION", 0 },
	[STATUS_AWAITING_EVALUATION] = { "ACTIVE_QUESTION", "ANSWER_QUESTION", 0 },
	[STATUS_COMPLETED] = { "ACTIVE_QUESTION", "ANSWER_QUESTION", 0 },
};
_Static_assert(ARRAY_LEN(looks) == STATUS__COUNT, "one row per status");

const char *projection_screen(const struct facts *facts)
{
	return looks[facts->session.status].screen;
}

const char *projection_message(const struct facts *facts, int retries_allowed)
{
	if (facts->session.status != STATUS_ERROR)
		return NULL;
	return session_can_retry(&facts->session, retries_allowed)
		       ? "The questions could not be prepared this time. Nothing is lost: please try again."
		       : "The questions could not be prepared. Please tell the person who sent you the "
			 "invite.";
}

void projection_reference(const struct facts *facts, char ret[PROJECTION_REFERENCE_SIZE])
{
	const struct session *s = &facts->session;
	const char *id = s->correlation_id[0] ? s->correlation_id : s->session_id;
	size_t n = strlen(id), keep = PROJECTION_REFERENCE_SIZE - 1;

	snprintf(ret, PROJECTION_REFERENCE_SIZE, "%.8s", n > keep ? id + n - keep : id);
}

static const char *stage(const struct facts *f)
{
	if (f->job_running)
		return "generating_questions";
	return f->job_attempt > 0 ? "retrying" : "queued";
}

static void add_session(struct js *js, const struct facts *f, const char *token)
{
	const struct session *s = &f->session;
	struct js o = js_new();

	js_add_text(&o, "sessionId", s->session_id);
	js_add_text(&o, "status", status_name(s->status));
	if (s->current_question_index >= 0)
		js_add_i64(&o, "currentQuestionIndex", s->current_question_index);
	else
		js_add_null(&o, "currentQuestionIndex");
	js_add_i64(&o, "generation", s->generation);
	js_add_text(&o, "resumeToken", token);
	js_add_time(&o, "updatedAt", s->updated_at_ms);
	js_add_js(js, "session", &o);
}

static void add_context(struct js *js, const struct facts *f)
{
	struct js o = js_new();

	js_add_text(&o, "targetRole", f->session.target_role);
	js_add_text(&o, "language", f->session.language);
	js_add_bool(&o, "jobDescriptionProvided", f->session.job_description_given);
	js_add_bool(&o, "intakeProvided", f->session.intake_given);
	js_add_js(js, "context", &o);
}

static void add_progress(struct js *js, const struct facts *f)
{
	struct js o;

	if (f->session.status != STATUS_GENERATING) {
		js_add_null(js, "progress");
		return;
	}
	o = js_new();
	js_add_text(&o, "stage", stage(f));
	js_add_time(&o, "startedAt", f->session.requested_at_ms);
	js_add_i64(&o, "questionsReady", f->questions_stored);
	js_add_i64(&o, "questionsPlanned", f->session.questions_planned);
	js_add_js(js, "progress", &o);
}

static void add_tts(struct js *question, const struct facts *f)
{
	char url[200];
	struct js o = js_new();

	snprintf(url, sizeof(url), "/api/session/%s/question/%s/audio", f->session.session_id,
		 f->question.question_id);
	js_add_text(&o, "status", tts_status_name(f->tts_status));
	js_add_text(&o, "audioUrl", f->tts_status == TTS_READY ? url : NULL);
	js_add_time(&o, "generatedAt", f->tts_status == TTS_READY ? f->tts_generated_at_ms : 0);
	js_add_js(question, "tts", &o);
}

static void add_question(struct js *js, const struct facts *f)
{
	struct js o;

	if (!f->has_question) {
		js_add_null(js, "question");
		return;
	}
	o = js_new();
	js_add_text(&o, "questionId", f->question.question_id);
	js_add_i64(&o, "index", f->question.index);
	js_add_i64(&o, "count", f->set_complete ? f->questions_stored : f->session.questions_planned);
	js_add_text(&o, "text", f->question.text);
	js_add_text(&o, "category", f->question.category);
	js_add_text(&o, "competency", f->question.competency);
	js_add_bool(&o, "tailored", f->question.tailored);
	add_tts(&o, f);
	js_add_js(js, "question", &o);
}

static void add_hints(struct js *js, const struct facts *f, int retries_allowed)
{
	const struct look *look = &looks[f->session.status];
	bool failed = f->session.status == STATUS_ERROR;
	bool can_retry = session_can_retry(&f->session, retries_allowed);
	char reference[PROJECTION_REFERENCE_SIZE];
	struct js o = js_new();

	projection_reference(f, reference);
	js_add_text(&o, "screen", look->screen);
	js_add_bool(&o, "canSubmit", false);
	js_add_bool(&o, "canRetry", can_retry);
	js_add_text(&o, "blockingReason", failed ? "generation_failed" : NULL);
	js_add_text(&o, "message", projection_message(f, retries_allowed));
	js_add_text(&o, "reference", failed ? reference : NULL);
	js_add_i64(&o, "pollAfterMs", look->poll_after_ms);
	js_add_text(&o, "recommendedNextAction", failed && !can_retry ? "CONTACT_SENDER" : look->action);
	js_add_js(js, "uiHints", &o);
}

static enum err render(const struct facts *f, int retries_allowed, const char *token, char **ret)
{
	struct js js = js_new(), evaluation = js_new();

	add_session(&js, f, token);
	add_context(&js, f);
	add_progress(&js, f);
	add_question(&js, f);
	js_add_null(&js, "answer");
	js_add_text(&evaluation, "status", "NONE");
	js_add_js(&js, "evaluation", &evaluation);
	add_hints(&js, f, retries_allowed);
	return js_take_text(&js, ret);
}

/*
 * The token is the digest of the projection with a token-sized hole in it. So it changes exactly when
 * something that can be seen changes, and the text is rendered only once.
 */
enum err projection_write(const struct facts *facts, int retries_allowed, char **ret_json,
			  char ret_token[PROJECTION_ETAG_SIZE])
{
	static const char hole[] = "------------------------";
	char digest[2 * DIGEST_LEN + 1];
	char *json, *at;
	enum err e;

	_Static_assert(sizeof(hole) == PROJECTION_ETAG_SIZE, "the hole is as long as a token");
	e = render(facts, retries_allowed, hole, &json);
	if (e)
		return e;
	e = digest_hex(json, strlen(json), digest);
	at = strstr(json, hole);
	if (e || !at) {
		free(json);
		return e ? e : ERR_BUG;
	}
	memcpy(at, digest, PROJECTION_ETAG_SIZE - 1);
	memcpy(ret_token, digest, PROJECTION_ETAG_SIZE - 1);
	ret_token[PROJECTION_ETAG_SIZE - 1] = '\0';
	*ret_json = json;
	return OK;
}

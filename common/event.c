#include "common/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"

static const struct {
	const char *name;
	int version;
} types[] = {
	[EVENT_SESSION_CREATED] = { "SESSION_CREATED", 1 },
	[EVENT_INVITE_ISSUED] = { "INVITE_ISSUED", 1 },
	[EVENT_INVITE_REVOKED] = { "INVITE_REVOKED", 1 },
	[EVENT_SESSION_STARTED] = { "SESSION_STARTED", 1 },
	[EVENT_QUESTIONS_REQUESTED] = { "QUESTIONS_REQUESTED", 1 },
	[EVENT_GENERATION_ATTEMPT_FAILED] = { "GENERATION_ATTEMPT_FAILED", 1 },
	[EVENT_QUESTIONS_GENERATED] = { "QUESTIONS_GENERATED", 1 },
	[EVENT_QUESTION_PRESENTED] = { "QUESTION_PRESENTED", 1 },
	[EVENT_QUESTION_SET_COMPLETED] = { "QUESTION_SET_COMPLETED", 1 },
	[EVENT_GENERATION_FAILED] = { "GENERATION_FAILED", 1 },
	[EVENT_QUESTION_AUDIO_READY] = { "QUESTION_AUDIO_READY", 1 },
	[EVENT_QUESTION_AUDIO_FAILED] = { "QUESTION_AUDIO_FAILED", 1 },
};
_Static_assert(ARRAY_LEN(types) == EVENT__COUNT, "one row per type");

static const char *const actors[] = {
	[ACTOR_CANDIDATE] = "candidate",
	[ACTOR_RECRUITER] = "recruiter",
	[ACTOR_SYSTEM] = "system",
};
_Static_assert(ARRAY_LEN(actors) == ACTOR__COUNT, "one name per actor");

const char *event_type_name(enum event_type type)
{
	return types[type].name;
}

bool event_type_parse(const char *name, enum event_type *ret)
{
	for (int i = 0; i < EVENT__COUNT; i++) {
		if (strcmp(types[i].name, name) == 0) {
			*ret = (enum event_type)i;
			return true;
		}
	}
	return false;
}

int event_type_version(enum event_type type)
{
	return types[type].version;
}

const char *actor_name(enum actor actor)
{
	return actors[actor];
}

bool actor_parse(const char *name, enum actor *ret)
{
	for (int i = 0; i < ACTOR__COUNT; i++) {
		if (strcmp(actors[i], name) == 0) {
			*ret = (enum actor)i;
			return true;
		}
	}
	return false;
}

void event_done(struct event *ev)
{
	free(ev->payload);
	*ev = (struct event){ 0 };
}

/* The common end of every builder: consumes payload, takes over its failure. correlation_id may be NULL. */
static enum err finish(enum event_type type, enum actor actor, const char *key, const char *correlation_id,
		       struct js *payload, struct event *ret)
{
	struct event ev = { .type = type, .actor = actor, .version = types[type].version };
	enum err e = js_take_text(payload, &ev.payload);

	if (!e)
		e = id_new(ev.event_id);
	if (e) {
		event_done(&ev);
		return e;
	}
	snprintf(ev.idempotency_key, sizeof(ev.idempotency_key), "%s", key);
	snprintf(ev.correlation_id, sizeof(ev.correlation_id), "%s", correlation_id ? correlation_id : "");
	*ret = ev;
	return OK;
}

enum err event_session_created(const struct event_created *in, struct event *ret)
{
	struct js p = js_new();

	js_add_i64(&p, "questionCount", in->questions_planned);
	js_add_text(&p, "language", in->language);
	js_add_bool(&p, "jobDescriptionProvided", in->job_description_given);
	js_add_bool(&p, "intakeProvided", in->intake_given);
	return finish(EVENT_SESSION_CREATED, ACTOR_RECRUITER, "create", NULL, &p, ret);
}

static enum err invite_event(enum event_type type, const char *invite_id, int64_t expires_at_ms,
			     struct event *ret)
{
	struct js p = js_new();

	js_add_text(&p, "inviteId", invite_id);
	js_add_time(&p, "expiresAt", expires_at_ms);
	return finish(type, ACTOR_RECRUITER, invite_id, NULL, &p, ret);
}

enum err event_invite_issued(const char *invite_id, int64_t expires_at_ms, struct event *ret)
{
	return invite_event(EVENT_INVITE_ISSUED, invite_id, expires_at_ms, ret);
}

enum err event_invite_revoked(const char *invite_id, int64_t expires_at_ms, struct event *ret)
{
	return invite_event(EVENT_INVITE_REVOKED, invite_id, expires_at_ms, ret);
}

enum err event_session_started(const char *correlation_id, struct event *ret)
{
	struct js p = js_new();

	return finish(EVENT_SESSION_STARTED, ACTOR_CANDIDATE, "start", correlation_id, &p, ret);
}

enum err event_questions_requested(int generation, enum actor requested_by, const char *correlation_id,
				   struct event *ret)
{
	struct js p = js_new();
	char key[32];

	snprintf(key, sizeof(key), "generation-%d", generation);
	js_add_i64(&p, "generation", generation);
	js_add_text(&p, "requestedBy", actor_name(requested_by));
	return finish(EVENT_QUESTIONS_REQUESTED, requested_by, key, correlation_id, &p, ret);
}

enum err event_generation_attempt_failed(const struct event_attempt_failed *in, struct event *ret)
{
	struct js p = js_new();
	char key[48];

	snprintf(key, sizeof(key), "generation-%d-attempt-%d", in->generation, in->attempt);
	js_add_i64(&p, "generation", in->generation);
	js_add_i64(&p, "attempt", in->attempt);
	js_add_text(&p, "class", in->class_name);
	js_add_bool(&p, "willRetry", in->will_retry);
	if (in->will_retry)
		js_add_i64(&p, "retryInMs", in->retry_in_ms);
	js_add_i64(&p, "fence", in->fence);
	return finish(EVENT_GENERATION_ATTEMPT_FAILED, ACTOR_SYSTEM, key, in->correlation_id, &p, ret);
}

static void add_ms(struct js *p, const char *key, int64_t ms)
{
	if (ms >= 0)
		js_add_i64(p, key, ms);
	else
		js_add_null(p, key);
}

enum err event_questions_generated(const struct event_generated *in, struct event *ret)
{
	struct json_object *indexes = json_object_new_array();
	struct js p = js_new();

	js_add_text(&p, "source", in->source);
	js_add_text(&p, "model", in->model);
	js_add_text(&p, "promptHash", in->prompt_hash);
	js_add_i64(&p, "generation", in->generation);
	js_add_i64(&p, "attempt", in->attempt);
	for (int i = 0; indexes && i < in->stored; i++)
		json_object_array_add(indexes, json_object_new_int(i));
	js_add(&p, "indexes", indexes);
	js_add_bool(&p, "tailored", in->tailored);
	add_ms(&p, "firstTokenMs", in->first_token_ms);
	add_ms(&p, "firstQuestionMs", in->first_question_ms);
	js_add_i64(&p, "fence", in->fence);
	return finish(EVENT_QUESTIONS_GENERATED, ACTOR_SYSTEM, "questions", in->correlation_id, &p, ret);
}

/* The payload's beginning and the key of every event that is about one question. */
static void question_payload(struct js *p, char key[24], const char *question_id, int index)
{
	snprintf(key, 24, "question-%d", index);
	js_add_text(p, "questionId", question_id);
	js_add_i64(p, "index", index);
}

enum err event_question_presented(const char *question_id, int index, const char *correlation_id,
				  struct event *ret)
{
	struct js p = js_new();
	char key[24];

	question_payload(&p, key, question_id, index);
	return finish(EVENT_QUESTION_PRESENTED, ACTOR_SYSTEM, key, correlation_id, &p, ret);
}

enum err event_question_set_completed(int planned, int stored, bool audio_pending, int64_t fence,
				      const char *correlation_id, struct event *ret)
{
	struct js p = js_new();

	js_add_i64(&p, "planned", planned);
	js_add_i64(&p, "stored", stored);
	if (audio_pending)
		js_add_bool(&p, "audioPending", true);
	js_add_i64(&p, "fence", fence);
	return finish(EVENT_QUESTION_SET_COMPLETED, ACTOR_SYSTEM, "questions", correlation_id, &p, ret);
}

enum err event_generation_failed(int generation, int attempts, const char *class_name, bool recoverable,
				 const char *correlation_id, struct event *ret)
{
	struct js p = js_new();
	char key[32];

	snprintf(key, sizeof(key), "generation-%d", generation);
	js_add_i64(&p, "generation", generation);
	js_add_i64(&p, "attempts", attempts);
	js_add_text(&p, "class", class_name);
	js_add_bool(&p, "recoverable", recoverable);
	return finish(EVENT_GENERATION_FAILED, ACTOR_SYSTEM, key, correlation_id, &p, ret);
}

enum err event_question_audio_ready(const struct event_audio *in, const char *media_type, int64_t size_bytes,
				    struct event *ret)
{
	struct js p = js_new();
	char key[24];

	question_payload(&p, key, in->question_id, in->index);
	js_add_text(&p, "mediaType", media_type);
	js_add_i64(&p, "sizeBytes", size_bytes);
	js_add_bool(&p, "setComplete", in->set_complete);
	return finish(EVENT_QUESTION_AUDIO_READY, ACTOR_SYSTEM, key, in->correlation_id, &p, ret);
}

enum err event_question_audio_failed(const struct event_audio *in, const char *class_name, struct event *ret)
{
	struct js p = js_new();
	char key[24];

	question_payload(&p, key, in->question_id, in->index);
	js_add_text(&p, "class", class_name);
	js_add_bool(&p, "setComplete", in->set_complete);
	return finish(EVENT_QUESTION_AUDIO_FAILED, ACTOR_SYSTEM, key, in->correlation_id, &p, ret);
}

enum err event_to_json(const struct event *ev, char **ret)
{
	struct json_object *payload = NULL;
	struct js js = js_new();

	if (js_parse(ev->payload, strlen(ev->payload), 65536, &payload))
		js.err = ERR_BUG;
	js_add_text(&js, "eventId", ev->event_id);
	js_add_text(&js, "sessionId", ev->session_id);
	js_add_i64(&js, "seq", ev->seq);
	js_add_text(&js, "actorType", actor_name(ev->actor));
	js_add_text(&js, "eventType", event_type_name(ev->type));
	js_add_i64(&js, "eventVersion", ev->version);
	js_add(&js, "payload", payload);
	js_add_time(&js, "occurredAt", ev->occurred_at_ms);
	js_add_text(&js, "idempotencyKey", ev->idempotency_key);
	js_add_text(&js, "correlationId", ev->correlation_id[0] ? ev->correlation_id : NULL);
	return js_take_text(&js, ret);
}

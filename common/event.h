/*
 * The event log's vocabulary, pure: types, keys, payloads and the rule that folds a session's state from
 * them. docs/state-and-streaming.md describes them for the outside.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/ids.h"

enum event_type {
	EVENT_SESSION_CREATED,
	EVENT_INVITE_ISSUED,
	EVENT_INVITE_REVOKED,
	EVENT_SESSION_STARTED,
	EVENT_QUESTIONS_REQUESTED,
	EVENT_GENERATION_ATTEMPT_FAILED,
	EVENT_QUESTIONS_GENERATED,
	EVENT_QUESTION_PRESENTED,
	EVENT_QUESTION_SET_COMPLETED,
	EVENT_GENERATION_FAILED,
	EVENT_QUESTION_AUDIO_READY,
	EVENT_QUESTION_AUDIO_FAILED,
	EVENT__COUNT
};

enum actor { ACTOR_CANDIDATE, ACTOR_RECRUITER, ACTOR_SYSTEM, ACTOR__COUNT };

struct event {
	char event_id[ID_SIZE];
	char session_id[ID_SIZE];
	int64_t seq;
	enum actor actor;
	enum event_type type;
	int version;
	char *payload; /* JSON object as text; owned */
	int64_t occurred_at_ms;
	char idempotency_key[65];
	char correlation_id[ID_SIZE]; /* "" where there is none */
};

const char *event_type_name(enum event_type type);             /* "SESSION_STARTED" */
bool event_type_parse(const char *name, enum event_type *ret); /* false: not one of ours */
int event_type_version(enum event_type type);
const char *actor_name(enum actor actor); /* "candidate" */
bool actor_parse(const char *name, enum actor *ret);

/* Empties an event (frees its payload); safe on a zeroed one. */
void event_done(struct event *ev);

/*
 * Builders: each fills a zeroed event with type, version, actor, idempotency key, payload and a new event id.
 * Session id, seq and time are set by whoever appends it. On failure *ret is empty. Texts are borrowed for
 * the call.
 */
struct event_created {
	int questions_planned;
	const char *language;
	bool job_description_given, intake_given;
};
MUST_CHECK enum err event_session_created(const struct event_created *in, struct event *ret);
MUST_CHECK enum err event_invite_issued(const char *invite_id, int64_t expires_at_ms, struct event *ret);
MUST_CHECK enum err event_invite_revoked(const char *invite_id, int64_t expires_at_ms, struct event *ret);
MUST_CHECK enum err event_session_started(const char *correlation_id, struct event *ret);
/* requested_by: who asked, ACTOR_CANDIDATE for start and retry */
MUST_CHECK enum err event_questions_requested(int generation, enum actor requested_by,
					      const char *correlation_id, struct event *ret);

struct event_attempt_failed {
	int generation, attempt;
	const char *class_name; /* enum failure's name */
	bool will_retry;
	int64_t retry_in_ms; /* only with will_retry */
	int64_t fence;
	const char *correlation_id;
};
MUST_CHECK enum err event_generation_attempt_failed(const struct event_attempt_failed *in, struct event *ret);

struct event_generated {
	const char *source, *model; /* provider or "bank"; model as answered, may be NULL */
	const char *prompt_hash;    /* hex, or NULL for the bank */
	int generation, attempt;
	int stored; /* questions stored so far: indexes 0..stored-1 */
	bool tailored;
	int64_t first_token_ms, first_question_ms, fence; /* ms since the AI call began; -1 unknown */
	const char *correlation_id;
};
MUST_CHECK enum err event_questions_generated(const struct event_generated *in, struct event *ret);
MUST_CHECK enum err event_question_presented(const char *question_id, int index, const char *correlation_id,
					     struct event *ret);
/* audio_pending: the story goes on until an audio event comes */
MUST_CHECK enum err event_question_set_completed(int planned, int stored, bool audio_pending, int64_t fence,
						 const char *correlation_id, struct event *ret);
MUST_CHECK enum err event_generation_failed(int generation, int attempts, const char *class_name,
					    bool recoverable, const char *correlation_id, struct event *ret);

/* Which question was to be spoken, and whether the set is complete: then nothing more will come. */
struct event_audio {
	const char *question_id;
	int index;
	bool set_complete;
	const char *correlation_id;
};
MUST_CHECK enum err event_question_audio_ready(const struct event_audio *in, const char *media_type,
					       int64_t size_bytes, struct event *ret);
MUST_CHECK enum err event_question_audio_failed(const struct event_audio *in, const char *class_name,
						struct event *ret);

/* The envelope as JSON, one object, for `session events` and integrators. The caller frees *ret. */
MUST_CHECK enum err event_to_json(const struct event *ev, char **ret);

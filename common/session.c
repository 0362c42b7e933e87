#include "common/session.h"

#include <string.h>

static const char *const names[] = {
	[STATUS_NOT_STARTED] = "NOT_STARTED",
	[STATUS_GENERATING] = "GENERATING_QUESTIONS",
	[STATUS_IN_SESSION] = "IN_SESSION",
	[STATUS_ERROR] = "ERROR",
	[STATUS_AWAITING_EVALUATION] = "AWAITING_EVALUATION",
	[STATUS_COMPLETED] = "COMPLETED",
};
_Static_assert(ARRAY_LEN(names) == STATUS__COUNT, "one name per status");

const char *status_name(enum status status)
{
	return names[status];
}

bool status_parse(const char *name, enum status *ret)
{
	for (int i = 0; i < STATUS__COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret = (enum status)i;
			return true;
		}
	}
	return false;
}

/* What an event needs and what it makes of the state. STATUS__COUNT: any state will do, or none follows. */
struct transition {
	enum status from, also_from, to;
};

static const struct transition transitions[] = {
	[EVENT_SESSION_CREATED] = { STATUS_NOT_STARTED, STATUS__COUNT, STATUS__COUNT },
	[EVENT_INVITE_ISSUED] = { STATUS__COUNT, STATUS__COUNT, STATUS__COUNT },
	[EVENT_INVITE_REVOKED] = { STATUS__COUNT, STATUS__COUNT, STATUS__COUNT },
	[EVENT_SESSION_STARTED] = { STATUS_NOT_STARTED, STATUS__COUNT, STATUS_GENERATING },
	[EVENT_QUESTIONS_REQUESTED] = { STATUS_GENERATING, STATUS_ERROR, STATUS_GENERATING },
	[EVENT_GENERATION_ATTEMPT_FAILED] = { STATUS_GENERATING, STATUS_IN_SESSION, STATUS__COUNT },
	[EVENT_QUESTIONS_GENERATED] = { STATUS_GENERATING, STATUS__COUNT, STATUS__COUNT },
	[EVENT_QUESTION_PRESENTED] = { STATUS_GENERATING, STATUS__COUNT, STATUS_IN_SESSION },
	[EVENT_QUESTION_SET_COMPLETED] = { STATUS_IN_SESSION, STATUS__COUNT, STATUS__COUNT },
	[EVENT_GENERATION_FAILED] = { STATUS_GENERATING, STATUS__COUNT, STATUS_ERROR },
	[EVENT_QUESTION_AUDIO_READY] = { STATUS_IN_SESSION, STATUS__COUNT, STATUS__COUNT },
	[EVENT_QUESTION_AUDIO_FAILED] = { STATUS_IN_SESSION, STATUS__COUNT, STATUS__COUNT },
};
_Static_assert(ARRAY_LEN(transitions) == EVENT__COUNT, "one row per event type");

bool session_apply(struct session *s, const struct event *ev)
{
	const struct transition *t = &transitions[ev->type];

	if (t->from != STATUS__COUNT && s->status != t->from && s->status != t->also_from)
		return false;
	/* A request within GENERATING is the one that belongs to the start; later ones come out of ERROR. */
	if (ev->type == EVENT_QUESTIONS_REQUESTED && s->status == STATUS_GENERATING && s->generation > 0)
		return false;
	if (t->to != STATUS__COUNT)
		s->status = t->to;
	if (ev->type == EVENT_QUESTIONS_REQUESTED)
		s->generation++;
	if (ev->type == EVENT_QUESTION_PRESENTED)
		s->current_question_index = 0;
	return true;
}

enum request_decision session_start_decision(const struct session *s)
{
	switch (s->status) {
	case STATUS_NOT_STARTED:
		return REQUEST_BEGIN;
	case STATUS_ERROR:
		return REQUEST_REFUSED;
	case STATUS_GENERATING:
	case STATUS_IN_SESSION:
	case STATUS_AWAITING_EVALUATION:
	case STATUS_COMPLETED:
	case STATUS__COUNT:
		break;
	}
	return REQUEST_ALREADY;
}

bool session_can_retry(const struct session *s, int retries_allowed)
{
	return s->status == STATUS_ERROR && s->generation <= retries_allowed;
}

enum request_decision session_retry_decision(const struct session *s, int64_t generation, int retries_allowed)
{
	if (s->generation > 1 && generation == s->generation - 1)
		return REQUEST_ALREADY;
	if (generation == s->generation && session_can_retry(s, retries_allowed))
		return REQUEST_BEGIN;
	return REQUEST_REFUSED;
}

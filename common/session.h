/*
 * The state of an interview and the decisions about it, pure: values in, values out. Transitions happen only
 * through session_apply(), which is also how the log is folded, so the stored state can't drift from the
 * events.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/event.h"
#include "common/ids.h"

enum status {
	STATUS_NOT_STARTED,
	STATUS_GENERATING,
	STATUS_IN_SESSION,
	STATUS_ERROR,
	STATUS_AWAITING_EVALUATION, /* reserved */
	STATUS_COMPLETED,           /* reserved */
	STATUS__COUNT
};

const char *status_name(enum status status); /* "GENERATING_QUESTIONS" */
bool status_parse(const char *name, enum status *ret);

#define ROLE_MAX_CHARS            120
#define JOB_DESCRIPTION_MAX_CHARS 20000
#define QUESTIONS_MAX             10
#define QUESTIONS_DEFAULT         5

/* The row of a session, without the texts that only the generation reads. */
struct session {
	char session_id[ID_SIZE];
	enum status status;
	char target_role[ROLE_MAX_CHARS * 4 + 1];
	char language[36];
	bool job_description_given, intake_given;
	int questions_planned;
	int generation;             /* 0 before the start */
	int current_question_index; /* -1: none */
	int64_t last_seq;
	char correlation_id[ID_SIZE]; /* of the newest generation, or "" */
	int64_t requested_at_ms;      /* 0: never */
	char failure_class[33];       /* of the newest failed generation, or "" */
	int64_t created_at_ms, updated_at_ms;
};

/*
 * Fold one event into the state: status, generation, current index. false (s untouched) if this event can't
 * follow from here, e.g. a second SESSION_STARTED.
 */
bool session_apply(struct session *s, const struct event *ev);

/* What a request for questions means now. */
enum request_decision {
	REQUEST_BEGIN,   /* request a generation; the first start begins the session with it */
	REQUEST_ALREADY, /* that is done already: answer with the state */
	REQUEST_REFUSED  /* the state or the policy does not allow it */
};

/* Pressing Start. Refused: the generation has failed, and the way out is retry. */
enum request_decision session_start_decision(const struct session *s);

/*
 * `retry {generation: n}`: n failed, n + 1 is wanted. Refused: n is not the failed generation, or no retries
 * are left.
 */
enum request_decision session_retry_decision(const struct session *s, int64_t generation,
					     int retries_allowed);

/* May the candidate ask for another generation? */
bool session_can_retry(const struct session *s, int retries_allowed);

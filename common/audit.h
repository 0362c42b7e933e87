/*
 * The proof of the contract's invariants (docs/state-and-streaming.md) for one session, pure: everything the
 * tables hold about it in, violations out. That log lines carry the correlation id is the one thing tables
 * can't show.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/ids.h"
#include "common/session.h"

/* An event; of the payload what the proof needs, -1 and "" where it says nothing. */
struct audit_event {
	int64_t seq;
	bool known; /* type is set; else this version doesn't know the type */
	enum event_type type;
	char type_name[41];
	int64_t generation, fence;
	int64_t count; /* SESSION_CREATED: questions planned; QUESTION_SET_COMPLETED: questions stored */
	char question_id[ID_SIZE];
	char correlation_id[ID_SIZE];
	int64_t occurred_at_ms;
};

struct audit_question {
	char question_id[ID_SIZE];
	int64_t index, generation, fence, created_at_ms;
	bool speaking; /* its audio is being made */
	bool mute;     /* its audio is said to be there, and isn't */
};

/* A job's claim. */
struct audit_claim {
	int64_t job_id, fence, attempt, ai_calls, claimed_at_ms;
	bool released; /* given back without burning the attempt */
};

struct audit_job {
	int64_t job_id, generation, fence, attempt;
	bool questions;     /* else speech */
	bool ended, failed; /* DONE or FAILED; FAILED */
	int64_t late_s;     /* how long its deadline is over; negative: it is to come */
	char correlation_id[ID_SIZE];
};

/* Arrays in order: events by seq, questions by index, jobs by id, claims by job and fence. */
struct audit_subject {
	struct session session; /* as stored; only id, status, counts and correlation_id are looked at */
	struct audit_event *events;
	struct audit_question *questions;
	struct audit_job *jobs;
	struct audit_claim *claims;
	size_t event_count, question_count, job_count, claim_count;
};

struct audit_policy {
	int64_t slack_s; /* a generation may be ended this long after its deadline: sweep and lease */
	int64_t attempts_allowed; /* per generation */
};

/* Called per violation; the texts are borrowed for the call. Anything but OK ends the audit with it. */
typedef enum err audit_fn(void *ctx, int invariant, const char *session_id, const char *what);

MUST_CHECK enum err audit_session(const struct audit_subject *subject, const struct audit_policy *policy,
				  audit_fn *fn, void *ctx);

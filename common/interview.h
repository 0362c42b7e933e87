/*
 * What can happen to an interview, each as one unit of work: lock the session, decide by what is read, append
 * events, fold them into the state, save, commit. Every unit is safe to repeat (an unknown COMMIT, a double
 * click): it finds its own work done and says so. The outcome carries the events that were appended, for
 * whoever announces them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/config.h"
#include "common/db.h"
#include "common/err.h"
#include "common/event.h"
#include "common/failure.h"
#include "common/question.h"
#include "common/session.h"
#include "common/store_job.h"

#define OUTCOME_EVENTS_MAX  4
#define INTERVIEW_BUDGET_MS 4000 /* longest that a unit is repeated over deadlocks and lost connections */

struct outcome {
	struct session session; /* as committed, or as found */
	struct event events[OUTCOME_EVENTS_MAX];
	int count; /* events appended by this call; 0: nothing was left to do */
	bool ring; /* a job waits: wake a generator */
};
void outcome_done(struct outcome *outcome); /* safe on a zeroed one */
static inline void outcome_freep(struct outcome *outcome)
{
	outcome_done(outcome);
}

struct interview_wish {
	const char *role, *language, *job_description, *intake; /* validated; the last two may be NULL */
	int questions;
	int64_t expires_s;
};
/* A new session with its first invite. The token is shown here once and kept nowhere. */
struct interview_made {
	char session_id[ID_SIZE], token[TOKEN_SIZE];
	int64_t expires_at_ms;
};
MUST_CHECK enum err interview_create(struct db *db, const struct interview_wish *wish,
				     struct interview_made *ret);

/* A new invite; older ones are revoked. ERR_NOTFOUND no such session. */
MUST_CHECK enum err interview_invite(struct db *db, const char *session_id, int64_t expires_s,
				     struct interview_made *ret, struct outcome *ret_outcome);
/* Revoke every invite that is still good. ERR_NOTFOUND no such session; outcome.count tells how many. */
MUST_CHECK enum err interview_revoke(struct db *db, const char *session_id, struct outcome *ret);

/* Start, or find started. ERR_CONFLICT: the generation has failed, the way out is retry; *ret is filled then
 * too. */
MUST_CHECK enum err interview_start(struct db *db, const char *session_id,
				    const struct generation_settings *policy, struct outcome *ret);

/* Request generation n + 1 after n (> 0) failed. ERR_CONFLICT: not allowed; *ret is filled then too. */
MUST_CHECK enum err interview_retry(struct db *db, const char *session_id, int64_t generation,
				    const struct generation_settings *policy, struct outcome *ret);

/* From here on: the worker that holds a job. ERR_FENCED from any of these: it is not the holder any more,
 * stop. */

struct generated {
	const char *source, *model, *prompt_hash; /* as in event_questions_generated() */
	bool tailored;
	int64_t first_token_ms, first_question_ms;
	int64_t speech_s; /* it is to be spoken, within this time; 0: it is not */
};
/* Store question 0 and present it. q->question_id is set by the caller, so a repeat is known for what it is.
 */
MUST_CHECK enum err interview_present(struct db *db, const struct job *job, int64_t lease_s,
				      const struct question *q, const struct generated *how,
				      struct outcome *ret);

/* Store further questions (indexes follow those that stand), close the set and finish the job. */
MUST_CHECK enum err interview_complete(struct db *db, const struct job *job, int64_t lease_s,
				       const struct question *questions, int count, const char *source,
				       struct outcome *ret);

/* How an attempt failed and what follows. */
struct attempt_end {
	enum failure failure;
	bool will_retry;
	int64_t retry_in_ms;
	bool recoverable; /* final failures: may the candidate ask again? */
	bool keep;        /* final, but the caller keeps the job, to present questions of the bank instead */
	const struct question
		*extra; /* good questions of this attempt that are not stored yet; only once in session */
	int extra_count;
	const char *source;
};
/*
 * Record a failed attempt. With a retry to come the job goes back to the queue; without, the generation
 * fails, or, if the first question stands, the set is closed as it is. Rings when the retry is due at once.
 */
MUST_CHECK enum err interview_attempt_failed(struct db *db, const struct job *job, int64_t lease_s,
					     const struct attempt_end *end, struct outcome *ret);

/* Record that the claim before this one was lost. The job stays with the caller. */
MUST_CHECK enum err interview_attempt_lost(struct db *db, const struct job *job, int64_t lease_s,
					   struct outcome *ret);

/*
 * The newest event once more, for readers who may have missed it: a commit of unknown outcome is announced by
 * nobody. Nothing is written.
 */
MUST_CHECK enum err interview_newest(struct db *db, const char *session_id, struct outcome *ret);

/* End a generation that has passed its deadline, whoever holds it. count 0: it has ended otherwise meanwhile,
 * or been given more time.
 */
MUST_CHECK enum err interview_expire(struct db *db, const char *session_id,
				     const struct generation_settings *policy, struct outcome *ret);

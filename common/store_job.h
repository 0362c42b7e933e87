/*
 * SQL of jobs: the queue of record. A job is due when due_at has passed, whether it is READY or its lease ran
 * out. A claim raises fence and attempt; every later write of the worker is guarded by the fence inside its
 * own transaction.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"

enum job_kind { JOB_QUESTIONS, JOB_SPEECH };

struct job {
	int64_t id, fence;
	enum job_kind kind;
	char session_id[ID_SIZE], correlation_id[ID_SIZE];
	int generation;
	int attempt;     /* this claim's, counted from 1 */
	bool was_lost;   /* the claim before ended with a lease that ran out */
	bool exhausted;  /* no attempt was left: claimed only to be failed; attempt is the last one's */
	bool suspect;    /* lost before, and this is the last attempt: perhaps it kills its workers */
	int64_t left_ms; /* until the generation's deadline, when it was claimed; <= 0: passed */
};

MUST_CHECK enum err store_job_insert(struct db *db, enum job_kind kind, const char *session_id,
				     int generation, const char *correlation_id, int64_t deadline_s);

struct claim {
	const char *worker; /* who claims, e.g. "web1/0.2#5f3a91c0": host/slot.thread#life */
	int64_t lease_s;
	enum job_kind kind;
	int64_t attempts_allowed;
	int ai_calls; /* that an attempt begins with: counted now, so that no crash can hide one */
	int max;      /* <= 32 */
	bool suspect; /* one suspect may be among them; else none */
};
/* Claim due jobs of one kind, oldest first, but none whose lease this very worker has just failed to renew,
 * in a transaction of its own. ret has room for claim->max. */
MUST_CHECK enum err store_job_claim(struct db *db, const struct claim *claim, struct job *ret,
				    int *ret_count);

/* The fence: inside the writing transaction, after the session's lock. Renews the lease. ERR_FENCED: roll
 * back, stop. */
MUST_CHECK enum err store_job_guard(struct db *db, const struct job *job, int64_t lease_s);

/* Renew every lease of this worker in one statement. ERR_TIMEOUT: somebody has locked one of the rows. */
MUST_CHECK enum err store_job_renew(struct db *db, const char *worker, int64_t lease_s);

/* Call fn for each job that this worker holds. */
typedef void job_held_fn(void *ctx, int64_t job_id, int64_t fence);
MUST_CHECK enum err store_job_each_held(struct db *db, const char *worker, job_held_fn *fn, void *ctx);

/* A claim that nobody works on is over; somebody finds the job lost in a second. ERR_FENCED: it is already.
 */
MUST_CHECK enum err store_job_abandon(struct db *db, int64_t job_id, int64_t fence);

/* The end of a claim, inside the guarded transaction. */
MUST_CHECK enum err store_job_finish(struct db *db, const struct job *job, bool done);
MUST_CHECK enum err store_job_retry(struct db *db, const struct job *job, int64_t in_ms);
/* Give it back without burning the attempt (a stop); fenced by itself. ERR_FENCED. */
MUST_CHECK enum err store_job_release(struct db *db, const struct job *job);

/*
 * Leases of a worker's former lives are due at once. place: the part of worker names up to the '#' that all
 * lives share; the caller holds the lock that proves the former ones dead.
 */
MUST_CHECK enum err store_job_forfeit(struct db *db, const char *place, const char *worker,
				      int64_t *ret_count);

/* Take a generation's job away from whoever holds it, as failed. ERR_NOTFOUND: it is finished already, or its
 * deadline is not over. */
MUST_CHECK enum err store_job_abort(struct db *db, const char *session_id, int generation, int *ret_attempts);

/* What an attempt has cost, written when it ends. Unknown numbers are -1, unknown texts "". */
struct attempt_facts {
	const char *outcome; /* "ok", "released" or a failure's name */
	const char *provider, *model, *request_id;
	int ai_calls;
	int64_t tokens_in, tokens_out, first_content_ms, first_question_ms, total_ms;
};
MUST_CHECK enum err store_attempt_end(struct db *db, const struct job *job,
				      const struct attempt_facts *facts);
/* This attempt's AI call number `calls` is about to be made. Safe to repeat. */
MUST_CHECK enum err store_attempt_call(struct db *db, const struct job *job, int calls);

/* Sessions whose generation has passed its deadline without a first question, at most max (<= 100). */
MUST_CHECK enum err store_job_overdue(struct db *db, char (*ret_session_ids)[ID_SIZE], int max,
				      int *ret_count);

/* A generation that nobody has taken up yet. */
struct unclaimed {
	char session_id[ID_SIZE], correlation_id[ID_SIZE];
};
/* Those requested between from_s and to_s seconds ago, at most max (<= 100). */
MUST_CHECK enum err store_job_unclaimed(struct db *db, int64_t from_s, int64_t to_s, struct unclaimed *ret,
					int max, int *ret_count);

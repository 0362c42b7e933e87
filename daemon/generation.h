/*
 * The life of one claimed job, from the claim to its last commit: ask the AI, take questions out of the
 * growing answer, present the first one the moment it is complete and good, store the rest behind it, or
 * record how it failed. Driven by its worker's loop; every function returns soon. What has to be written but
 * can't be just now (the database is away) stays due and is tried again at each tick, as long as the lease
 * holds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/interview.h"
#include "common/question.h"
#include "common/store_session.h"
#include "daemon/ask.h"
#include "daemon/task.h"
#include "daemon/worker.h"

enum generation_state {
	GENERATION_CLAIMED,   /* what is known about it is to be read */
	GENERATION_ASKING,    /* an AI call is under way */
	GENERATION_REPAIRING, /* questions are missing: one more call is to be counted, then made */
	GENERATION_SUCCEEDED, /* the set is to be closed */
	GENERATION_FAILED     /* the attempt's end is to be recorded */
};

/* A question that the checks did not let through. */
struct refusal {
	struct question question;
	uint64_t checks;
};

struct generation {
	struct task task; /* first, so that a task of this kind is its generation */
	struct worker *worker;
	enum generation_state state;

	/* what is asked for */
	struct session session; /* as of the claim */
	struct session_context context;
	char *description_words; /* for the checks; NULL: none, or not needed yet */
	bool entry_level;
	struct question *standing; /* stored before this attempt; NULL: none */
	int standing_count;

	/* what came */
	struct question *got; /* good ones of this attempt, in order; room for all that are planned */
	int got_count;
	struct refusal *refused; /* since the last call began, QUESTIONS_MAX at most; NULL: none yet */
	int refused_count;
	bool presented;         /* question 0 stands */
	bool from_bank;         /* got holds the bank's questions */
	struct attempt_end end; /* GENERATION_FAILED: what to record */
	struct ask ask;

	/* monotonic clock; slow_at_ms 0: told; nothing is written before rest_until_ms */
	int64_t deadline_at_ms, slow_at_ms, rest_until_ms, succeeded_at_ms;
	int64_t first_question_ms; /* from the first call on; -1: none yet */
};

extern const struct task_kind generation_kind;

/* From the AI call, in this order: content begins to come; a question as parsed; the end of a good answer; a
 * failure (retry_after_s -1: not said).
 */
void generation_expect(struct generation *g);
void generation_take(struct generation *g, const struct question *question);
void generation_answered(struct generation *g);
void generation_fail(struct generation *g, enum failure failure, int64_t retry_after_s, const char *detail);

/* How many questions this attempt still has to bring. */
int generation_wanted(const struct generation *g);

#include "common/interview.h"

#include <stdio.h>
#include <string.h>

#include "common/fault.h"
#include "common/store_audio.h"
#include "common/store_event.h"
#include "common/store_invite.h"
#include "common/store_question.h"
#include "common/store_session.h"

void outcome_done(struct outcome *outcome)
{
	for (int i = 0; i < outcome->count; i++)
		event_done(&outcome->events[i]);
	*outcome = (struct outcome){ 0 };
}

/* Every unit begins like this: a transaction and the lock that orders the session; what an earlier try left
 * is dropped. */
static enum err enter(struct db *db, struct db_tx *tx, const char *session_id, struct outcome *out)
{
	enum err e;

	outcome_done(out);
	e = db_begin(db, tx);
	if (e)
		return e;
	FAULT_POINT("unit.begun");
	e = store_session_lock(db, session_id, &out->session);
	FAULT_POINT("unit.locked");
	return e;
}

/* And ends like this: events appended and folded, state saved, committed. On failure nothing of it stands. */
static enum err conclude(struct db *db, struct db_tx *tx, struct outcome *out, bool requested)
{
	enum err e = store_events_append(db, &out->session, out->events, out->count);

	FAULT_POINT("unit.events_stored");
	if (!e)
		e = store_session_save(db, &out->session, requested);
	FAULT_POINT("unit.before_commit");
	if (!e)
		e = db_commit(tx);
	if (!e)
		FAULT_POINT("unit.after_commit");
	return e;
}

/* Count an event that a builder has put at the end of the outcome. */
static enum err built(struct outcome *out, enum err e)
{
	if (!e)
		out->count++;
	return e;
}

static struct event *next_event(struct outcome *out)
{
	return &out->events[out->count];
}

/* create, invite, revoke */

static enum err add_invite(struct db *db, struct outcome *out, int64_t expires_s, struct interview_made *ret)
{
	char invite_id[ID_SIZE];
	struct token_hash hash;
	struct invite invite;
	enum err e = id_new(invite_id);

	if (!e)
		e = token_new(ret->token);
	if (!e)
		e = token_hash(ret->token, &hash);
	if (!e)
		e = store_invite_insert(db, invite_id, out->session.session_id, &hash, expires_s);
	if (!e)
		e = store_invite_newest(db, out->session.session_id, &invite);
	if (e)
		return e;
	ret->expires_at_ms = invite.expires_at_ms;
	snprintf(ret->session_id, sizeof(ret->session_id), "%s", out->session.session_id);
	return built(out, event_invite_issued(invite_id, invite.expires_at_ms, next_event(out)));
}

struct create {
	const struct interview_wish *wish;
	struct interview_made *made;
};

static enum err create_unit(struct db *db, void *ctx)
{
	const struct create *c = ctx;
	const struct interview_wish *w = c->wish;
	AUTO(outcome) struct outcome out = { 0 };
	AUTO(db_tx) struct db_tx tx = { 0 };
	struct session *s = &out.session;
	struct event_created created = { w->questions, w->language, w->job_description != NULL,
					 w->intake != NULL };
	enum err e = id_new(s->session_id);

	s->current_question_index = -1;
	s->questions_planned = w->questions;
	snprintf(s->target_role, sizeof(s->target_role), "%s", w->role);
	snprintf(s->language, sizeof(s->language), "%s", w->language);
	if (!e)
		e = db_begin(db, &tx);
	if (!e)
		e = store_session_insert(db, s, w->job_description, w->intake);
	if (!e)
		e = built(&out, event_session_created(&created, next_event(&out)));
	if (!e)
		e = add_invite(db, &out, w->expires_s, c->made);
	return e ? e : conclude(db, &tx, &out, false);
}

/* An unknown COMMIT here leaves at worst a session whose link nobody has; the repeat makes another. */
enum err interview_create(struct db *db, const struct interview_wish *wish, struct interview_made *ret)
{
	struct create ctx = { wish, ret };

	return db_retry(db, create_unit, &ctx, INTERVIEW_BUDGET_MS);
}

static enum err revoke_all(struct db *db, struct outcome *out)
{
	struct invite revoked[OUTCOME_EVENTS_MAX - 1];
	int n;
	enum err e = store_invite_revoke(db, out->session.session_id, revoked, (int)ARRAY_LEN(revoked), &n);

	for (int i = 0; !e && i < n; i++)
		e = built(out, event_invite_revoked(revoked[i].invite_id, revoked[i].expires_at_ms,
						    next_event(out)));
	return e;
}

struct invite_op {
	const char *session_id;
	int64_t expires_s;
	struct interview_made *made; /* NULL: only revoke */
	struct outcome *out;
};

static enum err invite_unit(struct db *db, void *ctx)
{
	const struct invite_op *op = ctx;
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = enter(db, &tx, op->session_id, op->out);

	if (!e)
		e = revoke_all(db, op->out);
	if (!e && op->made)
		e = add_invite(db, op->out, op->expires_s, op->made);
	if (!e && op->out->count > 0)
		e = conclude(db, &tx, op->out, false);
	return e;
}

enum err interview_invite(struct db *db, const char *session_id, int64_t expires_s,
			  struct interview_made *ret, struct outcome *ret_outcome)
{
	struct invite_op op = { session_id, expires_s, ret, ret_outcome };

	return db_retry(db, invite_unit, &op, INTERVIEW_BUDGET_MS);
}

enum err interview_revoke(struct db *db, const char *session_id, struct outcome *ret)
{
	struct invite_op op = { session_id, 0, NULL, ret };

	return db_retry(db, invite_unit, &op, INTERVIEW_BUDGET_MS);
}

/* start, retry */

/* Ask for the next generation: its id, its event, its job. */
static enum err request_generation(struct db *db, struct outcome *out,
				   const struct generation_settings *policy)
{
	struct session *s = &out->session;
	int generation = s->generation + 1;
	enum err e = built(out, event_questions_requested(generation, ACTOR_CANDIDATE, s->correlation_id,
							  next_event(out)));

	if (!e)
		e = store_job_insert(db, JOB_QUESTIONS, s->session_id, generation, s->correlation_id,
				     policy->deadline_s);
	FAULT_POINT("unit.job_stored");
	s->failure_class[0] = '\0';
	out->ring = true;
	return e;
}

struct request {
	const char *session_id;
	int64_t generation; /* retry: the one that failed; 0: a start */
	const struct generation_settings *policy;
	struct outcome *out;
	bool repeated; /* an earlier try may have committed without ringing */
};

static enum err begin_unit(struct db *db, struct db_tx *tx, const struct request *rq)
{
	struct outcome *out = rq->out;
	enum err e = id_new(out->session.correlation_id);

	if (!e && out->session.status == STATUS_NOT_STARTED)
		e = built(out, event_session_started(out->session.correlation_id, next_event(out)));
	if (!e)
		e = request_generation(db, out, rq->policy);
	return e ? e : conclude(db, tx, out, true);
}

static enum err request_unit(struct db *db, void *ctx)
{
	struct request *rq = ctx;
	struct session *s = &rq->out->session;
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = enter(db, &tx, rq->session_id, rq->out);
	bool repeated = rq->repeated;

	rq->repeated = true;
	if (e)
		return e;
	switch (rq->generation ? session_retry_decision(s, rq->generation, (int)rq->policy->candidate_retries)
			       : session_start_decision(s)) {
	case REQUEST_BEGIN:
		return begin_unit(db, &tx, rq);
	case REQUEST_REFUSED:
		return ERR_CONFLICT;
	case REQUEST_ALREADY:
		break;
	}
	rq->out->ring = repeated && s->status == STATUS_GENERATING;
	return OK;
}

enum err interview_start(struct db *db, const char *session_id, const struct generation_settings *policy,
			 struct outcome *ret)
{
	struct request rq = { .session_id = session_id, .policy = policy, .out = ret };

	return db_retry(db, request_unit, &rq, INTERVIEW_BUDGET_MS);
}

enum err interview_retry(struct db *db, const char *session_id, int64_t generation,
			 const struct generation_settings *policy, struct outcome *ret)
{
	struct request rq = {
		.session_id = session_id, .generation = generation, .policy = policy, .out = ret
	};

	if (generation <= 0)
		return ERR_INPUT;
	return db_retry(db, request_unit, &rq, INTERVIEW_BUDGET_MS);
}

/* the worker's units */

struct work {
	const struct job *job;
	int64_t lease_s;
	struct outcome *out;
	const struct question *questions;
	int count;
	const struct generated *how;
	const struct attempt_end *end;
	const char *source;
};

/* enter() plus the fence: session first, then job. */
static enum err enter_held(struct db *db, struct db_tx *tx, const struct work *w)
{
	enum err e = enter(db, tx, w->job->session_id, w->out);

	if (e)
		return e;
	e = store_job_guard(db, w->job, w->lease_s);
	FAULT_POINT("unit.guarded");
	return e;
}

static enum err insert_questions(struct db *db, const struct work *w, const struct question *questions,
				 int count)
{
	struct question_origin origin = { w->job->session_id, w->source, w->job->generation, w->job->fence };
	enum err e = store_questions_insert(db, questions, count, &origin);

	FAULT_POINT("unit.question_stored");
	return e;
}

/* Copy an event of the log to the end of the outcome. */
static enum err keep_event(void *ctx, const struct event *ev)
{
	struct outcome *out = ctx;
	struct event *to = next_event(out);

	*to = *ev;
	to->payload = strdup(ev->payload);
	return built(out, to->payload ? OK : ERR_NOMEM);
}

/* Was this very question presented by an earlier try of ours whose COMMIT ended unknown? Then its events are
 * read back. */
static enum err present_again(struct db *db, const struct work *w)
{
	struct question first;
	int n = 0;
	enum err e = store_question_list(db, w->job->session_id, &first, 1, &n);

	if (e)
		return e;
	if (n == 0 || strcmp(first.question_id, w->questions->question_id) != 0)
		return ERR_BUG; /* we hold the fence, so nobody else can have presented one */
	return store_event_list(db, w->job->session_id, w->out->session.last_seq - 2, 2, keep_event, w->out);
}

/* What will be heard is made later, by a job of its own. */
static enum err request_speech(struct db *db, const struct work *w)
{
	enum err e = store_audio_status(db, w->questions->question_id, TTS_GENERATING);

	return e ? e
		 : store_job_insert(db, JOB_SPEECH, w->job->session_id, w->job->generation,
				    w->job->correlation_id, w->how->speech_s);
}

static enum err present_unit(struct db *db, void *ctx)
{
	const struct work *w = ctx;
	const struct generated *how = w->how;
	const struct job *job = w->job;
	AUTO(db_tx) struct db_tx tx = { 0 };
	struct event_generated generated = { how->source,     how->model,          how->prompt_hash,
					     job->generation, job->attempt,        1,
					     how->tailored,   how->first_token_ms, how->first_question_ms,
					     job->fence,      job->correlation_id };
	enum err e = enter_held(db, &tx, w);

	if (e)
		return e;
	if (w->out->session.status == STATUS_IN_SESSION)
		return present_again(db, w);
	e = insert_questions(db, w, w->questions, 1);
	if (!e && how->speech_s > 0)
		e = request_speech(db, w);
	if (!e)
		e = built(w->out, event_questions_generated(&generated, next_event(w->out)));
	if (!e)
		e = built(w->out, event_question_presented(w->questions->question_id, 0, job->correlation_id,
							   next_event(w->out)));
	return e ? e : conclude(db, &tx, w->out, false);
}

enum err interview_present(struct db *db, const struct job *job, int64_t lease_s, const struct question *q,
			   const struct generated *how, struct outcome *ret)
{
	struct work w = {
		.job = job, .lease_s = lease_s, .out = ret, .questions = q, .how = how, .source = how->source
	};

	return db_retry(db, present_unit, &w, INTERVIEW_BUDGET_MS);
}

/* Close the set behind the candidate's back: how many were asked for, how many stand, and the job is done. */
static enum err close_set(struct db *db, struct db_tx *tx, const struct work *w, int stored)
{
	struct outcome *out = w->out;
	const struct job *job = w->job;
	bool speaking = false;
	enum err e = store_audio_pending(db, job->session_id, &speaking);

	if (!e)
		e = built(out,
			  event_question_set_completed(out->session.questions_planned, stored, speaking,
						       job->fence, job->correlation_id, next_event(out)));
	if (!e)
		e = store_job_finish(db, w->job, true);
	return e ? e : conclude(db, tx, out, false);
}

/* Store questions behind those that stand, up to what was asked for. ret_stored: how many stand then. */
static enum err store_more(struct db *db, const struct work *w, const struct question *questions, int count,
			   int *ret_stored)
{
	struct question standing[QUESTIONS_MAX], more[QUESTIONS_MAX];
	int stored = 0, n = 0;
	enum err e = store_question_list(db, w->job->session_id, standing, QUESTIONS_MAX, &stored);

	for (; !e && n < count && stored < w->out->session.questions_planned; n++) {
		more[n] = questions[n];
		more[n].index = stored++;
	}
	if (!e && n > 0)
		e = insert_questions(db, w, more, n);
	if (!e)
		*ret_stored = stored;
	return e;
}

static enum err complete_unit(struct db *db, void *ctx)
{
	const struct work *w = ctx;
	AUTO(db_tx) struct db_tx tx = { 0 };
	int stored = 0;
	enum err e = enter_held(db, &tx, w);

	if (!e)
		e = store_more(db, w, w->questions, w->count, &stored);
	return e ? e : close_set(db, &tx, w, stored);
}

/* After an unknown COMMIT that went through, the job is done and the repeat ends in ERR_FENCED: nothing is
 * written twice, and interview_newest() serves the readers. */
enum err interview_complete(struct db *db, const struct job *job, int64_t lease_s,
			    const struct question *questions, int count, const char *source,
			    struct outcome *ret)
{
	struct work w = { .job = job,
			  .lease_s = lease_s,
			  .out = ret,
			  .questions = questions,
			  .count = count,
			  .source = source };

	return db_retry(db, complete_unit, &w, INTERVIEW_BUDGET_MS);
}

static enum err fail_generation(struct db *db, struct db_tx *tx, const struct work *w)
{
	struct outcome *out = w->out;
	const char *name = failure_info(w->end->failure)->name;
	enum err e = built(out, event_generation_failed(w->job->generation, w->job->attempt, name,
							w->end->recoverable, w->job->correlation_id,
							next_event(out)));

	snprintf(out->session.failure_class, sizeof(out->session.failure_class), "%s", name);
	if (!e)
		e = store_job_finish(db, w->job, false);
	return e ? e : conclude(db, tx, out, false);
}

static enum err attempt_event(const struct work *w, const struct attempt_end *end, int attempt, int64_t fence)
{
	struct event_attempt_failed in = {
		w->job->generation,    attempt,          failure_info(end->failure)->name,
		end->will_retry,       end->retry_in_ms, fence,
		w->job->correlation_id
	};

	return built(w->out, event_generation_attempt_failed(&in, next_event(w->out)));
}

/* What becomes of the job after the attempt's event stands in the outcome. */
static enum err after_attempt(struct db *db, struct db_tx *tx, const struct work *w, int stored)
{
	enum err e = OK;

	if (w->end->will_retry) {
		w->out->ring = w->end->retry_in_ms == 0;
		e = store_job_retry(db, w->job, w->end->retry_in_ms);
	} else if (w->out->session.status == STATUS_IN_SESSION) {
		return close_set(db, tx, w, stored);
	} else if (!w->end->keep) {
		return fail_generation(db, tx, w);
	}
	return e ? e : conclude(db, tx, w->out, false);
}

/*
 * The last attempt's event, written when its worker was lost. Unless it stands: then the attempt had failed
 * before, and the worker was lost while it presented questions of the bank instead.
 */
static enum err buried_event(struct db *db, const struct work *w)
{
	struct outcome *out = w->out;
	bool stands = false;
	enum err e = attempt_event(w, w->end, w->job->attempt, w->job->fence - 1);

	if (!e)
		e = store_event_stands(db, w->job->session_id, &out->events[out->count - 1], &stands);
	if (!e && stands)
		event_done(&out->events[--out->count]);
	return e;
}

static enum err attempt_failed_unit(struct db *db, void *ctx)
{
	const struct work *w = ctx;
	AUTO(db_tx) struct db_tx tx = { 0 };
	int stored = 0;
	enum err e = enter_held(db, &tx, w);

	if (!e && !w->job->exhausted)
		e = attempt_event(w, w->end, w->job->attempt, w->job->fence);
	if (!e && w->job->exhausted && w->job->was_lost)
		e = buried_event(db, w);
	if (!e && w->out->session.status == STATUS_IN_SESSION)
		e = store_more(db, w, w->end->extra, w->end->extra_count, &stored);
	return e ? e : after_attempt(db, &tx, w, stored);
}

enum err interview_attempt_failed(struct db *db, const struct job *job, int64_t lease_s,
				  const struct attempt_end *end, struct outcome *ret)
{
	struct work w = { .job = job, .lease_s = lease_s, .out = ret, .end = end, .source = end->source };

	return db_retry(db, attempt_failed_unit, &w, INTERVIEW_BUDGET_MS);
}

/* The attempt that was lost is the one before this claim's, unless none was left and this claim only buries
 * it. */
static enum err attempt_lost_unit(struct db *db, void *ctx)
{
	static const struct attempt_end lost = { .failure = FAILURE_LOST, .will_retry = true };
	const struct work *w = ctx;
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = enter_held(db, &tx, w);

	if (!e)
		e = attempt_event(w, &lost, w->job->attempt - 1, w->job->fence - 1);
	if (!e)
		e = conclude(db, &tx, w->out, false);
	if (e == ERR_CONFLICT) { /* recorded already */
		outcome_done(w->out);
		return OK;
	}
	return e;
}

enum err interview_attempt_lost(struct db *db, const struct job *job, int64_t lease_s, struct outcome *ret)
{
	struct work w = { .job = job, .lease_s = lease_s, .out = ret };

	return db_retry(db, attempt_lost_unit, &w, INTERVIEW_BUDGET_MS);
}

enum err interview_newest(struct db *db, const char *session_id, struct outcome *ret)
{
	enum err e;

	outcome_done(ret);
	e = store_session_load(db, session_id, &ret->session);
	return e ? e : store_event_list(db, session_id, ret->session.last_seq - 1, 1, keep_event, ret);
}

/* the sweep's unit */

static enum err expire_unit(struct db *db, void *ctx)
{
	const struct request *rq = ctx;
	struct outcome *out = rq->out;
	struct session *s = &out->session;
	AUTO(db_tx) struct db_tx tx = { 0 };
	const char *name = failure_info(FAILURE_DEADLINE)->name;
	int attempts = 0;
	enum err e = enter(db, &tx, rq->session_id, out);

	if (e)
		return e;
	if (s->status != STATUS_GENERATING)
		return OK;
	e = store_job_abort(db, s->session_id, s->generation, &attempts);
	if (e)
		return e == ERR_NOTFOUND ? OK : e;
	e = built(out, event_generation_failed(s->generation, attempts, name,
					       s->generation <= rq->policy->candidate_retries,
					       s->correlation_id, next_event(out)));
	snprintf(s->failure_class, sizeof(s->failure_class), "%s", name);
	return e ? e : conclude(db, &tx, out, false);
}

enum err interview_expire(struct db *db, const char *session_id, const struct generation_settings *policy,
			  struct outcome *ret)
{
	struct request rq = { .session_id = session_id, .policy = policy, .out = ret };

	return db_retry(db, expire_unit, &rq, INTERVIEW_BUDGET_MS);
}

#include "common/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CALLS_PER_CLAIM 2 /* the call and one repair */

/* One run: the subject, and the first failure of whoever is told. */
struct run {
	const struct audit_subject *s;
	const struct audit_policy *policy;
	audit_fn *fn;
	void *ctx;
	enum err err;
};

static void violated(struct run *run, int invariant, const char *fmt, ...) PRINTF(3, 4);

static void violated(struct run *run, int invariant, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!run->err)
		run->err = run->fn(run->ctx, invariant, run->s->session.session_id, what);
}

static bool is(const struct audit_event *ev, enum event_type type)
{
	return ev->known && ev->type == type;
}

/* 1: numbered without a gap */

static void check_seq(struct run *run)
{
	const struct audit_subject *s = run->s;

	for (size_t i = 0; i < s->event_count; i++) {
		if (s->events[i].seq == (int64_t)i + 1)
			continue;
		violated(run, 1, "the event after seq %zu has seq %lld", i, (long long)s->events[i].seq);
		return;
	}
	if (s->event_count == 0)
		violated(run, 1, "there are no events");
	else if (s->session.last_seq != (int64_t)s->event_count)
		violated(run, 1, "there are %zu events; the session counts %lld", s->event_count,
			 (long long)s->session.last_seq);
}

/* 2: started, generated, presented: at most once each, in that order */

static void check_order(struct run *run)
{
	static const enum event_type steps[] = { EVENT_SESSION_STARTED, EVENT_QUESTIONS_GENERATED,
						 EVENT_QUESTION_PRESENTED };
	int seen[ARRAY_LEN(steps)] = { 0 };

	for (size_t i = 0; i < run->s->event_count; i++) {
		for (size_t step = 0; step < ARRAY_LEN(steps); step++) {
			if (!is(&run->s->events[i], steps[step]))
				continue;
			if (seen[step]++)
				violated(run, 2, "%s stands more than once", event_type_name(steps[step]));
			if (step > 0 && !seen[step - 1])
				violated(run, 2, "%s stands before any %s", event_type_name(steps[step]),
					 event_type_name(steps[step - 1]));
		}
	}
}

/* 3: the function that moves a session folds its log; the result has to be what is stored */

static void compare_fold(struct run *run, const struct session *folded)
{
	const struct session *stored = &run->s->session;

	if (stored->status == folded->status && stored->generation == folded->generation &&
	    stored->current_question_index == folded->current_question_index)
		return;
	violated(run, 3,
		 "stored is %s, generation %d, question index %d; the log gives %s, generation %d, question "
		 "index %d",
		 status_name(stored->status), stored->generation, stored->current_question_index,
		 status_name(folded->status), folded->generation, folded->current_question_index);
}

static void check_fold(struct run *run)
{
	struct session folded = { .status = STATUS_NOT_STARTED, .current_question_index = -1 };
	const struct audit_subject *s = run->s;

	for (size_t i = 0; i < s->event_count; i++) {
		struct event ev = { .type = s->events[i].type };

		if (s->events[i].known && session_apply(&folded, &ev))
			continue;
		violated(run, 3, "%s at seq %lld can't follow from %s", s->events[i].type_name,
			 (long long)s->events[i].seq, status_name(folded.status));
		return;
	}
	compare_fold(run, &folded);
	if (s->event_count > 0 && is(&s->events[0], EVENT_SESSION_CREATED) &&
	    s->events[0].count != s->session.questions_planned)
		violated(run, 3, "the session plans %d questions; SESSION_CREATED says %lld",
			 s->session.questions_planned, (long long)s->events[0].count);
}

static bool speech_job_runs(const struct audit_subject *s)
{
	for (size_t i = 0; i < s->job_count; i++)
		if (!s->jobs[i].questions && !s->jobs[i].ended)
			return true;
	return false;
}

static void check_audio(struct run *run)
{
	const struct audit_subject *s = run->s;

	for (size_t i = 0; i < s->question_count; i++) {
		const struct audit_question *q = &s->questions[i];

		if (q->mute)
			violated(run, 3, "the audio of question %lld is said to be ready; there is none",
				 (long long)q->index);
		if (q->speaking && !speech_job_runs(s))
			violated(run, 3, "question %lld is said to be spoken now; no job does",
				 (long long)q->index);
	}
}

/* 4: indexes 0..m-1, the first exactly when the session is that far */

static void check_indexes(struct run *run)
{
	const struct audit_subject *s = run->s;
	enum status status = s->session.status;
	bool far = status == STATUS_IN_SESSION || status == STATUS_AWAITING_EVALUATION ||
		   status == STATUS_COMPLETED;

	for (size_t i = 0; i < s->question_count; i++) {
		if (s->questions[i].index == (int64_t)i)
			continue;
		violated(run, 4, "question %zu is missing; there is one with index %lld", i,
			 (long long)s->questions[i].index);
		return;
	}
	if (far != (s->question_count > 0))
		violated(run, 4, "the session is %s and has %zu questions", status_name(status),
			 s->question_count);
	if (s->question_count > (size_t)s->session.questions_planned)
		violated(run, 4, "there are %zu questions; %d are planned", s->question_count,
			 s->session.questions_planned);
}

static void check_question_events(struct run *run)
{
	const struct audit_subject *s = run->s;

	for (size_t i = 0; i < s->event_count; i++) {
		const struct audit_event *ev = &s->events[i];

		if (is(ev, EVENT_QUESTION_PRESENTED) &&
		    (s->question_count == 0 || strcmp(ev->question_id, s->questions[0].question_id) != 0))
			violated(run, 4, "QUESTION_PRESENTED names another question than the one at index 0");
		if (is(ev, EVENT_QUESTION_SET_COMPLETED) && ev->count != (int64_t)s->question_count)
			violated(run, 4, "QUESTION_SET_COMPLETED counts %lld questions; there are %zu",
				 (long long)ev->count, s->question_count);
	}
}

/* 5: nobody waits for ever */

static const struct audit_job *questions_job(const struct audit_subject *s, int64_t generation)
{
	for (size_t i = 0; i < s->job_count; i++)
		if (s->jobs[i].questions && s->jobs[i].generation == generation)
			return &s->jobs[i];
	return NULL;
}

static void check_deadline(struct run *run)
{
	const struct session *session = &run->s->session;
	const struct audit_job *job = questions_job(run->s, session->generation);

	if (session->status != STATUS_GENERATING)
		return;
	if (!job)
		violated(run, 5, "waits for generation %d, which has no job", session->generation);
	else if (job->ended)
		violated(run, 5, "waits for generation %d, whose job has ended", session->generation);
	else if (job->late_s > run->policy->slack_s)
		violated(run, 5, "still waits %lld s after the deadline of generation %d",
			 (long long)job->late_s, session->generation);
}

/* 6: fences */

static const struct audit_claim *claim_of(const struct audit_subject *s, int64_t job_id, int64_t fence)
{
	for (size_t i = 0; i < s->claim_count; i++)
		if (s->claims[i].job_id == job_id && s->claims[i].fence == fence)
			return &s->claims[i];
	return NULL;
}

/* Something written under a fence at a time, by the database's clock, which wrote the times of claims too. */
static void check_written(struct run *run, const struct audit_job *job, int64_t fence, int64_t at_ms,
			  const char *what)
{
	const struct audit_claim *next = job ? claim_of(run->s, job->job_id, fence + 1) : NULL;

	if (!job || !claim_of(run->s, job->job_id, fence))
		violated(run, 6, "%s was written under fence %lld, which no claim has held", what,
			 (long long)fence);
	else if (next && at_ms > next->claimed_at_ms)
		violated(run, 6, "%s was written under fence %lld after fence %lld had been given out", what,
			 (long long)fence, (long long)next->fence);
}

static void check_question_fences(struct run *run)
{
	for (size_t i = 0; i < run->s->question_count; i++) {
		const struct audit_question *q = &run->s->questions[i];
		char what[40];

		snprintf(what, sizeof(what), "question %lld", (long long)q->index);
		check_written(run, questions_job(run->s, q->generation), q->fence, q->created_at_ms, what);
	}
}

static const struct audit_job *job_by_correlation(const struct audit_subject *s, const char *correlation_id)
{
	for (size_t i = 0; i < s->job_count; i++)
		if (s->jobs[i].questions && strcmp(s->jobs[i].correlation_id, correlation_id) == 0)
			return &s->jobs[i];
	return NULL;
}

/* An attempt that was lost is recorded by the next holder of the job, so a failure may come late. */
static void check_event_fences(struct run *run)
{
	const char *workflow = "";
	int64_t newest = 0;

	for (size_t i = 0; i < run->s->event_count; i++) {
		const struct audit_event *ev = &run->s->events[i];
		const struct audit_job *job = job_by_correlation(run->s, ev->correlation_id);
		bool late = is(ev, EVENT_GENERATION_ATTEMPT_FAILED);

		if (ev->fence < 0)
			continue;
		check_written(run, job, ev->fence, late ? 0 : ev->occurred_at_ms, ev->type_name);
		if (strcmp(workflow, ev->correlation_id) == 0 && ev->fence < newest)
			violated(run, 6, "%s at seq %lld has fence %lld, an event before it %lld",
				 ev->type_name, (long long)ev->seq, (long long)ev->fence, (long long)newest);
		workflow = ev->correlation_id;
		newest = ev->fence;
	}
}

/* Claims are numbered 1, 2, 3 ...; taking a job away as failed raises its fence once more. */
static void check_job_fences(struct run *run)
{
	for (size_t i = 0; i < run->s->job_count; i++) {
		const struct audit_job *job = &run->s->jobs[i];
		int64_t claims = 0;

		while (claim_of(run->s, job->job_id, claims + 1))
			claims++;
		if (job->fence != claims && !(job->failed && job->fence == claims + 1))
			violated(run, 6, "the job of generation %lld has fence %lld after %lld claims",
				 (long long)job->generation, (long long)job->fence, (long long)claims);
	}
}

/* 7: attempts and AI calls */

static void check_calls(struct run *run)
{
	const struct audit_subject *s = run->s;
	int64_t allowed = run->policy->attempts_allowed;

	for (size_t i = 0; i < s->job_count; i++) {
		const struct audit_job *job = &s->jobs[i];
		int64_t calls = 0;

		for (size_t k = 0; k < s->claim_count; k++) {
			const struct audit_claim *claim = &s->claims[k];

			if (claim->job_id != job->job_id)
				continue;
			calls += claim->released ? 0 : claim->ai_calls;
			if (claim->ai_calls > CALLS_PER_CLAIM)
				violated(run, 7, "attempt %lld of generation %lld made %lld AI calls",
					 (long long)claim->attempt, (long long)job->generation,
					 (long long)claim->ai_calls);
		}
		if (job->attempt > allowed)
			violated(run, 7, "generation %lld had %lld attempts; %lld are allowed",
				 (long long)job->generation, (long long)job->attempt, (long long)allowed);
		if (calls > CALLS_PER_CLAIM * allowed)
			violated(run, 7, "generation %lld made %lld AI calls", (long long)job->generation,
				 (long long)calls);
	}
}

/* 8: one correlation id from the request to everything that follows from it */

/* The request that carries this id, for this generation unless it is -1. */
static const struct audit_event *request_of(const struct audit_subject *s, const char *correlation_id,
					    int64_t generation)
{
	for (size_t i = 0; i < s->event_count; i++) {
		const struct audit_event *ev = &s->events[i];

		if (is(ev, EVENT_QUESTIONS_REQUESTED) && strcmp(ev->correlation_id, correlation_id) == 0 &&
		    (generation < 0 || ev->generation == generation))
			return ev;
	}
	return NULL;
}

static void check_request(struct run *run, const struct audit_event *ev)
{
	const struct audit_job *job = questions_job(run->s, ev->generation);

	if (!ev->correlation_id[0])
		violated(run, 8, "the request for generation %lld has no correlation id",
			 (long long)ev->generation);
	else if (!job || strcmp(job->correlation_id, ev->correlation_id) != 0)
		violated(run, 8, "the request for generation %lld and its job share no correlation id",
			 (long long)ev->generation);
	else if (request_of(run->s, ev->correlation_id, -1) != ev)
		violated(run, 8, "two requests share the correlation id %s", ev->correlation_id);
	if (ev->generation == run->s->session.generation &&
	    strcmp(ev->correlation_id, run->s->session.correlation_id) != 0)
		violated(run, 8, "the session carries another correlation id than its newest request");
}

static bool belongs_to_request(const struct audit_event *ev)
{
	return ev->known && ev->type != EVENT_SESSION_CREATED && ev->type != EVENT_INVITE_ISSUED &&
	       ev->type != EVENT_INVITE_REVOKED;
}

static void check_correlation(struct run *run)
{
	const struct audit_subject *s = run->s;

	for (size_t i = 0; i < s->event_count; i++) {
		const struct audit_event *ev = &s->events[i];

		if (is(ev, EVENT_QUESTIONS_REQUESTED))
			check_request(run, ev);
		else if (belongs_to_request(ev) && !request_of(s, ev->correlation_id, ev->generation))
			violated(run, 8,
				 "%s at seq %lld carries no correlation id of a request for its questions",
				 ev->type_name, (long long)ev->seq);
	}
	for (size_t i = 0; i < s->job_count; i++)
		if (!request_of(s, s->jobs[i].correlation_id,
				s->jobs[i].questions ? s->jobs[i].generation : -1))
			violated(run, 8,
				 "the job of generation %lld carries no correlation id of its request",
				 (long long)s->jobs[i].generation);
}

enum err audit_session(const struct audit_subject *subject, const struct audit_policy *policy, audit_fn *fn,
		       void *ctx)
{
	static void (*const checks[])(struct run *) = {
		check_seq,          check_order,           check_fold,     check_audio,
		check_indexes,      check_question_events, check_deadline, check_question_fences,
		check_event_fences, check_job_fences,      check_calls,    check_correlation,
	};
	struct run run = { .s = subject, .policy = policy, .fn = fn, .ctx = ctx };

	for (size_t i = 0; !run.err && i < ARRAY_LEN(checks); i++)
		checks[i](&run);
	return run.err;
}

#include "common/interview_speech.h"

#include "common/fault.h"
#include "common/projection.h"
#include "common/store_audio.h"
#include "common/store_event.h"
#include "common/store_invite.h"
#include "common/store_session.h"

struct speech_work {
	const struct job *job;
	int64_t lease_s;
	const struct spoken *spoken;   /* NULL: it failed */
	const char *question_id;       /* ... for this question */
	const struct attempt_end *end; /* ... like this */
	struct outcome *out;
};

/* A transaction, the session's lock, the fence. */
static enum err enter(struct db *db, struct db_tx *tx, const struct speech_work *w)
{
	enum err e;

	outcome_done(w->out);
	e = db_begin(db, tx);
	if (!e)
		e = store_session_lock(db, w->job->session_id, &w->out->session);
	FAULT_POINT("unit.locked");
	if (!e)
		e = store_job_guard(db, w->job, w->lease_s);
	FAULT_POINT("unit.guarded");
	return e;
}

static enum err keep_audio(struct db *db, const struct speech_work *w, const struct event_audio *about)
{
	const struct spoken *s = w->spoken;
	enum err e = store_audio_insert(db, s->question_id, s->media_type, s->body, s->size);

	FAULT_POINT("speech.stored");
	return e ? e : event_question_audio_ready(about, s->media_type, (int64_t)s->size, w->out->events);
}

static enum err keep_failure(struct db *db, const struct speech_work *w, const struct event_audio *about)
{
	const char *name = failure_info(w->end->failure)->name;
	enum err e = store_audio_status(db, w->question_id, TTS_FAILED);

	return e ? e : event_question_audio_failed(about, name, w->out->events);
}

/* The job's end, whichever it is: one event, and the job is finished. */
static enum err finish(struct db *db, struct db_tx *tx, const struct speech_work *w)
{
	struct outcome *out = w->out;
	struct event_audio about = { w->spoken ? w->spoken->question_id : w->question_id, SPOKEN_INDEX, false,
				     w->job->correlation_id };
	struct facts facts;
	enum err e = store_facts(db, w->job->session_id, &facts);

	if (e)
		return e;
	about.set_complete = facts.set_complete;
	e = w->spoken ? keep_audio(db, w, &about) : keep_failure(db, w, &about);
	if (e)
		return e;
	out->count = 1;
	e = store_events_append(db, &out->session, out->events, out->count);
	if (!e)
		e = store_session_save(db, &out->session, false);
	if (!e)
		e = store_job_finish(db, w->job, w->spoken != NULL);
	FAULT_POINT("unit.before_commit");
	if (!e)
		e = db_commit(tx);
	FAULT_POINT("unit.after_commit");
	return e;
}

static enum err speech_unit(struct db *db, void *ctx)
{
	const struct speech_work *w = ctx;
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = enter(db, &tx, w);

	if (e)
		return e;
	if (w->spoken || !w->end->will_retry)
		return finish(db, &tx, w);
	e = store_job_retry(db, w->job, w->end->retry_in_ms);
	return e ? e : db_commit(&tx);
}

enum err interview_spoken(struct db *db, const struct job *job, int64_t lease_s, const struct spoken *spoken,
			  struct outcome *ret)
{
	struct speech_work w = { .job = job, .lease_s = lease_s, .spoken = spoken, .out = ret };

	return db_retry(db, speech_unit, &w, INTERVIEW_BUDGET_MS);
}

enum err interview_speech_failed(struct db *db, const struct job *job, int64_t lease_s,
				 const char *question_id, const struct attempt_end *end, struct outcome *ret)
{
	struct speech_work w = {
		.job = job, .lease_s = lease_s, .question_id = question_id, .end = end, .out = ret
	};

	return db_retry(db, speech_unit, &w, INTERVIEW_BUDGET_MS);
}

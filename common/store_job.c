#include "common/store_job.h"

#include <stdio.h>
#include <string.h>

#include "common/fault.h"

static const char *const kinds[] = { [JOB_QUESTIONS] = "questions", [JOB_SPEECH] = "speech" };

static const char SQL_INSERT[] =
	"INSERT INTO job (session_id, kind, generation, due_at, deadline_at, correlation_id, created_at) "
	"VALUES (?, ?, ?, NOW(3), NOW(3) + INTERVAL ? SECOND, ?, NOW(3))";

enum err store_job_insert(struct db *db, enum job_kind kind, const char *session_id, int generation,
			  const char *correlation_id, int64_t deadline_s)
{
	return db_exec(db, SQL_INSERT,
		       DB_ARGS(DB_TEXT(session_id), DB_TEXT(kinds[kind]), DB_I64(generation),
			       DB_I64(deadline_s), DB_TEXT(correlation_id)),
		       NULL);
}

/* MariaDB 10.11 rolls a transaction back behind our back when SKIP LOCKED meets a lock and waits for none. */
static const char SQL_DUE[] = "SET STATEMENT innodb_lock_wait_timeout = 1 FOR SELECT job_id, fence, kind, "
			      "session_id, correlation_id, generation, attempt, state = 'RUNNING', "
			      "TIMESTAMPDIFF(MICROSECOND, NOW(3), deadline_at) DIV 1000 "
			      "FROM job WHERE due_at <= NOW(3) AND kind = ? AND NOT worker <=> ? AND (? OR "
			      "state <> 'RUNNING' OR attempt <> ?) "
			      "ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED";
static const char SQL_CLAIM[] = "UPDATE job SET state = 'RUNNING', fence = ?, attempt = ?, worker = ?, "
				"due_at = NOW(3) + INTERVAL ? SECOND "
				"WHERE job_id = ?";
static const char SQL_ATTEMPT[] =
	"INSERT INTO job_attempt (job_id, fence, attempt, worker, ai_calls, claimed_at) "
	"VALUES (?, ?, ?, ?, ?, NOW(3))";

static void job_from_row(const struct db_rows *rows, int64_t attempts_allowed, struct job *ret)
{
	struct job job = { .id = db_i64(rows, 0),
			   .fence = db_i64(rows, 1) + 1,
			   .attempt = (int)db_i64(rows, 6) };

	job.kind = strcmp(db_text(rows, 2, NULL), kinds[JOB_SPEECH]) == 0 ? JOB_SPEECH : JOB_QUESTIONS;
	snprintf(job.session_id, sizeof(job.session_id), "%s", db_text(rows, 3, NULL));
	snprintf(job.correlation_id, sizeof(job.correlation_id), "%s", db_text(rows, 4, NULL));
	job.generation = (int)db_i64(rows, 5);
	job.was_lost = db_i64(rows, 7);
	job.left_ms = db_i64(rows, 8);
	job.exhausted = job.attempt >= attempts_allowed;
	if (!job.exhausted)
		job.attempt++;
	job.suspect = job.was_lost && !job.exhausted && job.attempt == attempts_allowed && job.attempt > 1;
	*ret = job;
}

static enum err claim_one(struct db *db, const struct claim *claim, const struct job *job)
{
	enum err e = db_exec(db, SQL_CLAIM,
			     DB_ARGS(DB_I64(job->fence), DB_I64(job->attempt), DB_TEXT(claim->worker),
				     DB_I64(claim->lease_s), DB_I64(job->id)),
			     NULL);

	if (e)
		return e;
	return db_exec(db, SQL_ATTEMPT,
		       DB_ARGS(DB_I64(job->id), DB_I64(job->fence), DB_I64(job->attempt),
			       DB_TEXT(claim->worker), DB_I64(job->exhausted ? 0 : claim->ai_calls)),
		       NULL);
}

/* Lock what is due; the rows are gone from the connection when this returns. */
static enum err lock_due(struct db *db, const struct claim *claim, struct job *ret, int *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_DUE,
			      DB_ARGS(DB_TEXT(kinds[claim->kind]), DB_TEXT(claim->worker),
				      DB_I64(claim->suspect), DB_I64(claim->attempts_allowed - 1),
				      DB_I64(claim->max)),
			      &rows);
	bool suspect = claim->suspect;
	int n = 0;

	if (e)
		return e;
	while (n < claim->max && db_rows_next(rows)) {
		job_from_row(rows, claim->attempts_allowed, &ret[n]);
		if (ret[n].suspect && !suspect)
			continue;
		suspect = suspect && !ret[n].suspect;
		n++;
	}
	*ret_count = n;
	return OK;
}

enum err store_job_claim(struct db *db, const struct claim *claim, struct job *ret, int *ret_count)
{
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = db_begin(db, &tx);
	int n = 0;

	if (!e)
		e = lock_due(db, claim, ret, &n);
	for (int i = 0; !e && i < n; i++)
		e = claim_one(db, claim, &ret[i]);
	if (e)
		return e;
	if (n > 0) {
		FAULT_POINT("claim.before_commit");
		e = db_commit(&tx);
		if (e)
			return e;
		FAULT_POINT("claim.after_commit");
	}
	*ret_count = n;
	return OK;
}

/* One guarded UPDATE: exactly one row matched, or somebody else owns the job. */
static enum err guarded(struct db *db, const char *sql, const struct db_arg *args, size_t nargs)
{
	uint64_t matched;
	enum err e = db_exec(db, sql, args, nargs, &matched);

	if (e)
		return e;
	return matched == 1 ? OK : ERR_FENCED;
}

static const char SQL_GUARD[] = "UPDATE job SET due_at = NOW(3) + INTERVAL ? SECOND "
				"WHERE job_id = ? AND fence = ? AND state = 'RUNNING'";
static const char SQL_RENEW[] =
	"UPDATE job SET due_at = NOW(3) + INTERVAL ? SECOND WHERE worker = ? AND state = 'RUNNING'";
static const char SQL_HELD[] = "SELECT job_id, fence FROM job WHERE worker = ? AND state = 'RUNNING'";
static const char SQL_ABANDON[] = "UPDATE job SET due_at = NOW(3) + INTERVAL 1 SECOND, worker = NULL "
				  "WHERE job_id = ? AND fence = ? AND state = 'RUNNING'";
static const char SQL_FINISH[] =
	"UPDATE job SET state = ?, due_at = NULL, worker = NULL, finished_at = NOW(3) "
	"WHERE job_id = ? AND fence = ? AND state = 'RUNNING'";
static const char SQL_RETRY[] =
	"UPDATE job SET state = 'READY', due_at = NOW(3) + INTERVAL ? MICROSECOND, worker = NULL "
	"WHERE job_id = ? AND fence = ? AND state = 'RUNNING'";
static const char SQL_RELEASE[] =
	"UPDATE job SET state = 'READY', due_at = NOW(3), worker = NULL, attempt = attempt - 1 "
	"WHERE job_id = ? AND fence = ? AND state = 'RUNNING' AND attempt > 0";

enum err store_job_guard(struct db *db, const struct job *job, int64_t lease_s)
{
	return guarded(db, SQL_GUARD, DB_ARGS(DB_I64(lease_s), DB_I64(job->id), DB_I64(job->fence)));
}

enum err store_job_renew(struct db *db, const char *worker, int64_t lease_s)
{
	return db_exec(db, SQL_RENEW, DB_ARGS(DB_I64(lease_s), DB_TEXT(worker)), NULL);
}

enum err store_job_each_held(struct db *db, const char *worker, job_held_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_HELD, DB_ARGS(DB_TEXT(worker)), &rows);

	while (!e && db_rows_next(rows))
		fn(ctx, db_i64(rows, 0), db_i64(rows, 1));
	return e;
}

enum err store_job_abandon(struct db *db, int64_t job_id, int64_t fence)
{
	return guarded(db, SQL_ABANDON, DB_ARGS(DB_I64(job_id), DB_I64(fence)));
}

enum err store_job_finish(struct db *db, const struct job *job, bool done)
{
	return guarded(db, SQL_FINISH,
		       DB_ARGS(DB_TEXT(done ? "DONE" : "FAILED"), DB_I64(job->id), DB_I64(job->fence)));
}

enum err store_job_retry(struct db *db, const struct job *job, int64_t in_ms)
{
	return guarded(db, SQL_RETRY, DB_ARGS(DB_I64(in_ms * 1000), DB_I64(job->id), DB_I64(job->fence)));
}

enum err store_job_release(struct db *db, const struct job *job)
{
	return guarded(db, SQL_RELEASE, DB_ARGS(DB_I64(job->id), DB_I64(job->fence)));
}

/* In ascii_bin '$' follows '#', so this is the range of names that begin with place and '#'. */
static const char SQL_FORFEIT[] = "UPDATE job SET due_at = NOW(3) WHERE state = 'RUNNING' AND worker <> ? "
				  "AND worker >= CONCAT(?, '#') AND worker < CONCAT(?, '$')";

enum err store_job_forfeit(struct db *db, const char *place, const char *worker, int64_t *ret_count)
{
	uint64_t matched;
	enum err e = db_exec(db, SQL_FORFEIT, DB_ARGS(DB_TEXT(worker), DB_TEXT(place), DB_TEXT(place)),
			     &matched);

	if (!e)
		*ret_count = (int64_t)matched;
	return e;
}

static const char SQL_ABORT[] =
	"UPDATE job SET state = 'FAILED', due_at = NULL, worker = NULL, fence = fence + 1, finished_at = "
	"NOW(3) "
	"WHERE session_id = ? AND kind = 'questions' AND generation = ? AND state IN ('READY', 'RUNNING') "
	"AND deadline_at < NOW(3)";

static const char SQL_ATTEMPTS[] =
	"SELECT attempt FROM job WHERE session_id = ? AND kind = 'questions' AND generation = ?";

enum err store_job_abort(struct db *db, const char *session_id, int generation, int *ret_attempts)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = guarded(db, SQL_ABORT, DB_ARGS(DB_TEXT(session_id), DB_I64(generation)));

	if (e)
		return e == ERR_FENCED ? ERR_NOTFOUND : e;
	e = db_query(db, SQL_ATTEMPTS, DB_ARGS(DB_TEXT(session_id), DB_I64(generation)), &rows);
	if (!e)
		*ret_attempts = db_rows_next(rows) ? (int)db_i64(rows, 0) : 0;
	return e;
}

static struct db_arg known(int64_t n)
{
	return n < 0 ? DB_NULL : DB_I64(n > INT32_MAX ? INT32_MAX : n);
}

static struct db_arg given(const char *text)
{
	return text && text[0] ? DB_TEXT(text) : DB_NULL;
}

static const char SQL_ATTEMPT_END[] =
	"UPDATE job_attempt SET ended_at = NOW(3), outcome = ?, provider = ?, model = ?, provider_request_id "
	"= ?, "
	"tokens_in = ?, tokens_out = ?, first_content_ms = ?, first_question_ms = ?, total_ms = ? "
	"WHERE job_id = ? AND fence = ?";

enum err store_attempt_end(struct db *db, const struct job *job, const struct attempt_facts *f)
{
	return db_exec(db, SQL_ATTEMPT_END,
		       DB_ARGS(given(f->outcome), given(f->provider), given(f->model), given(f->request_id),
			       known(f->tokens_in), known(f->tokens_out), known(f->first_content_ms),
			       known(f->first_question_ms), known(f->total_ms), DB_I64(job->id),
			       DB_I64(job->fence)),
		       NULL);
}

static const char SQL_ATTEMPT_CALL[] = "UPDATE job_attempt SET ai_calls = ? WHERE job_id = ? AND fence = ?";

enum err store_attempt_call(struct db *db, const struct job *job, int calls)
{
	return db_exec(db, SQL_ATTEMPT_CALL, DB_ARGS(DB_I64(calls), DB_I64(job->id), DB_I64(job->fence)),
		       NULL);
}

static const char SQL_OVERDUE[] =
	"SELECT j.session_id FROM job j JOIN session s ON s.session_id = j.session_id "
	"WHERE j.due_at IS NOT NULL AND j.kind = 'questions' AND j.deadline_at < NOW(3) "
	"AND s.status = 'GENERATING_QUESTIONS' AND s.generation = j.generation LIMIT ?";

enum err store_job_overdue(struct db *db, char (*ret_session_ids)[ID_SIZE], int max, int *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_OVERDUE, DB_ARGS(DB_I64(max)), &rows);
	int n = 0;

	while (!e && n < max && db_rows_next(rows))
		snprintf(ret_session_ids[n++], ID_SIZE, "%s", db_text(rows, 0, NULL));
	if (!e)
		*ret_count = n;
	return e;
}

static const char SQL_UNCLAIMED[] =
	"SELECT session_id, correlation_id FROM job WHERE due_at IS NOT NULL AND kind = 'questions' AND "
	"attempt = 0 "
	"AND created_at BETWEEN NOW(3) - INTERVAL ? SECOND AND NOW(3) - INTERVAL ? SECOND LIMIT ?";

enum err store_job_unclaimed(struct db *db, int64_t from_s, int64_t to_s, struct unclaimed *ret, int max,
			     int *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_UNCLAIMED, DB_ARGS(DB_I64(to_s), DB_I64(from_s), DB_I64(max)), &rows);
	int n = 0;

	while (!e && n < max && db_rows_next(rows)) {
		snprintf(ret[n].session_id, ID_SIZE, "%s", db_text(rows, 0, NULL));
		snprintf(ret[n++].correlation_id, ID_SIZE, "%s", db_text(rows, 1, NULL));
	}
	if (!e)
		*ret_count = n;
	return e;
}

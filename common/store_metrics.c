#include "common/store_metrics.h"

#include <stdio.h>

const int64_t metrics_bounds_ms[METRICS_BUCKETS] = { 100,  250,   500,   1000,  2000,  4000,
						     8000, 15000, 30000, 60000, 120000 };

#define SUM(x)       "CAST(COALESCE(SUM(" x "), 0) AS SIGNED)"
#define WITHIN(x, n) ", " SUM("(" x ") <= " n)
/* The columns of struct durations, with the bounds above. */
#define DURATIONS(x)                                                                                         \
	"COUNT(" x "), " SUM(x) WITHIN(x, "100") WITHIN(x, "250") WITHIN(x, "500") WITHIN(x, "1000")         \
		WITHIN(x, "2000") WITHIN(x, "4000") WITHIN(x, "8000") WITHIN(x, "15000") WITHIN(x, "30000")  \
			WITHIN(x, "60000") WITHIN(x, "120000")

#define DURATIONS_COLUMNS (2 + METRICS_BUCKETS)

static void durations_from_row(const struct db_rows *rows, unsigned col, struct durations *ret)
{
	ret->count = db_i64(rows, col);
	ret->sum_ms = db_i64(rows, col + 1);
	for (unsigned i = 0; i < METRICS_BUCKETS; i++)
		ret->within[i] = db_i64(rows, col + 2 + i);
}

/* clang-format off */
/* An attempt without an outcome runs, or its worker was lost: then a later claim or the end of the job tells. */
static const char SQL_ATTEMPTS[] =
	"SELECT COALESCE(a.provider, ''), COALESCE(a.outcome, 'lost') AS how, j.kind = 'speech' AS speech, COUNT(*), "
	SUM("a.ai_calls") ", " SUM("a.tokens_in") ", " SUM("a.tokens_out") ", "
	DURATIONS("a.total_ms") ", " DURATIONS("a.first_content_ms") " "
	"FROM job_attempt a JOIN job j ON j.job_id = a.job_id "
	"WHERE a.job_id > ? AND a.job_id <= ? "
	"AND (a.outcome IS NOT NULL OR j.state <> 'RUNNING' OR a.fence < j.fence) "
	"GROUP BY a.provider, how, speech";
/* clang-format on */

enum err store_metrics_attempts(struct db *db, const struct job_range *range, attempts_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_ATTEMPTS, DB_ARGS(DB_I64(range->after), DB_I64(range->upto)), &rows);

	while (!e && db_rows_next(rows)) {
		struct attempts row = { .kind = db_i64(rows, 2) ? JOB_SPEECH : JOB_QUESTIONS,
					.count = db_i64(rows, 3),
					.calls = db_i64(rows, 4),
					.tokens_in = db_i64(rows, 5),
					.tokens_out = db_i64(rows, 6) };

		snprintf(row.provider, sizeof(row.provider), "%s", db_text(rows, 0, NULL));
		snprintf(row.outcome, sizeof(row.outcome), "%s", db_text(rows, 1, NULL));
		durations_from_row(rows, 7, &row.answers);
		durations_from_row(rows, 7 + DURATIONS_COLUMNS, &row.first_contents);
		e = fn(ctx, &row);
	}
	return e;
}

/* clang-format off */
#define BETWEEN(from, to) "TIMESTAMPDIFF(MICROSECOND, " from ", " to ") DIV 1000"
static const char SQL_GENERATIONS[] =
	"SELECT " SUM("j.state = 'DONE'") ", " SUM("j.state = 'FAILED'") ", "
	DURATIONS(BETWEEN("j.created_at", "q.created_at")) " "
	"FROM job j LEFT JOIN question q ON q.session_id = j.session_id AND q.question_index = 0 "
	"AND q.generation = j.generation "
	"WHERE j.kind = 'questions' AND j.job_id > ? AND j.job_id <= ?";
/* The job is made with the question; what an erasure removes is not needed. */
static const char SQL_SPEECHES[] =
	"SELECT " SUM("state = 'DONE'") ", " SUM("state = 'FAILED'") ", "
	DURATIONS("IF(state = 'DONE', " BETWEEN("created_at", "finished_at") ", NULL)") " "
	"FROM job WHERE kind = 'speech' AND job_id > ? AND job_id <= ?";
/* clang-format on */

static enum err query_jobs(struct db *db, const char *sql, const struct job_range *range, struct jobs *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, sql, DB_ARGS(DB_I64(range->after), DB_I64(range->upto)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_UNAVAIL;
	ret->done = db_i64(rows, 0);
	ret->failed = db_i64(rows, 1);
	durations_from_row(rows, 2, &ret->time);
	return OK;
}

enum err store_metrics_generations(struct db *db, const struct job_range *range, struct jobs *ret)
{
	return query_jobs(db, SQL_GENERATIONS, range, ret);
}

enum err store_metrics_speeches(struct db *db, const struct job_range *range, struct jobs *ret)
{
	return query_jobs(db, SQL_SPEECHES, range, ret);
}

/* clang-format off */
/* Unfinished jobs are few, and an index finds them. */
static const char SQL_QUEUE[] =
	"SELECT " SUM("due_at <= NOW(3)") ", "
	SUM("state = 'RUNNING' AND due_at > NOW(3) AND kind = 'questions'") ", "
	SUM("state = 'RUNNING' AND due_at > NOW(3) AND kind = 'speech'") ", "
	"COALESCE(MAX(IF(due_at <= NOW(3), TIMESTAMPDIFF(MICROSECOND, due_at, NOW(3)) DIV 1000, 0)), 0), "
	"CAST(COALESCE(MIN(job_id) - 1, (SELECT COALESCE(MAX(job_id), 0) FROM job)) AS SIGNED), "
	"CAST((SELECT COALESCE(MAX(job_id), 0) FROM job) AS SIGNED) "
	"FROM job WHERE due_at IS NOT NULL";
/* clang-format on */

enum err store_metrics_queue(struct db *db, struct queue_facts *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_QUEUE, DB_NO_ARGS, &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_UNAVAIL;
	*ret = (struct queue_facts){ .waiting = db_i64(rows, 0),
				     .generations = db_i64(rows, 1),
				     .speeches = db_i64(rows, 2),
				     .oldest_ms = db_i64(rows, 3),
				     .settled = db_i64(rows, 4),
				     .newest = db_i64(rows, 5) };
	return OK;
}

static const char SQL_SESSIONS[] = "SELECT status, COUNT(*) FROM session GROUP BY status";

enum err store_metrics_sessions(struct db *db, sessions_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_SESSIONS, DB_NO_ARGS, &rows);

	while (!e && db_rows_next(rows))
		fn(ctx, db_text(rows, 0, NULL), db_i64(rows, 1));
	return e;
}

#include "common/store_audit.h"

#include <stdio.h>
#include <string.h>

#include "common/event.h"
#include "common/session.h"

#define CALLS_PER_CLAIM 2 /* the call and one repair */

/* Each statement gives (session_id, what is wrong) per violation. Its first two arguments are the range. */
#define RANGE(alias) alias ".session_id > ? AND " alias ".session_id <= ? "

#define GENERATION_OF(alias) "CAST(JSON_VALUE(" alias ".payload, '$.generation') AS UNSIGNED)"
#define FENCE_OF(alias)      "CAST(JSON_VALUE(" alias ".payload, '$.fence') AS UNSIGNED)"
#define FENCED_TYPES         "('GENERATION_ATTEMPT_FAILED', 'QUESTIONS_GENERATED', 'QUESTION_SET_COMPLETED')"

static const char SQL_SEQ[] = "SELECT s.session_id, CONCAT('the log has ', COUNT(e.seq), ' events with seq "
			      "', IFNULL(MIN(e.seq), 0), "
			      "' to ', IFNULL(MAX(e.seq), 0), '; the session counts ', s.last_seq) "
			      "FROM session s LEFT JOIN event e ON e.session_id = s.session_id WHERE " RANGE(
				      "s") "GROUP BY s.session_id, s.last_seq HAVING COUNT(e.seq) = 0 OR "
					   "COUNT(e.seq) <> s.last_seq "
					   "OR MIN(e.seq) <> 1 OR MAX(e.seq) <> s.last_seq";

static const char SQL_ONCE[] =
	"SELECT e.session_id, CONCAT(e.event_type, ' stands ', COUNT(*), ' times') FROM event e WHERE " RANGE(
		"e") "AND e.event_type IN ('SESSION_STARTED', 'QUESTIONS_GENERATED', 'QUESTION_PRESENTED') "
		     "GROUP BY e.session_id, e.event_type HAVING COUNT(*) > 1";

static const char SQL_ORDER[] =
	"SELECT e.session_id, CONCAT(e.event_type, ' at seq ', e.seq, ' has no ', "
	"IF(e.event_type = 'QUESTIONS_GENERATED', 'SESSION_STARTED', 'QUESTIONS_GENERATED'), ' before it') "
	"FROM event e WHERE " RANGE("e") "AND e.event_type IN ('QUESTIONS_GENERATED', 'QUESTION_PRESENTED') "
					 "AND NOT EXISTS (SELECT 1 FROM event b WHERE b.session_id = "
					 "e.session_id AND b.seq < e.seq AND "
					 "b.event_type = IF(e.event_type = 'QUESTIONS_GENERATED', "
					 "'SESSION_STARTED', 'QUESTIONS_GENERATED'))";

static const char SQL_PLANNED[] =
	"SELECT s.session_id, CONCAT('the session plans ', s.questions_planned, ' questions; SESSION_CREATED "
	"says ', "
	"IFNULL(JSON_VALUE(e.payload, '$.questionCount'), 'nothing')) "
	"FROM session s JOIN event e ON e.session_id = s.session_id AND e.event_type = 'SESSION_CREATED' AND "
	"e.idempotency_key = 'create' WHERE " RANGE(
		"s") "AND NOT (JSON_VALUE(e.payload, '$.questionCount') <=> s.questions_planned)";

static const char SQL_INDEXES[] =
	"SELECT s.session_id, CONCAT('a session that is ', s.status, ' and plans ', s.questions_planned, "
	"' questions has ', COUNT(q.question_id), ', indexes ', IFNULL(MIN(q.question_index), '-'), ' to ', "
	"IFNULL(MAX(q.question_index), '-')) "
	"FROM session s LEFT JOIN question q ON q.session_id = s.session_id WHERE " RANGE(
		"s") "GROUP BY s.session_id, s.status, s.questions_planned "
		     "HAVING (COUNT(q.question_id) > 0 AND (MIN(q.question_index) <> 0 "
		     "OR MAX(q.question_index) <> COUNT(q.question_id) - 1)) OR COUNT(q.question_id) > "
		     "s.questions_planned "
		     "OR (COUNT(q.question_id) > 0) <> (s.status IN ('IN_SESSION', 'AWAITING_EVALUATION', "
		     "'COMPLETED'))";

static const char SQL_PRESENTED[] =
	"SELECT e.session_id, 'QUESTION_PRESENTED names another question than the one at index 0' "
	"FROM event e LEFT JOIN question q ON q.session_id = e.session_id AND q.question_index = 0 "
	"WHERE " RANGE("e") "AND e.event_type = 'QUESTION_PRESENTED' "
			    "AND NOT (JSON_VALUE(e.payload, '$.questionId') <=> CAST(q.question_id AS CHAR))";

static const char SQL_COMPLETED[] =
	"SELECT e.session_id, CONCAT('QUESTION_SET_COMPLETED counts ', "
	"IFNULL(JSON_VALUE(e.payload, '$.stored'), 'no'), ' questions; there are ', COUNT(q.question_id)) "
	"FROM event e LEFT JOIN question q ON q.session_id = e.session_id WHERE " RANGE(
		"e") "AND e.event_type = 'QUESTION_SET_COMPLETED' GROUP BY e.session_id, e.seq, e.payload "
		     "HAVING NOT (JSON_VALUE(e.payload, '$.stored') <=> COUNT(q.question_id))";

static const char SQL_STUCK[] =
	"SELECT s.session_id, CASE WHEN j.job_id IS NULL THEN CONCAT('generation ', s.generation, ' has no "
	"job') "
	"WHEN j.state IN ('DONE', 'FAILED') THEN CONCAT('waits for a job that is ', j.state) "
	"ELSE CONCAT('still waits; the deadline was ', j.deadline_at) END "
	"FROM session s LEFT JOIN job j ON j.session_id = s.session_id AND j.kind = 'questions' AND "
	"j.generation = s.generation WHERE " RANGE("s") "AND s.status = 'GENERATING_QUESTIONS' AND (j.job_id "
							"IS NULL OR j.state IN ('DONE', 'FAILED') "
							"OR j.deadline_at + INTERVAL ? SECOND < NOW(3))";

static const char SQL_QUESTION_FENCE[] =
	"SELECT q.session_id, CONCAT('question ', q.question_index, ' was written under fence ', q.fence, "
	"', which no claim of generation ', q.generation, ' has held') "
	"FROM question q LEFT JOIN job j ON j.session_id = q.session_id AND j.kind = 'questions' AND "
	"j.generation = q.generation LEFT JOIN job_attempt a ON a.job_id = j.job_id AND a.fence = q.fence "
	"WHERE " RANGE("q") "AND a.job_id IS NULL";

static const char SQL_EVENT_FENCE[] =
	"SELECT e.session_id, CONCAT(e.event_type, ' at seq ', e.seq, ' was written under fence ', "
	"IFNULL(JSON_VALUE(e.payload, '$.fence'), '-'), ', which no claim of its job has held') "
	"FROM event e JOIN job j ON j.session_id = e.session_id AND j.kind = 'questions' AND "
	"j.correlation_id = e.correlation_id LEFT JOIN job_attempt a ON a.job_id = j.job_id AND "
	"a.fence = " FENCE_OF("e") " WHERE " RANGE("e") "AND e.event_type IN " FENCED_TYPES
							" AND a.job_id IS NULL";

/* By the database's clock, which wrote both times, the later one under the job's lock. */
static const char SQL_QUESTION_LATE[] =
	"SELECT q.session_id, CONCAT('question ', q.question_index, ' was written under fence ', q.fence, "
	"' after fence ', a.fence, ' had been given out') "
	"FROM question q JOIN job j ON j.session_id = q.session_id AND j.kind = 'questions' AND "
	"j.generation = q.generation JOIN job_attempt a ON a.job_id = j.job_id AND a.fence = q.fence + 1 "
	"WHERE " RANGE("q") "AND q.created_at > a.claimed_at";

static const char SQL_EVENT_LATE[] =
	"SELECT e.session_id, CONCAT(e.event_type, ' at seq ', e.seq, ' was written under fence ', a.fence - "
	"1, "
	"' after fence ', a.fence, ' had been given out') "
	"FROM event e JOIN job j ON j.session_id = e.session_id AND j.kind = 'questions' AND "
	"j.correlation_id = e.correlation_id JOIN job_attempt a ON a.job_id = j.job_id AND "
	"a.fence = " FENCE_OF("e") " + 1 WHERE " RANGE(
		"e") "AND e.event_type IN ('QUESTIONS_GENERATED', 'QUESTION_SET_COMPLETED') AND "
		     "e.occurred_at > a.claimed_at";

static const char SQL_FENCE_BACK[] =
	"SELECT f.session_id, CONCAT('the event at seq ', f.seq, ' has fence ', f.fence, ', the one before "
	"it ', "
	"f.before_it) FROM (SELECT e.session_id, e.seq, " FENCE_OF("e") " AS fence, LAG(" FENCE_OF(
		"e") ") OVER (PARTITION BY e.session_id, e.correlation_id ORDER BY e.seq) AS before_it FROM "
		     "event e WHERE " RANGE("e") "AND e.event_type IN " FENCED_TYPES
						 ") f WHERE f.fence < f.before_it";

static const char SQL_JOB_FENCE[] = "SELECT j.session_id, CONCAT('the job of generation ', j.generation, ' "
				    "has fence ', j.fence, ' after ', "
				    "COUNT(a.fence), ' claims up to fence ', IFNULL(MAX(a.fence), 0)) "
				    "FROM job j LEFT JOIN job_attempt a ON a.job_id = j.job_id WHERE " RANGE(
					    "j") "GROUP BY j.job_id, j.session_id, j.generation, j.fence, "
						 "j.state HAVING COUNT(a.fence) <> IFNULL(MAX(a.fence), 0) "
						 "OR j.fence NOT BETWEEN IFNULL(MAX(a.fence), 0) AND "
						 "IFNULL(MAX(a.fence), 0) + (j.state = 'FAILED')";

static const char SQL_CALLS[] =
	"SELECT j.session_id, CONCAT('attempt ', a.attempt, ' of generation ', j.generation, ' made ', "
	"a.ai_calls, "
	"' AI calls') FROM job j JOIN job_attempt a ON a.job_id = j.job_id WHERE " RANGE(
		"j") "AND a.ai_calls > ?";

static const char SQL_ATTEMPTS[] = "SELECT j.session_id, CONCAT('generation ', j.generation, ' had ', "
				   "j.attempt, ' attempts, more than are allowed') "
				   "FROM job j WHERE " RANGE(
					   "j") "AND j.kind = 'questions' AND j.attempt > ?";

static const char SQL_ALL_CALLS[] =
	"SELECT j.session_id, CONCAT('generation ', j.generation, ' made ', SUM(a.ai_calls), ' AI calls') "
	"FROM job j JOIN job_attempt a ON a.job_id = j.job_id WHERE " RANGE(
		"j") "AND j.kind = 'questions' AND NOT (a.outcome <=> 'released') GROUP BY j.job_id, "
		     "j.session_id, j.generation "
		     "HAVING SUM(a.ai_calls) > ?";

static const char SQL_REQUEST[] =
	"SELECT e.session_id, CONCAT('QUESTIONS_REQUESTED at seq ', e.seq, CASE WHEN e.correlation_id IS "
	"NULL THEN "
	"' has no correlation id' WHEN j.job_id IS NULL THEN ' has no job' ELSE ' and its job differ in "
	"correlation id' "
	"END) FROM event e LEFT JOIN job j ON j.session_id = e.session_id AND j.kind = 'questions' AND "
	"j.generation = " GENERATION_OF("e") " WHERE " RANGE(
		"e") "AND e.event_type = 'QUESTIONS_REQUESTED' AND NOT (j.correlation_id <=> "
		     "e.correlation_id AND "
		     "e.correlation_id IS NOT NULL)";

static const char SQL_WORKFLOW[] =
	"SELECT e.session_id, CONCAT(e.event_type, ' at seq ', e.seq, ' carries no correlation id of a "
	"request for its "
	"questions') FROM event e WHERE " RANGE(
		"e") "AND e.event_type IN ('SESSION_STARTED', 'GENERATION_ATTEMPT_FAILED', "
		     "'QUESTIONS_GENERATED', "
		     "'QUESTION_PRESENTED', 'QUESTION_SET_COMPLETED', 'GENERATION_FAILED', "
		     "'QUESTION_AUDIO_READY', "
		     "'QUESTION_AUDIO_FAILED') AND NOT EXISTS (SELECT 1 FROM event r WHERE r.session_id = "
		     "e.session_id AND "
		     "r.event_type = 'QUESTIONS_REQUESTED' AND r.correlation_id = e.correlation_id AND "
		     "r.idempotency_key = IFNULL(CONCAT('generation-', " GENERATION_OF(
			     "e") "), r.idempotency_key))";

static const char SQL_JOB_WORKFLOW[] =
	"SELECT j.session_id, CONCAT('the ', j.kind, ' job of generation ', j.generation, "
	"' carries no correlation id of a request') FROM job j WHERE " RANGE(
		"j") "AND NOT EXISTS (SELECT 1 FROM event r WHERE r.session_id = j.session_id AND "
		     "r.event_type = 'QUESTIONS_REQUESTED' AND r.correlation_id = j.correlation_id)";

static const char SQL_NEWEST[] =
	"SELECT s.session_id, 'the session and its newest request differ in correlation id' "
	"FROM session s LEFT JOIN event e ON e.session_id = s.session_id AND e.event_type = "
	"'QUESTIONS_REQUESTED' AND "
	"e.idempotency_key = CONCAT('generation-', s.generation) WHERE " RANGE(
		"s") "AND NOT (s.correlation_id <=> e.correlation_id)";

static const char SQL_SHARED[] =
	"SELECT e.session_id, CONCAT(COUNT(*), ' requests share the correlation id ', e.correlation_id) "
	"FROM event e WHERE " RANGE("e") "AND e.event_type = 'QUESTIONS_REQUESTED' GROUP BY e.session_id, "
					 "e.correlation_id HAVING COUNT(*) > 1";

enum extra { NO_ARGUMENT, SLACK, CALLS, ATTEMPTS, ALL_CALLS };

static const struct {
	int invariant;
	enum extra extra; /* the argument behind the range */
	const char *sql;
} checks[] = {
	{ 1, NO_ARGUMENT, SQL_SEQ },
	{ 2, NO_ARGUMENT, SQL_ONCE },
	{ 2, NO_ARGUMENT, SQL_ORDER },
	{ 3, NO_ARGUMENT, SQL_PLANNED },
	{ 4, NO_ARGUMENT, SQL_INDEXES },
	{ 4, NO_ARGUMENT, SQL_PRESENTED },
	{ 4, NO_ARGUMENT, SQL_COMPLETED },
	{ 5, SLACK, SQL_STUCK },
	{ 6, NO_ARGUMENT, SQL_QUESTION_FENCE },
	{ 6, NO_ARGUMENT, SQL_EVENT_FENCE },
	{ 6, NO_ARGUMENT, SQL_QUESTION_LATE },
	{ 6, NO_ARGUMENT, SQL_EVENT_LATE },
	{ 6, NO_ARGUMENT, SQL_FENCE_BACK },
	{ 6, NO_ARGUMENT, SQL_JOB_FENCE },
	{ 7, CALLS, SQL_CALLS },
	{ 7, ATTEMPTS, SQL_ATTEMPTS },
	{ 7, ALL_CALLS, SQL_ALL_CALLS },
	{ 8, NO_ARGUMENT, SQL_REQUEST },
	{ 8, NO_ARGUMENT, SQL_WORKFLOW },
	{ 8, NO_ARGUMENT, SQL_JOB_WORKFLOW },
	{ 8, NO_ARGUMENT, SQL_NEWEST },
	{ 8, NO_ARGUMENT, SQL_SHARED },
};

static int64_t extra_value(enum extra extra, const struct audit_policy *policy)
{
	switch (extra) {
	case SLACK:
		return policy->slack_s;
	case CALLS:
		return CALLS_PER_CLAIM;
	case ATTEMPTS:
		return policy->attempts_allowed;
	case ALL_CALLS:
		return CALLS_PER_CLAIM * policy->attempts_allowed;
	case NO_ARGUMENT:
		break;
	}
	return 0;
}

/* Who is told, and about which statement. */
struct report {
	audit_fn *fn;
	void *ctx;
};

static enum err run_check(struct db *db, size_t i, const struct audit_range *range,
			  const struct audit_policy *policy, const struct report *report)
{
	const struct db_arg args[] = { DB_TEXT(range->low), DB_TEXT(range->high),
				       DB_I64(extra_value(checks[i].extra, policy)) };
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, checks[i].sql, args, checks[i].extra == NO_ARGUMENT ? 2 : 3, &rows);

	while (!e && db_rows_next(rows))
		e = report->fn(report->ctx, checks[i].invariant, db_text(rows, 0, NULL),
			       db_text(rows, 1, NULL));
	return e;
}

/* Invariant 3: the same function that moves a session folds its log; the result has to be what is stored. */
static const char SQL_LOG[] =
	"SELECT s.session_id, s.status, s.generation, s.current_question_index, e.seq, e.event_type "
	"FROM session s LEFT JOIN event e ON e.session_id = s.session_id WHERE " RANGE(
		"s") "ORDER BY s.session_id, e.seq";

struct fold {
	struct session stored, folded;
	bool failed; /* reported already */
};

static enum err fold_begin(struct fold *fold, const struct db_rows *rows)
{
	*fold = (struct fold){ .folded = { .status = STATUS_NOT_STARTED, .current_question_index = -1 } };
	snprintf(fold->stored.session_id, sizeof(fold->stored.session_id), "%s", db_text(rows, 0, NULL));
	fold->stored.generation = (int)db_i64(rows, 2);
	fold->stored.current_question_index = db_is_null(rows, 3) ? -1 : (int)db_i64(rows, 3);
	return status_parse(db_text(rows, 1, NULL), &fold->stored.status) ? OK : ERR_BUG;
}

static enum err fold_event(struct fold *fold, const struct db_rows *rows, const struct report *report)
{
	const char *type = db_text(rows, 5, NULL);
	struct event ev = { 0 };
	char what[120];

	if (!type || fold->failed)
		return OK;
	if (event_type_parse(type, &ev.type) && session_apply(&fold->folded, &ev))
		return OK;
	fold->failed = true;
	snprintf(what, sizeof(what), "%s at seq %lld can't follow from %s", type, (long long)db_i64(rows, 4),
		 status_name(fold->folded.status));
	return report->fn(report->ctx, 3, fold->stored.session_id, what);
}

static enum err fold_end(const struct fold *fold, const struct report *report)
{
	const struct session *s = &fold->stored, *f = &fold->folded;
	char what[240];

	if (!s->session_id[0] || fold->failed ||
	    (s->status == f->status && s->generation == f->generation &&
	     s->current_question_index == f->current_question_index))
		return OK;
	snprintf(what, sizeof(what),
		 "stored is %s, generation %d, question index %d; the log gives %s, generation %d, question "
		 "index %d",
		 status_name(s->status), s->generation, s->current_question_index, status_name(f->status),
		 f->generation, f->current_question_index);
	return report->fn(report->ctx, 3, s->session_id, what);
}

static enum err fold_range(struct db *db, const struct audit_range *range, const struct report *report)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	struct fold fold = { 0 };
	enum err e = db_query(db, SQL_LOG, DB_ARGS(DB_TEXT(range->low), DB_TEXT(range->high)), &rows);

	while (!e && db_rows_next(rows)) {
		if (strcmp(fold.stored.session_id, db_text(rows, 0, NULL)) != 0) {
			e = fold_end(&fold, report);
			if (!e)
				e = fold_begin(&fold, rows);
		}
		if (!e)
			e = fold_event(&fold, rows, report);
	}
	return e ? e : fold_end(&fold, report);
}

enum err store_audit(struct db *db, const struct audit_range *range, const struct audit_policy *policy,
		     audit_fn *fn, void *ctx)
{
	const struct report report = { fn, ctx };
	enum err e = fold_range(db, range, &report);

	for (size_t i = 0; !e && i < ARRAY_LEN(checks); i++)
		e = run_check(db, i, range, policy, &report);
	return e;
}

static const char SQL_RANGE[] =
	"SELECT MAX(r.session_id), COUNT(*) FROM (SELECT session_id FROM session WHERE session_id > ? "
	"ORDER BY session_id LIMIT ?) r";

enum err store_audit_next(struct db *db, const char *low, int64_t size, struct audit_range *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	struct audit_range range = { .count = 0 };
	enum err e = db_query(db, SQL_RANGE, DB_ARGS(DB_TEXT(low), DB_I64(size)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows) || db_is_null(rows, 0))
		return ERR_NOTFOUND;
	snprintf(range.low, sizeof(range.low), "%s", low);
	snprintf(range.high, sizeof(range.high), "%s", db_text(rows, 0, NULL));
	range.count = db_i64(rows, 1);
	*ret = range;
	return OK;
}

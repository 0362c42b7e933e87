#include "common/store_audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/store_session.h"

static const char SQL_SNAPSHOT[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
static const char SQL_SESSIONS[] = "SELECT " SESSION_COLUMNS
				   " FROM session s WHERE s.session_id > ? ORDER BY s.session_id LIMIT ?";
static const char SQL_LAST[] =
	"SELECT MAX(r.session_id) FROM (SELECT session_id FROM session WHERE session_id > ? "
	"ORDER BY session_id LIMIT ?) r";

#define RANGE "session_id > ? AND session_id <= ? "
static const char SQL_EVENTS[] =
	"SELECT session_id, seq, event_type, correlation_id, occurred_at, "
	"CAST(JSON_VALUE(payload, '$.generation') AS SIGNED), CAST(JSON_VALUE(payload, '$.fence') AS "
	"SIGNED), "
	"CAST(CASE event_type WHEN 'SESSION_CREATED' THEN JSON_VALUE(payload, '$.questionCount') "
	"WHEN 'QUESTION_SET_COMPLETED' THEN JSON_VALUE(payload, '$.stored') END AS SIGNED), "
	"IF(event_type = 'QUESTION_PRESENTED', JSON_VALUE(payload, '$.questionId'), NULL) "
	"FROM event WHERE " RANGE "ORDER BY session_id, seq";
static const char SQL_QUESTIONS[] =
	"SELECT session_id, question_id, question_index, generation, fence, created_at, "
	"tts_status = 'GENERATING', tts_status = 'READY' AND NOT EXISTS "
	"(SELECT 1 FROM question_audio a WHERE a.question_id = question.question_id) "
	"FROM question WHERE " RANGE "ORDER BY session_id, question_index";
static const char SQL_JOBS[] =
	"SELECT session_id, job_id, kind = 'questions', generation, fence, attempt, "
	"state IN ('DONE', 'FAILED'), state = 'FAILED', TIMESTAMPDIFF(SECOND, deadline_at, NOW(3)), "
	"correlation_id FROM job WHERE " RANGE "ORDER BY session_id, job_id";
static const char SQL_CLAIMS[] =
	"SELECT j.session_id, a.job_id, a.fence, a.attempt, a.ai_calls, a.claimed_at, a.outcome <=> "
	"'released' "
	"FROM job j JOIN job_attempt a ON a.job_id = j.job_id WHERE j.session_id > ? AND j.session_id <= ? "
	"ORDER BY j.session_id, a.job_id, a.fence";

static void copy(char *dst, size_t size, const char *src)
{
	snprintf(dst, size, "%s", src ? src : "");
}

static int64_t number(const struct db_rows *rows, unsigned col)
{
	return db_is_null(rows, col) ? -1 : db_i64(rows, col);
}

static void event_from_row(const struct db_rows *rows, void *dst)
{
	struct audit_event *ev = dst;

	*ev = (struct audit_event){ .seq = db_i64(rows, 1),
				    .occurred_at_ms = db_time(rows, 4),
				    .generation = number(rows, 5),
				    .fence = number(rows, 6),
				    .count = number(rows, 7) };
	copy(ev->type_name, sizeof(ev->type_name), db_text(rows, 2, NULL));
	copy(ev->correlation_id, sizeof(ev->correlation_id), db_text(rows, 3, NULL));
	copy(ev->question_id, sizeof(ev->question_id), db_text(rows, 8, NULL));
	ev->known = event_type_parse(ev->type_name, &ev->type);
}

static void question_from_row(const struct db_rows *rows, void *dst)
{
	struct audit_question *q = dst;

	*q = (struct audit_question){ .index = db_i64(rows, 2),
				      .generation = db_i64(rows, 3),
				      .fence = db_i64(rows, 4),
				      .created_at_ms = db_time(rows, 5),
				      .speaking = db_i64(rows, 6),
				      .mute = db_i64(rows, 7) };
	copy(q->question_id, sizeof(q->question_id), db_text(rows, 1, NULL));
}

static void job_from_row(const struct db_rows *rows, void *dst)
{
	struct audit_job *job = dst;

	*job = (struct audit_job){ .job_id = db_i64(rows, 1),
				   .questions = db_i64(rows, 2),
				   .generation = db_i64(rows, 3),
				   .fence = db_i64(rows, 4),
				   .attempt = db_i64(rows, 5),
				   .ended = db_i64(rows, 6),
				   .failed = db_i64(rows, 7),
				   .late_s = db_i64(rows, 8) };
	copy(job->correlation_id, sizeof(job->correlation_id), db_text(rows, 9, NULL));
}

static void claim_from_row(const struct db_rows *rows, void *dst)
{
	struct audit_claim *claim = dst;

	*claim = (struct audit_claim){ .job_id = db_i64(rows, 1),
				       .fence = db_i64(rows, 2),
				       .attempt = db_i64(rows, 3),
				       .ai_calls = db_i64(rows, 4),
				       .claimed_at_ms = db_time(rows, 5),
				       .released = db_i64(rows, 6) };
}

/* One of the four tables: its rows, which come in the order of sessions, and those of the current session. */
struct table {
	const char *sql;
	void (*from_row)(const struct db_rows *rows, void *dst);
	size_t size; /* of an element */
	struct db_rows *rows;
	bool more; /* rows stands on a row not yet taken */
	char *items;
	size_t count, cap;
};

enum { EVENTS, QUESTIONS, JOBS, CLAIMS, TABLES };

/* All of a range. */
struct range {
	struct db_rows *sessions;
	struct table tables[TABLES];
};

static void range_done(struct range *range)
{
	db_rows_free(range->sessions);
	for (size_t i = 0; i < TABLES; i++) {
		db_rows_free(range->tables[i].rows);
		free(range->tables[i].items);
	}
}

static inline void range_freep(struct range *range)
{
	range_done(range);
}

static bool make_room(struct table *t)
{
	size_t cap = t->cap ? t->cap * 2 : 16;
	char *items;

	if (t->count < t->cap)
		return true;
	items = realloc(t->items, cap * t->size);
	if (!items)
		return false;
	t->items = items;
	t->cap = cap;
	return true;
}

/* Take the rows of a session, which are the next ones if there are any. */
static enum err take_rows(struct table *t, const char *session_id)
{
	t->count = 0;
	while (t->more && strcmp(db_text(t->rows, 0, NULL), session_id) == 0) {
		if (!make_room(t))
			return ERR_NOMEM;
		t->from_row(t->rows, t->items + t->count++ * t->size);
		t->more = db_rows_next(t->rows);
	}
	return OK;
}

static enum err audit_current(struct range *range, struct audit_walk *walk)
{
	struct audit_subject subject = { .event_count = 0 };
	struct table *t = range->tables;
	enum err e = session_from_row(range->sessions, 0, &subject.session);

	for (size_t i = 0; !e && i < TABLES; i++)
		e = take_rows(&t[i], subject.session.session_id);
	if (e)
		return e;
	subject.events = (void *)t[EVENTS].items;
	subject.questions = (void *)t[QUESTIONS].items;
	subject.jobs = (void *)t[JOBS].items;
	subject.claims = (void *)t[CLAIMS].items;
	subject.event_count = t[EVENTS].count;
	subject.question_count = t[QUESTIONS].count;
	subject.job_count = t[JOBS].count;
	subject.claim_count = t[CLAIMS].count;
	walk->done++;
	return audit_session(&subject, &walk->policy, walk->fn, walk->ctx);
}

/* The id of the last session of the range. */
static enum err find_last(struct db *db, const char *after, int64_t size, char ret[ID_SIZE])
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_LAST, DB_ARGS(DB_TEXT(after), DB_I64(size)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows) || db_is_null(rows, 0))
		return ERR_NOTFOUND;
	copy(ret, ID_SIZE, db_text(rows, 0, NULL));
	return OK;
}

static enum err read_range(struct db *db, const char *after, const char *last, int64_t size,
			   struct range *range)
{
	enum err e = db_query(db, SQL_SESSIONS, DB_ARGS(DB_TEXT(after), DB_I64(size)), &range->sessions);

	for (size_t i = 0; !e && i < TABLES; i++) {
		struct table *t = &range->tables[i];

		e = db_query(db, t->sql, DB_ARGS(DB_TEXT(after), DB_TEXT(last)), &t->rows);
		if (!e)
			t->more = db_rows_next(t->rows);
	}
	return e;
}

enum err store_audit(struct db *db, struct audit_walk *walk, int64_t size)
{
	struct range __attribute__((cleanup(range_freep)))
	range = { .tables = {
			  [EVENTS] = { .sql = SQL_EVENTS,
				       .from_row = event_from_row,
				       .size = sizeof(struct audit_event) },
			  [QUESTIONS] = { .sql = SQL_QUESTIONS,
					  .from_row = question_from_row,
					  .size = sizeof(struct audit_question) },
			  [JOBS] = { .sql = SQL_JOBS,
				     .from_row = job_from_row,
				     .size = sizeof(struct audit_job) },
			  [CLAIMS] = { .sql = SQL_CLAIMS,
				       .from_row = claim_from_row,
				       .size = sizeof(struct audit_claim) },
		  } };
	AUTO(db_tx) struct db_tx tx = { 0 };
	char last[ID_SIZE];
	enum err e = db_exec(db, SQL_SNAPSHOT, DB_NO_ARGS, NULL);

	if (!e)
		e = db_begin(db, &tx);
	if (!e)
		e = find_last(db, walk->after, size, last);
	if (!e)
		e = read_range(db, walk->after, last, size, &range);
	while (!e && db_rows_next(range.sessions))
		e = audit_current(&range, walk);
	if (!e)
		copy(walk->after, sizeof(walk->after), last);
	return e;
}

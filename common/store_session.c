#include "common/store_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void copy(char *dst, size_t size, const char *src)
{
	snprintf(dst, size, "%s", src ? src : "");
}

enum err session_from_row(const struct db_rows *rows, unsigned col, struct session *ret)
{
	struct session s = { 0 };

	if (!status_parse(db_text(rows, col + 1, NULL), &s.status))
		return ERR_BUG;
	copy(s.session_id, sizeof(s.session_id), db_text(rows, col, NULL));
	copy(s.target_role, sizeof(s.target_role), db_text(rows, col + 2, NULL));
	copy(s.language, sizeof(s.language), db_text(rows, col + 3, NULL));
	s.job_description_given = db_i64(rows, col + 4);
	s.intake_given = db_i64(rows, col + 5);
	s.questions_planned = (int)db_i64(rows, col + 6);
	s.generation = (int)db_i64(rows, col + 7);
	s.current_question_index = db_is_null(rows, col + 8) ? -1 : (int)db_i64(rows, col + 8);
	s.last_seq = db_i64(rows, col + 9);
	copy(s.correlation_id, sizeof(s.correlation_id), db_text(rows, col + 10, NULL));
	s.requested_at_ms = db_time(rows, col + 11);
	copy(s.failure_class, sizeof(s.failure_class), db_text(rows, col + 12, NULL));
	s.created_at_ms = db_time(rows, col + 13);
	s.updated_at_ms = db_time(rows, col + 14);
	*ret = s;
	return OK;
}

static const char SQL_INSERT[] =
	"INSERT INTO session (session_id, target_role, language, job_description_given, intake_given, "
	"questions_planned, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, NOW(3), NOW(3))";
static const char SQL_INSERT_CONTEXT[] =
	"INSERT INTO session_context (session_id, job_description, intake) VALUES (?, ?, ?)";

enum err store_session_insert(struct db *db, const struct session *s, const char *job_description,
			      const char *intake)
{
	enum err e = db_exec(db, SQL_INSERT,
			     DB_ARGS(DB_TEXT(s->session_id), DB_TEXT(s->target_role), DB_TEXT(s->language),
				     DB_I64(job_description != NULL), DB_I64(intake != NULL),
				     DB_I64(s->questions_planned)),
			     NULL);

	if (e || (!job_description && !intake))
		return e;
	return db_exec(db, SQL_INSERT_CONTEXT,
		       DB_ARGS(DB_TEXT(s->session_id), DB_TEXT(job_description), DB_TEXT(intake)), NULL);
}

static const char SQL_LOAD[] = "SELECT " SESSION_COLUMNS " FROM session s WHERE s.session_id = ?";
static const char SQL_LOCK[] = "SELECT " SESSION_COLUMNS " FROM session s WHERE s.session_id = ? FOR UPDATE";

static enum err read_one(struct db *db, const char *sql, const char *session_id, struct session *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, sql, DB_ARGS(DB_TEXT(session_id)), &rows);

	if (e)
		return e;
	return db_rows_next(rows) ? session_from_row(rows, 0, ret) : ERR_NOTFOUND;
}

enum err store_session_load(struct db *db, const char *session_id, struct session *ret)
{
	return read_one(db, SQL_LOAD, session_id, ret);
}

enum err store_session_lock(struct db *db, const char *session_id, struct session *ret)
{
	return read_one(db, SQL_LOCK, session_id, ret);
}

static const char SQL_SAVE[] =
	"UPDATE session SET status = ?, generation = ?, current_question_index = ?, last_seq = ?, "
	"correlation_id = ?, failure_class = ?, requested_at = IF(?, NOW(3), requested_at), updated_at = "
	"NOW(3) "
	"WHERE session_id = ?";

enum err store_session_save(struct db *db, const struct session *s, bool requested)
{
	const char *correlation = s->correlation_id[0] ? s->correlation_id : NULL;
	const char *failure = s->failure_class[0] ? s->failure_class : NULL;
	struct db_arg index = s->current_question_index < 0 ? DB_NULL : DB_I64(s->current_question_index);
	uint64_t matched;
	enum err e = db_exec(db, SQL_SAVE,
			     DB_ARGS(DB_TEXT(status_name(s->status)), DB_I64(s->generation), index,
				     DB_I64(s->last_seq), DB_TEXT(correlation), DB_TEXT(failure),
				     DB_I64(requested), DB_TEXT(s->session_id)),
			     &matched);

	return e ? e : matched == 1 ? OK : ERR_BUG;
}

static const char SQL_CONTEXT[] = "SELECT job_description, intake FROM session_context WHERE session_id = ?";

enum err store_session_context(struct db *db, const char *session_id, struct session_context *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	struct session_context context = { 0 };
	enum err e = db_query(db, SQL_CONTEXT, DB_ARGS(DB_TEXT(session_id)), &rows);
	const char *job_description, *intake;

	if (e)
		return e;
	if (db_rows_next(rows)) {
		job_description = db_text(rows, 0, NULL);
		intake = db_text(rows, 1, NULL);
		context.job_description = job_description ? strdup(job_description) : NULL;
		context.intake = intake ? strdup(intake) : NULL;
		if ((job_description && !context.job_description) || (intake && !context.intake)) {
			session_context_done(&context);
			return ERR_NOMEM;
		}
	}
	*ret = context;
	return OK;
}

void session_context_done(struct session_context *context)
{
	free(context->job_description);
	free(context->intake);
	*context = (struct session_context){ 0 };
}

static const char SQL_LIST[] =
	"SELECT " SESSION_COLUMNS
	" FROM session s WHERE (? IS NULL OR s.status = ?) AND (? IS NULL OR s.session_id < ?) "
	"ORDER BY s.session_id DESC LIMIT ?";

enum err store_session_list(struct db *db, enum status status, const char *before, int64_t limit,
			    session_row_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	const char *name = status == STATUS__COUNT ? NULL : status_name(status);
	enum err e = db_query(
		db, SQL_LIST,
		DB_ARGS(DB_TEXT(name), DB_TEXT(name), DB_TEXT(before), DB_TEXT(before), DB_I64(limit)),
		&rows);

	while (!e && db_rows_next(rows)) {
		struct session s;

		e = session_from_row(rows, 0, &s);
		if (!e)
			e = fn(ctx, &s);
	}
	return e;
}

#include "common/store_admin.h"

#include <stdio.h>
#include <string.h>

#include "common/store_event.h"
#include "common/store_invite.h"
#include "common/store_session.h"

#define FAILURE_ERASED                                                                                       \
	"erased" /* class of a generation that was ended because its session had to be forgotten */

static const char SQL_ERASED[] = "SELECT erased_at FROM session WHERE session_id = ?";
static const char SQL_STOP[] = "UPDATE job SET state = 'FAILED', due_at = NULL, worker = NULL, fence = fence "
			       "+ 1, finished_at = NOW(3) "
			       "WHERE session_id = ? AND state IN ('READY', 'RUNNING')";
static const char SQL_CONTEXT[] = "DELETE FROM session_context WHERE session_id = ?";
static const char SQL_AUDIO[] = "DELETE a FROM question_audio a JOIN question q ON q.question_id = "
				"a.question_id WHERE q.session_id = ?";
static const char SQL_QUESTIONS[] = "UPDATE question SET text = '" ERASED_TEXT
				    "', competency = '', tts_status = 'NONE' "
				    "WHERE session_id = ? AND text <> '" ERASED_TEXT "'";
static const char SQL_INVITES[] = "DELETE FROM invite WHERE session_id = ?";
static const char SQL_ATTEMPTS[] = "UPDATE job_attempt a JOIN job j ON j.job_id = a.job_id "
				   "SET a.provider_request_id = NULL WHERE j.session_id = ?";
static const char SQL_SESSION[] = "UPDATE session SET target_role = '" ERASED_TEXT
				  "', erased_at = IFNULL(erased_at, NOW(3)) WHERE session_id = ?";

enum err store_session_erased(struct db *db, const char *session_id, bool *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_ERASED, DB_ARGS(DB_TEXT(session_id)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	*ret = !db_is_null(rows, 0);
	return OK;
}

/* A statement about the session; ret (may be NULL) gets how many rows it took. */
static enum err take(struct db *db, const char *sql, const char *session_id, int64_t *ret)
{
	uint64_t matched;
	enum err e = db_exec(db, sql, DB_ARGS(DB_TEXT(session_id)), &matched);

	if (!e && ret)
		*ret = (int64_t)matched;
	return e;
}

static enum err remove_personal(struct db *db, const char *session_id, struct erasure *ret)
{
	int64_t context;
	enum err e = take(db, SQL_CONTEXT, session_id, &context);

	if (!e)
		e = take(db, SQL_AUDIO, session_id, &ret->audio);
	if (!e)
		e = take(db, SQL_QUESTIONS, session_id, &ret->questions);
	if (!e)
		e = take(db, SQL_INVITES, session_id, &ret->invites);
	if (!e)
		e = take(db, SQL_ATTEMPTS, session_id, NULL);
	if (!e)
		e = take(db, SQL_SESSION, session_id, NULL);
	if (!e)
		ret->context = context > 0;
	return e;
}

static enum err add_event(struct outcome *out, enum err e)
{
	if (!e)
		out->count++;
	return e;
}

/* Links that are still good are revoked in the log too, so that open streams end. */
static enum err revoke_invites(struct db *db, struct outcome *out)
{
	struct invite good[OUTCOME_EVENTS_MAX - 1];
	int n = 0;
	enum err e = store_invite_revoke(db, out->session.session_id, good, (int)ARRAY_LEN(good), &n);

	for (int i = 0; !e && i < n; i++)
		e = add_event(out, event_invite_revoked(good[i].invite_id, good[i].expires_at_ms,
							&out->events[out->count]));
	return e;
}

/* No worker may write after this: its fence is outdated. */
static enum err stop_jobs(struct db *db, struct outcome *out)
{
	struct session *s = &out->session;
	enum err e = take(db, SQL_STOP, s->session_id, NULL);

	if (e || s->status != STATUS_GENERATING)
		return e;
	snprintf(s->failure_class, sizeof(s->failure_class), "%s", FAILURE_ERASED);
	return add_event(out, event_generation_failed(s->generation, 0, FAILURE_ERASED, false,
						      s->correlation_id, &out->events[out->count]));
}

static enum err append(struct db *db, struct outcome *out)
{
	enum err e;

	if (out->count == 0)
		return OK;
	e = store_events_append(db, &out->session, out->events, out->count);
	return e ? e : store_session_save(db, &out->session, false);
}

struct erase {
	const char *session_id;
	struct erasure *erasure;
	struct outcome *out;
};

static enum err erase_unit(struct db *db, void *ctx)
{
	const struct erase *erase = ctx;
	struct erasure erasure = { 0 };
	AUTO(db_tx) struct db_tx tx = { 0 };
	enum err e = db_begin(db, &tx);

	outcome_done(erase->out);
	if (!e)
		e = store_session_lock(db, erase->session_id, &erase->out->session);
	if (!e)
		e = store_session_erased(db, erase->session_id, &erasure.before);
	if (!e)
		e = revoke_invites(db, erase->out);
	if (!e)
		e = stop_jobs(db, erase->out);
	if (!e)
		e = append(db, erase->out);
	if (!e)
		e = remove_personal(db, erase->session_id, &erasure);
	if (!e)
		e = db_commit(&tx);
	if (!e)
		*erase->erasure = erasure;
	return e;
}

enum err session_erase(struct db *db, const char *session_id, struct erasure *ret,
		       struct outcome *ret_outcome)
{
	struct erase erase = { session_id, ret, ret_outcome };

	return db_retry(db, erase_unit, &erase, INTERVIEW_BUDGET_MS);
}

static const char SQL_AGED[] =
	"SELECT session_id, created_at FROM session WHERE created_at < NOW(3) - INTERVAL ? SECOND "
	"AND updated_at < NOW(3) - INTERVAL ? SECOND AND erased_at IS NULL "
	"AND created_at >= TIMESTAMP'1970-01-01 00:00:00.000' + INTERVAL ? MICROSECOND "
	"AND (created_at > TIMESTAMP'1970-01-01 00:00:00.000' + INTERVAL ? MICROSECOND OR session_id > ?) "
	"ORDER BY created_at, session_id LIMIT ?";

enum err store_session_aged(struct db *db, int64_t age_s, const struct aged *after, struct aged *ret, int max,
			    int *ret_count)
{
	int64_t from_us = after ? after->created_at_ms * 1000 : 0;
	const char *id = after ? after->session_id : "00000000-0000-0000-0000-000000000000";
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_AGED,
			      DB_ARGS(DB_I64(age_s), DB_I64(age_s), DB_I64(from_us), DB_I64(from_us),
				      DB_TEXT(id), DB_I64(max)),
			      &rows);
	int n = 0;

	while (!e && n < max && db_rows_next(rows)) {
		snprintf(ret[n].session_id, sizeof(ret[n].session_id), "%s", db_text(rows, 0, NULL));
		ret[n++].created_at_ms = db_time(rows, 1);
	}
	if (!e)
		*ret_count = n;
	return e;
}

#include "common/store_invite.h"

#include <stdio.h>
#include <string.h>

#include "common/store_session.h"

bool invite_admits(const struct invite *invite, const char *session_id)
{
	return invite->revoked_at_ms == 0 && invite->read_at_ms < invite->expires_at_ms &&
	       (!session_id || strcmp(session_id, invite->session_id) == 0);
}

/* Everything the projection is made of, over `session s`; read by facts_from_row. */
#define FACT_COLUMNS                                                                                         \
	SESSION_COLUMNS                                                                                      \
	", q.question_id, q.question_index, q.text, q.category, q.competency, q.difficulty, "                \
	"q.tailored, q.tts_status, "                                                                         \
	"(SELECT a.generated_at FROM question_audio a WHERE a.question_id = q.question_id), "                \
	"(SELECT COUNT(*) FROM question c WHERE c.session_id = s.session_id), "                              \
	"j.attempt, j.state = 'RUNNING', j.state IN ('DONE', 'FAILED')"
#define FACT_JOINS                                                                                           \
	"LEFT JOIN question q ON q.session_id = s.session_id AND q.question_index = "                        \
	"s.current_question_index "                                                                          \
	"LEFT JOIN job j ON j.session_id = s.session_id AND j.kind = 'questions' AND j.generation = "        \
	"s.generation "

static void copy(char *dst, size_t size, const char *src)
{
	snprintf(dst, size, "%s", src ? src : "");
}

static enum err question_from_row(const struct db_rows *rows, unsigned col, struct facts *ret)
{
	struct question *q = &ret->question;

	if (!difficulty_parse(db_text(rows, col + 5, NULL), &q->difficulty) ||
	    !tts_status_parse(db_text(rows, col + 7, NULL), &ret->tts_status))
		return ERR_BUG;
	copy(q->question_id, sizeof(q->question_id), db_text(rows, col, NULL));
	q->index = (int)db_i64(rows, col + 1);
	copy(q->text, sizeof(q->text), db_text(rows, col + 2, NULL));
	copy(q->category, sizeof(q->category), db_text(rows, col + 3, NULL));
	copy(q->competency, sizeof(q->competency), db_text(rows, col + 4, NULL));
	q->tailored = db_i64(rows, col + 6);
	ret->tts_generated_at_ms = db_time(rows, col + 8);
	ret->has_question = true;
	return OK;
}

static enum err facts_from_row(const struct db_rows *rows, unsigned col, struct facts *ret)
{
	struct facts f = { 0 };
	enum err e = session_from_row(rows, col, &f.session);

	col += SESSION_COLUMN_COUNT;
	if (!e && !db_is_null(rows, col))
		e = question_from_row(rows, col, &f);
	if (e)
		return e;
	f.questions_stored = (int)db_i64(rows, col + 9);
	f.job_attempt = (int)db_i64(rows, col + 10);
	f.job_running = db_i64(rows, col + 11);
	f.set_complete = db_i64(rows, col + 12);
	*ret = f;
	return OK;
}

static void invite_from_row(const struct db_rows *rows, unsigned col, struct invite *ret)
{
	copy(ret->invite_id, sizeof(ret->invite_id), db_text(rows, col, NULL));
	copy(ret->session_id, sizeof(ret->session_id), db_text(rows, col + 1, NULL));
	ret->expires_at_ms = db_time(rows, col + 2);
	ret->revoked_at_ms = db_time(rows, col + 3);
	ret->read_at_ms = db_time(rows, col + 4);
}

#define INVITE_COLUMNS      "i.invite_id, i.session_id, i.expires_at, i.revoked_at, NOW(3)"
#define INVITE_COLUMN_COUNT 5

static const char SQL_FIND[] = "SELECT " INVITE_COLUMNS ", " FACT_COLUMNS
			       " FROM invite i JOIN session s ON s.session_id = i.session_id " FACT_JOINS
			       "WHERE i.token_hash = ?";
static const char SQL_FACTS[] = "SELECT " FACT_COLUMNS " FROM session s " FACT_JOINS "WHERE s.session_id = ?";

enum err store_invite_find(struct db *db, const struct token_hash *hash, struct invite *ret_invite,
			   struct facts *ret_facts)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_FIND, DB_ARGS(DB_BLOB(hash->bytes, sizeof(hash->bytes))), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	e = facts_from_row(rows, INVITE_COLUMN_COUNT, ret_facts);
	if (!e)
		invite_from_row(rows, 0, ret_invite);
	return e;
}

#define INVITED                                                                                              \
	"SELECT i.token_hash, " INVITE_COLUMNS ", " SESSION_COLUMNS                                          \
	" FROM invite i JOIN session s ON s.session_id = i.session_id WHERE i.token_hash "
static const char SQL_INVITED_ONE[] = INVITED "= ?";
static const char SQL_INVITED_ALL[] = INVITED "IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* A row goes to everybody who has asked for its token. */
static enum err invited_from_row(const struct db_rows *rows, struct invited *const *asked, int count)
{
	size_t n = 0;
	const char *hash = db_text(rows, 0, &n);
	struct invited got = { .found = true };
	enum err e = session_from_row(rows, 1 + INVITE_COLUMN_COUNT, &got.session);

	if (e)
		return e;
	if (n != sizeof(got.hash.bytes))
		return ERR_BUG;
	memcpy(got.hash.bytes, hash, n);
	invite_from_row(rows, 1, &got.invite);
	for (int i = 0; i < count; i++)
		if (memcmp(asked[i]->hash.bytes, got.hash.bytes, n) == 0)
			*asked[i] = got;
	return OK;
}

/* A read of several has a place for STORE_INVITED_MAX; those left over ask for the last one again. */
enum err store_invited(struct db *db, struct invited *const *asked, int count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	struct db_arg args[STORE_INVITED_MAX];
	int places = count == 1 ? 1 : STORE_INVITED_MAX;
	enum err e;

	for (int i = 0; i < places; i++)
		args[i] = DB_BLOB(asked[i < count ? i : count - 1]->hash.bytes, sizeof(struct token_hash));
	for (int i = 0; i < count; i++)
		asked[i]->found = false;
	e = db_query(db, count == 1 ? SQL_INVITED_ONE : SQL_INVITED_ALL, args, (size_t)places, &rows);
	while (!e && db_rows_next(rows))
		e = invited_from_row(rows, asked, count);
	return e;
}

enum err store_facts(struct db *db, const char *session_id, struct facts *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_FACTS, DB_ARGS(DB_TEXT(session_id)), &rows);

	if (e)
		return e;
	return db_rows_next(rows) ? facts_from_row(rows, 0, ret) : ERR_NOTFOUND;
}

static const char SQL_INSERT[] =
	"INSERT INTO invite (invite_id, session_id, token_hash, issued_at, expires_at) "
	"VALUES (?, ?, ?, NOW(3), NOW(3) + INTERVAL ? SECOND)";

enum err store_invite_insert(struct db *db, const char *invite_id, const char *session_id,
			     const struct token_hash *hash, int64_t expires_s)
{
	return db_exec(db, SQL_INSERT,
		       DB_ARGS(DB_TEXT(invite_id), DB_TEXT(session_id),
			       DB_BLOB(hash->bytes, sizeof(hash->bytes)), DB_I64(expires_s)),
		       NULL);
}

static const char SQL_GOOD[] =
	"SELECT " INVITE_COLUMNS " FROM invite i WHERE i.session_id = ? AND "
	"i.revoked_at IS NULL AND i.expires_at > NOW(3) ORDER BY i.invite_id LIMIT ? FOR UPDATE";
static const char SQL_REVOKE[] = "UPDATE invite SET revoked_at = NOW(3) WHERE invite_id = ?";

enum err store_invite_revoke(struct db *db, const char *session_id, struct invite *ret, int max,
			     int *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_GOOD, DB_ARGS(DB_TEXT(session_id), DB_I64(max)), &rows);
	int n = 0;

	while (!e && n < max && db_rows_next(rows))
		invite_from_row(rows, 0, &ret[n++]);
	for (int i = 0; !e && i < n; i++)
		e = db_exec(db, SQL_REVOKE, DB_ARGS(DB_TEXT(ret[i].invite_id)), NULL);
	if (!e)
		*ret_count = n;
	return e;
}

static const char SQL_NEWEST[] = "SELECT " INVITE_COLUMNS
				 " FROM invite i WHERE i.session_id = ? ORDER BY i.invite_id DESC LIMIT 1";

enum err store_invite_newest(struct db *db, const char *session_id, struct invite *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_NEWEST, DB_ARGS(DB_TEXT(session_id)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	invite_from_row(rows, 0, ret);
	return OK;
}

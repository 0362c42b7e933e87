#include "common/store_tail.h"

/* The list drives: one look-up by primary key for each of its ids. */
static const char SQL_TAILS[] =
	"SELECT STRAIGHT_JOIN s.session_id, s.last_seq FROM "
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) CHARACTER SET ascii PATH '$')) asked "
	"JOIN session s ON s.session_id = asked.id";

enum err store_tails(struct db *db, const char *sessions, tail_row_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_TAILS, DB_ARGS(DB_TEXT(sessions)), &rows);

	while (!e && db_rows_next(rows))
		e = fn(ctx, db_text(rows, 0, NULL), db_i64(rows, 1));
	return e;
}

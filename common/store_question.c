#include "common/store_question.h"

#include <stdio.h>

#define ROW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(3))"
#define INTO                                                                                                 \
	"INSERT INTO question (question_id, session_id, question_index, generation, fence, source, text, "   \
	"category, competency, difficulty, tailored, created_at) VALUES "

static const char SQL_INSERT[] = INTO ROW;
static const char SQL_INSERT_4[] = INTO ROW ", " ROW ", " ROW ", " ROW; /* what is left of a set of five */

#define ARGS_OF(q, o)                                                                                        \
	DB_TEXT((q)->question_id), DB_TEXT((o)->session_id), DB_I64((q)->index), DB_I64((o)->generation),    \
		DB_I64((o)->fence), DB_TEXT((o)->source), DB_TEXT((q)->text), DB_TEXT((q)->category),        \
		DB_TEXT((q)->competency), DB_TEXT(difficulty_name((q)->difficulty)), DB_I64((q)->tailored)

enum err store_questions_insert(struct db *db, const struct question *questions, int count,
				const struct question_origin *origin)
{
	enum err e = OK;

	for (; !e && count >= 4; questions += 4, count -= 4)
		e = db_exec(db, SQL_INSERT_4,
			    DB_ARGS(ARGS_OF(questions, origin), ARGS_OF(questions + 1, origin),
				    ARGS_OF(questions + 2, origin), ARGS_OF(questions + 3, origin)),
			    NULL);
	for (; !e && count > 0; questions++, count--)
		e = db_exec(db, SQL_INSERT, DB_ARGS(ARGS_OF(questions, origin)), NULL);
	return e;
}

static const char SQL_LIST[] =
	"SELECT question_id, question_index, text, category, competency, difficulty, tailored "
	"FROM question WHERE session_id = ? ORDER BY question_index LIMIT ?";

enum err store_question_list(struct db *db, const char *session_id, struct question *ret, int max,
			     int *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_LIST, DB_ARGS(DB_TEXT(session_id), DB_I64(max)), &rows);
	int n = 0;

	while (!e && n < max && db_rows_next(rows)) {
		struct question *q = &ret[n];

		*q = (struct question){ .index = (int)db_i64(rows, 1), .tailored = db_i64(rows, 6) };
		snprintf(q->question_id, sizeof(q->question_id), "%s", db_text(rows, 0, NULL));
		snprintf(q->text, sizeof(q->text), "%s", db_text(rows, 2, NULL));
		snprintf(q->category, sizeof(q->category), "%s", db_text(rows, 3, NULL));
		snprintf(q->competency, sizeof(q->competency), "%s", db_text(rows, 4, NULL));
		if (!difficulty_parse(db_text(rows, 5, NULL), &q->difficulty))
			return ERR_BUG;
		n++;
	}
	if (!e)
		*ret_count = n;
	return e;
}

/* SQL of sessions and their context. Callers hold the transaction where one is needed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/session.h"

/* The columns of struct session for a SELECT over `session s`; SESSION_COLUMN_COUNT of them, read by
 * session_from_row. */
#define SESSION_COLUMNS                                                                                      \
	"s.session_id, s.status, s.target_role, s.language, s.job_description_given, s.intake_given, "       \
	"s.questions_planned, s.generation, s.current_question_index, s.last_seq, s.correlation_id, "        \
	"s.requested_at, s.failure_class, s.created_at, s.updated_at"
#define SESSION_COLUMN_COUNT 15

/* Fill *ret from the current row, first column at col. ERR_BUG if the row holds what this version can't know.
 */
MUST_CHECK enum err session_from_row(const struct db_rows *rows, unsigned col, struct session *ret);

/* Insert a NOT_STARTED session and its context; texts may be NULL. Time is the database's. */
MUST_CHECK enum err store_session_insert(struct db *db, const struct session *s, const char *job_description,
					 const char *intake);

/* Read a session; _lock takes the row lock that orders everything about it. ERR_NOTFOUND. */
MUST_CHECK enum err store_session_load(struct db *db, const char *session_id, struct session *ret);
MUST_CHECK enum err store_session_lock(struct db *db, const char *session_id, struct session *ret);

/* Write the changing part back (the caller holds the lock); requested: the newest generation was asked for
 * just now. */
MUST_CHECK enum err store_session_save(struct db *db, const struct session *s, bool requested);

/* What the generation reads. Both texts may be NULL; the caller frees them with session_context_done. */
struct session_context {
	char *job_description, *intake;
};
MUST_CHECK enum err store_session_context(struct db *db, const char *session_id, struct session_context *ret);
void session_context_done(struct session_context *context);

/* Newest first, at most limit (<= 10000), status STATUS__COUNT for all; before: only older than this id, or
 * NULL. */
typedef enum err session_row_fn(void *ctx, const struct session *s);
MUST_CHECK enum err store_session_list(struct db *db, enum status status, const char *before, int64_t limit,
				       session_row_fn *fn, void *ctx);

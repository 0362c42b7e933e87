/* SQL of questions. Writes happen under the session's lock and a job's fence. */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/question.h"

struct question_origin {
	const char *session_id, *source; /* source: provider or "bank" */
	int generation;
	int64_t fence;
};

/* Store questions of one claim; each has its id and index. ERR_CONFLICT: an index is taken. */
MUST_CHECK enum err store_questions_insert(struct db *db, const struct question *questions, int count,
					   const struct question_origin *origin);

/* A session's questions by index, at most max; ret_count gets how many. */
MUST_CHECK enum err store_question_list(struct db *db, const char *session_id, struct question *ret, int max,
					int *ret_count);

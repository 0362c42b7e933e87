/*
 * What can come of a speech job: the question is heard, or it is not. Units of work like those of
 * common/interview.h. After an unknown COMMIT that went through, the job is finished and the repeat ends in
 * ERR_FENCED: nothing is written twice, and interview_newest() serves the readers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/interview.h"

/* The question that every speech job is about. */
#define SPOKEN_INDEX 0

struct spoken {
	const char *question_id, *media_type;
	const void *body;
	size_t size;
};
/* Keep the audio, say so, finish the job. ERR_FENCED: the job is somebody else's. */
MUST_CHECK enum err interview_spoken(struct db *db, const struct job *job, int64_t lease_s,
				     const struct spoken *spoken, struct outcome *ret);

/* An attempt failed. With a retry to come the job goes back to the queue and nothing else changes; without,
 * the question stays unspoken, and that is said. ERR_FENCED. */
MUST_CHECK enum err interview_speech_failed(struct db *db, const struct job *job, int64_t lease_s,
					    const char *question_id, const struct attempt_end *end,
					    struct outcome *ret);

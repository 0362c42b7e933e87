/* SQL of spoken questions. */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/projection.h"

struct audio {
	char media_type[65];
	size_t size;
	char body[]; /* size bytes */
};
void audio_free(struct audio *audio);
FREEP(audio, struct audio *, audio_free)

/* The audio of a question of this session. ERR_NOTFOUND: there is none, or it is another session's. */
MUST_CHECK enum err store_audio_load(struct db *db, const char *session_id, const char *question_id,
				     struct audio **ret);

/* From here on: under the session's lock. */

/* Keep what was spoken; the question is READY by that. */
MUST_CHECK enum err store_audio_insert(struct db *db, const char *question_id, const char *media_type,
				       const void *body, size_t size);

MUST_CHECK enum err store_audio_status(struct db *db, const char *question_id, enum tts_status status);

/* Is a question of this session being spoken? */
MUST_CHECK enum err store_audio_pending(struct db *db, const char *session_id, bool *ret);

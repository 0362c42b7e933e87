/* SQL of spoken questions. */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"

struct audio {
	char media_type[65];
	size_t size;
	char body[]; /* size bytes */
};
void audio_free(struct audio *audio);
FREEP(audio, struct audio *, audio_free)

/* The audio of a question of this session. ERR_NOTFOUND: there is none, or it is another session's. */
MUST_CHECK enum err store_audio_load(struct db *db, const char *session_id, const char *question_id, struct audio **ret);

/* The /now projection, pure: stored facts and settings in, JSON out. Two calls with the same facts give the
 * same bytes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/question.h"
#include "common/session.h"

enum tts_status { TTS_NONE, TTS_GENERATING, TTS_READY, TTS_FAILED, TTS__COUNT };
const char *tts_status_name(enum tts_status status);
bool tts_status_parse(const char *name, enum tts_status *ret);

/* Everything the projection is made of. */
struct facts {
	struct session session;
	int job_attempt;          /* of the newest generation's job: claims so far */
	bool job_running;         /* somebody holds it now */
	bool has_question;        /* the current question is set */
	struct question question; /* the current one */
	enum tts_status tts_status;
	int64_t tts_generated_at_ms; /* 0: not */
	int questions_stored;
	bool set_complete; /* no more questions will come */
};

#define PROJECTION_ETAG_SIZE 25

/* What a candidate quotes to support: the end of the id that stands in every log line of this generation (its
 * beginning is the time and hardly differs); of the session's own id before there is one. */
#define PROJECTION_REFERENCE_SIZE 9
void projection_reference(const struct facts *facts, char ret[PROJECTION_REFERENCE_SIZE]);

/*
 * ret_json: compact JSON text, the caller frees it. ret_token: the resume token, which is also the ETag's
 * opaque part (without quotes). retries_allowed: the policy's candidate retries.
 */
MUST_CHECK enum err projection_write(const struct facts *facts, int retries_allowed, char **ret_json,
				     char ret_token[PROJECTION_ETAG_SIZE]);

/* The words of uiHints.screen and .message, for a page that is rendered on the server. Static text; message
 * may be NULL. */
const char *projection_screen(const struct facts *facts);
const char *projection_message(const struct facts *facts, int retries_allowed);

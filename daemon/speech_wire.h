/*
 * The OpenAI-compatible POST {base_url}/audio/speech, pure: settings and a text into a request, an answer
 * into audio or the failure it means.
 */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/config.h"
#include "common/err.h"
#include "common/failure.h"
#include "common/http.h"
#include "daemon/provider.h"

/* Nothing but text and the settings go out. key: NULL sends none. ERR_INPUT: the base URL is malformed;
 * ERR_NOMEM, ERR_LIMIT. */
MUST_CHECK enum err speech_request(const struct speech_settings *settings, const char *key, const char *text,
				   struct ai_request *ret);

/* An answer as HTTP gave it. body is NUL-terminated behind its size bytes. */
struct speech_answer {
	const struct http_head *head;
	const char *body;
	size_t size;
};

/* What the answer is. On failure detail is for the operator's log and holds no key. */
struct speech_result {
	enum failure failure;
	const char *media_type; /* static: as browsers know it */
	char detail[200];
};
struct speech_result speech_judge(const struct speech_answer *answer);

/* What the operator can do about it; NULL where time alone mends it. */
const char *speech_mend(enum failure failure);

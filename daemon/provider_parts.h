/* What the provider files share among themselves; the rest of the daemon includes provider.h. */
#pragma once

#include "common/js.h"
#include "daemon/provider.h"

extern const struct provider provider_openai;
extern const struct provider provider_anthropic;

#define AI_CHUNK_MAX (256 * 1024) /* bytes of one event, or of a whole answer */

/*
 * The answer form of every provider (CONTRACT: "What an AI has to answer"), as a new JSON value; NULL:
 * memory. Only what all providers take in their strict modes; schema/questions.schema.json says the same.
 */
struct json_object *questions_schema(void);

/* Requests. */

/*
 * The URL of an endpoint below base_url (empty: fallback): path behind it, in front of a query if it has one.
 * People write a base URL in many ways: with a slash at its end, without the /v1 (added behind a bare host,
 * or with versioned behind any path), with the endpoint itself. ERR_INPUT: not http or https, or no host.
 */
MUST_CHECK enum err ai_url(const char *base_url, const char *fallback, bool versioned, const char *path,
			   char **ret);
/* Append "name: value". ERR_LIMIT: too many; ERR_INPUT: not a header; ERR_NOMEM. */
MUST_CHECK enum err ai_add_header(struct ai_request *req, const char *name, const char *value);
/* Append "Authorization: Bearer key". ERR_INPUT: a key of above 590 bytes, else like ai_add_header. */
MUST_CHECK enum err ai_add_bearer(struct ai_request *req, const char *key);
/*
 * Append the settings' further headers, "Name: value | Name: value". Add them first: ai_add_header leaves
 * alone what stands already, so an operator can replace a header of ours.
 */
MUST_CHECK enum err ai_add_headers(struct ai_request *req, const char *headers);
/* Hand a complete request over and leave an empty one behind. */
void ai_request_give(struct ai_request *req, struct ai_request *ret);
/* {"role": role, "content": content} at the end of list; a failure sticks in js. */
void ai_add_message(struct js *js, struct json_object *list, const char *role, const char *content);

/* Results. */

struct ai_result ai_result_new(void);
/* The good end. Nothing after a failure. */
void ai_end(struct ai_result *result);
/* Note a failure, unless there is one or the good end was seen. */
void ai_fail(struct ai_result *result, enum failure failure, const char *fmt, ...) PRINTF(3, 4);
/* Copy as much of text as fits, whole characters, control characters dropped. NULL text: nothing happens. */
void ai_copy(char *dst, size_t size, const char *text);
/* A text member of any length, NULs in it cut off, or NULL. Borrowed. */
const char *ai_text(const struct json_object *obj, const char *key);
/* Hand on a text member, if it is one and not empty. */
void ai_emit(const struct json_object *obj, const char *key, ai_text_fn *text, void *ctx);
/* A count >= 0 into *ret, if it is one. */
void ai_count(const struct json_object *obj, const char *key, int64_t *ret);
/* Parse one event or body. NULL: not JSON, which is noted as a failure. The caller puts it. */
struct json_object *ai_parse(struct ai_result *result, const char *data, size_t n);
/* An error reported inside an answer of status 200: {"type", "code", "message"}, or a mere string. */
void ai_stream_error(struct ai_result *result, struct json_object *error);

/* How an end reason of the provider counts. */
struct ai_finish {
	const char *reason;
	enum failure failure; /* FAILURE_NONE: the good end */
};
/* Look reason up in a table that ends with a NULL row; an unknown one proves nothing: FAILURE_TRUNCATED. */
void ai_finish_reason(struct ai_result *result, const struct ai_finish *table, const char *reason);

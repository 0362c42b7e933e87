/*
 * JSON. In: strict text with a byte limit, then typed, bounded getters (json-c's own coerce silently). Out: a
 * builder whose first failure sticks. The prefix is js_ because json_ belongs to json-c. json-c stays visible
 * to those who build bodies: struct json_object is its type.
 */
#pragma once

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"

#define JS_DEPTH_MAX 16

FREEP(json, struct json_object *, (void)json_object_put) /* AUTO(json) struct json_object *x = NULL; */

/*
 * Parse text[0..n): one JSON value, strict syntax (RFC 8259), valid UTF-8, values nested at most JS_DEPTH_MAX
 * deep, no duplicate keys, no NUL in a key, nothing but white space around it. An escaped lone surrogate
 * becomes U+FFFD; `null` is OK and NULL. ERR_LIMIT if n > max; ERR_INPUT if it isn't JSON; ERR_NOMEM. *ret is
 * the caller's to put.
 */
MUST_CHECK enum err js_parse(const char *text, size_t n, size_t max, struct json_object **ret);

/* Getters: ERR_NOTFOUND when the key is absent or null, ERR_INPUT on another type or out of bounds. Results
 * are borrowed. */
MUST_CHECK enum err js_i64(const struct json_object *obj, const char *key, int64_t min, int64_t max,
			   int64_t *ret);
MUST_CHECK enum err js_bool(const struct json_object *obj, const char *key, bool *ret);
/* max_chars counts code points. */
MUST_CHECK enum err js_text(const struct json_object *obj, const char *key, size_t max_chars,
			    const char **ret);
MUST_CHECK enum err js_object(const struct json_object *obj, const char *key, struct json_object **ret);
MUST_CHECK enum err js_array(const struct json_object *obj, const char *key, size_t max_len,
			     struct json_object **ret);

/* The first key of obj that is not in the NULL-terminated list, or NULL. Borrowed. */
const char *js_unknown_key(const struct json_object *obj, const char *const *known);

/* A builder for one object. */
struct js {
	struct json_object *obj;
	enum err err;
};

struct js js_new(void); /* failure sticks, like every later one */
void js_add(struct js *js, const char *key,
	    struct json_object *val); /* always consumes val; NULL is a failed allocation */
void js_add_text(struct js *js, const char *key, const char *text); /* NULL text is null */
void js_add_i64(struct js *js, const char *key, int64_t n);
void js_add_bool(struct js *js, const char *key, bool on);
void js_add_null(struct js *js, const char *key);
void js_add_time(struct js *js, const char *key, int64_t at_ms);  /* RFC 3339; 0 is null */
void js_add_js(struct js *js, const char *key, struct js *child); /* consumes child, takes over its failure */
/* OK: *ret is the object, the caller puts it. Else the stuck error. The builder is empty afterwards either
 * way. */
MUST_CHECK enum err js_take(struct js *js, struct json_object **ret);
/* The same as compact text; the caller frees it. */
MUST_CHECK enum err js_take_text(struct js *js, char **ret);
void js_done(struct js *js);
static inline void js_freep(struct js *js)
{
	js_done(js);
}

/* Compact text of any value, '/' not escaped. The caller frees it. */
MUST_CHECK enum err js_write(struct json_object *val, char **ret);

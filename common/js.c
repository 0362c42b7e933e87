#include "common/js.h"

#include <string.h>

#include "common/clock.h"
#include "common/js_scan.h"
#include "common/str.h"

static size_t count_members(struct json_object *val)
{
	size_t n = 0;

	if (json_object_is_type(val, json_type_object)) {
		json_object_object_foreach (val, key, member) {
			(void)key;
			n += 1 + count_members(member);
		}
	} else if (json_object_is_type(val, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(val); i++)
			n += count_members(json_object_array_get_idx(val, i));
	}
	return n;
}

enum err js_parse(const char *text, size_t n, size_t max, struct json_object **ret)
{
	AUTO(json) struct json_object *val = NULL;
	struct json_tokener *tok;
	enum json_tokener_error status;
	size_t keys;

	if (n > max || n > INT32_MAX)
		return ERR_LIMIT;
	if (memchr(text, '\0', n) || !str_utf8(text, n, NULL) || !js_scan(text, n, JS_DEPTH_MAX, &keys))
		return ERR_INPUT;
	tok = json_tokener_new_ex(JS_DEPTH_MAX);
	if (!tok)
		return ERR_NOMEM;
	val = json_tokener_parse_ex(tok, text, (int)n);
	status = json_tokener_get_error(tok);
	if (status == json_tokener_continue) { /* a bare number or literal ends only at the next byte */
		val = json_tokener_parse_ex(tok, "", 1);
		status = json_tokener_get_error(tok);
	}
	json_tokener_free(tok);
	if (status != json_tokener_success || keys != count_members(val))
		return ERR_INPUT; /* of a key that stands twice json-c keeps the last */
	*ret = TAKE(val);
	return OK;
}

/* The member of the wanted type, borrowed. */
static enum err member(const struct json_object *obj, const char *key, enum json_type type,
		       struct json_object **ret)
{
	struct json_object *val;

	if (!json_object_is_type(obj, json_type_object))
		return ERR_INPUT;
	if (!json_object_object_get_ex(obj, key, &val) || !val)
		return ERR_NOTFOUND;
	if (!json_object_is_type(val, type))
		return ERR_INPUT;
	*ret = val;
	return OK;
}

enum err js_i64(const struct json_object *obj, const char *key, int64_t min, int64_t max, int64_t *ret)
{
	struct json_object *val;
	enum err e = member(obj, key, json_type_int, &val);
	int64_t n;

	if (e)
		return e;
	n = json_object_get_int64(val);
	if (n < min || n > max) /* json-c saturates, so callers keep max below INT64_MAX */
		return ERR_INPUT;
	*ret = n;
	return OK;
}

enum err js_bool(const struct json_object *obj, const char *key, bool *ret)
{
	struct json_object *val;
	enum err e = member(obj, key, json_type_boolean, &val);

	if (e)
		return e;
	*ret = json_object_get_boolean(val);
	return OK;
}

enum err js_text(const struct json_object *obj, const char *key, size_t max_chars, const char **ret)
{
	struct json_object *val;
	enum err e = member(obj, key, json_type_string, &val);
	const char *text;
	size_t n, chars;

	if (e)
		return e;
	text = json_object_get_string(val);
	n = (size_t)json_object_get_string_len(val);
	if (strlen(text) != n || !str_utf8(text, n, &chars) || chars > max_chars)
		return ERR_INPUT;
	*ret = text;
	return OK;
}

enum err js_object(const struct json_object *obj, const char *key, struct json_object **ret)
{
	return member(obj, key, json_type_object, ret);
}

enum err js_array(const struct json_object *obj, const char *key, size_t max_len, struct json_object **ret)
{
	struct json_object *val;
	enum err e = member(obj, key, json_type_array, &val);

	if (e)
		return e;
	if (json_object_array_length(val) > max_len)
		return ERR_INPUT;
	*ret = val;
	return OK;
}

const char *js_unknown_key(const struct json_object *obj, const char *const *known)
{
	json_object_object_foreach (obj, key, val) {
		const char *const *k = known;

		(void)val;
		while (*k && strcmp(*k, key) != 0)
			k++;
		if (!*k)
			return key;
	}
	return NULL;
}

struct js js_new(void)
{
	struct js js = { json_object_new_object(), OK };

	if (!js.obj)
		js.err = ERR_NOMEM;
	return js;
}

void js_add(struct js *js, const char *key, struct json_object *val)
{
	if (js->err || !val || json_object_object_add(js->obj, key, val) < 0) {
		json_object_put(val);
		js->err = js->err ? js->err : ERR_NOMEM;
	}
}

void js_add_text(struct js *js, const char *key, const char *text)
{
	if (text)
		js_add(js, key, json_object_new_string(text));
	else
		js_add_null(js, key);
}

void js_add_i64(struct js *js, const char *key, int64_t n)
{
	js_add(js, key, json_object_new_int64(n));
}

void js_add_bool(struct js *js, const char *key, bool on)
{
	js_add(js, key, json_object_new_boolean(on));
}

void js_add_null(struct js *js, const char *key)
{
	if (!js->err && json_object_object_add(js->obj, key, NULL) < 0)
		js->err = ERR_NOMEM;
}

void js_add_time(struct js *js, const char *key, int64_t at_ms)
{
	char iso[CLOCK_ISO_SIZE];

	if (at_ms == 0) {
		js_add_null(js, key);
		return;
	}
	clock_iso(at_ms, iso);
	js_add_text(js, key, iso);
}

void js_add_js(struct js *js, const char *key, struct js *child)
{
	struct json_object *val = NULL;
	enum err e = js_take(child, &val);

	if (e)
		js->err = js->err ? js->err : e;
	else
		js_add(js, key, val);
}

enum err js_take(struct js *js, struct json_object **ret)
{
	enum err e = js->err;

	if (e)
		js_done(js);
	else
		*ret = TAKE(js->obj);
	return e;
}

enum err js_take_text(struct js *js, char **ret)
{
	AUTO(json) struct json_object *val = NULL;
	enum err e = js_take(js, &val);

	return e ? e : js_write(val, ret);
}

void js_done(struct js *js)
{
	json_object_put(js->obj);
	js->obj = NULL;
}

enum err js_write(struct json_object *val, char **ret)
{
	const char *text = json_object_to_json_string_ext(val, JSON_C_TO_STRING_PLAIN |
								       JSON_C_TO_STRING_NOSLASHESCAPE);
	char *copy = text ? strdup(text) : NULL;

	if (!copy)
		return ERR_NOMEM;
	*ret = copy;
	return OK;
}

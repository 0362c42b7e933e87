#include "common/intake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"
#include "common/str.h"
#include "common/unicode.h"

#define ANSWERS_MAX_BYTES 65536
#define BYTE_ORDER_MARK   "\xEF\xBB\xBF"

static enum err refuse(char *message, enum err e, const char *fmt, ...) PRINTF(3, 4);

static enum err refuse(char *message, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, INTAKE_MESSAGE_SIZE, fmt, ap);
	va_end(ap);
	return e;
}

static enum err keep(const char *text, char **ret)
{
	char *copy = strdup(text);

	if (!copy)
		return ERR_NOMEM;
	*ret = copy;
	return OK;
}

/* Reorders or breaks the line it stands in: line and paragraph separators, direction marks and overrides. */
static bool disturbs_line(uint32_t cp)
{
	return cp == 0x2028 || cp == 0x2029 || cp == 0x200E || cp == 0x200F || cp == 0x061C ||
	       (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* The first character that a text on one line can't hold, or 0. */
static uint32_t first_disturbing(const char *text)
{
	uint32_t cp;

	while ((cp = str_utf8_next(&text)))
		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || disturbs_line(cp))
			return cp;
	return 0;
}

static bool is_blank(const char *text)
{
	uint32_t cp;

	while ((cp = str_utf8_next(&text)))
		if (!unicode_is_space(cp) && !unicode_is_hidden(cp))
			return false;
	return true;
}

/* Cut white space off both ends, in place. */
static char *trim(char *text)
{
	const char *at = text, *start = text, *end;
	bool inside = false;
	uint32_t cp;

	end = text;
	for (const char *before = at; (cp = str_utf8_next(&at)); before = at) {
		if (unicode_is_space(cp))
			continue;
		if (!inside)
			start = before;
		inside = true;
		end = at;
	}
	memmove(text, start, (size_t)(end - start));
	text[end - start] = '\0';
	return text;
}

enum err intake_role(const char *role, char **ret, char ret_message[INTAKE_MESSAGE_SIZE])
{
	char *text;
	uint32_t cp;
	size_t chars = 0;
	enum err e = OK;

	if (!str_utf8(role, strlen(role), NULL))
		return refuse(ret_message, ERR_INPUT, "is not UTF-8 text");
	cp = first_disturbing(role);
	if (cp)
		return refuse(ret_message, ERR_INPUT,
			      "holds the control character U+%04X: a role is plain text on one line",
			      (unsigned)cp);
	text = unicode_nfc(role, strlen(role));
	if (!text)
		return ERR_NOMEM;
	trim(text);
	(void)str_utf8(text, strlen(text), &chars);
	if (is_blank(text))
		e = refuse(ret_message, ERR_INPUT, "is empty: 1 to %d characters name the role",
			   ROLE_MAX_CHARS);
	else if (chars > ROLE_MAX_CHARS)
		e = refuse(ret_message, ERR_LIMIT, "has %zu characters; at most %d are allowed", chars,
			   ROLE_MAX_CHARS);
	if (e)
		free(text);
	else
		*ret = text;
	return e;
}

enum err intake_language(const char *tag, char **ret, char ret_message[INTAKE_MESSAGE_SIZE])
{
	if (!str_is_language(tag))
		return refuse(ret_message, ERR_INPUT,
			      "is not a language tag: BCP 47 has the form en, de-AT or zh-Hant");
	return keep(tag, ret);
}

/* Line on which the byte at stands, counted from 1. */
static size_t line_of(const char *text, const char *at)
{
	size_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* CRLF and a lone CR become LF, in place. */
static void normalise_lines(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from;
	}
	*to = '\0';
}

/* Where well-formed UTF-8 without a NUL ends. */
static size_t good_bytes(const char *src, size_t n)
{
	size_t low = 0, len;

	while (low < n && src[low]) {
		for (len = 1; len <= 4 && low + len <= n; len++)
			if (str_utf8(src + low, len, NULL))
				break;
		if (len > 4 || low + len > n)
			break;
		low += len;
	}
	return low;
}

static enum err not_text(const char *src, size_t n, char *message)
{
	size_t good = good_bytes(src, n);

	if (n >= 2 && (memcmp(src, "\xFF\xFE", 2) == 0 || memcmp(src, "\xFE\xFF", 2) == 0))
		return refuse(message, ERR_INPUT, "is UTF-16: save it as UTF-8 text");
	if (good < n && src[good] == '\0')
		return refuse(message, ERR_INPUT, "line %zu: holds a NUL byte, so it is not a text file",
			      line_of(src, src + good));
	return refuse(message, ERR_INPUT, "line %zu: is not UTF-8 (byte 0x%02X): save it as UTF-8 text",
		      line_of(src, src + good), (unsigned)(unsigned char)src[good]);
}

/* Normalised text in, verdict out. */
static enum err check_description(const char *text, char *message)
{
	const char *at = text;
	size_t chars = 0;

	for (const char *before = at; *at; before = at) {
		uint32_t cp = str_utf8_next(&at);

		chars++;
		if ((cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7F && cp < 0xA0))
			return refuse(message, ERR_INPUT,
				      "line %zu: holds the control character U+%04X: only text is allowed",
				      line_of(text, before), (unsigned)cp);
	}
	if (chars > JOB_DESCRIPTION_MAX_CHARS)
		return refuse(message, ERR_LIMIT,
			      "has %zu characters; a job description has at most %d: shorten it", chars,
			      JOB_DESCRIPTION_MAX_CHARS);
	if (is_blank(text))
		return refuse(message, ERR_INPUT,
			      "is empty: leave the option out if there is no description");
	return OK;
}

enum err intake_job_description(const char *src, size_t n, char **ret, char ret_message[INTAKE_MESSAGE_SIZE])
{
	size_t mark = strlen(BYTE_ORDER_MARK);
	char *text;
	enum err e;

	if (!str_utf8(src, n, NULL) || memchr(src, '\0', n))
		return not_text(src, n, ret_message);
	if (n >= mark && memcmp(src, BYTE_ORDER_MARK, mark) == 0) {
		src += mark;
		n -= mark;
	}
	text = strndup(src, n);
	if (!text)
		return ERR_NOMEM;
	normalise_lines(text);
	e = check_description(text, ret_message);
	if (e)
		free(text);
	else
		*ret = text;
	return e;
}

/* One text of the intake. what: how the message calls it. */
static enum err check_text(const char *text, const char *what, size_t max_chars, char *message)
{
	size_t chars = 0;

	if (!str_utf8(text, strlen(text), &chars) || str_has_control(text, "\n\t"))
		return refuse(message, ERR_INPUT, "%s holds a control character", what);
	if (chars > max_chars)
		return refuse(message, ERR_LIMIT, "%s has %zu characters; at most %zu are allowed", what,
			      chars, max_chars);
	if (is_blank(text))
		return refuse(message, ERR_INPUT, "%s is empty: leave it out instead", what);
	return OK;
}

static bool holds_nul(struct json_object *val)
{
	return strlen(json_object_get_string(val)) != (size_t)json_object_get_string_len(val);
}

static enum err copy_text(struct json_object *val, const char *what, size_t max_chars,
			  struct json_object **ret, char *message)
{
	enum err e;

	if (!json_object_is_type(val, json_type_string))
		return refuse(message, ERR_INPUT, "%s has to be a text in quotes", what);
	if (holds_nul(val))
		return refuse(message, ERR_INPUT, "%s holds a control character", what);
	e = check_text(json_object_get_string(val), what, max_chars, message);
	if (!e)
		*ret = json_object_new_string(json_object_get_string(val));
	return e;
}

static enum err copy_topics(struct json_object *val, struct json_object **ret, char *message)
{
	AUTO(json) struct json_object *list = json_object_new_array();
	size_t n = json_object_is_type(val, json_type_array) ? json_object_array_length(val) : 0;

	if (!list)
		return ERR_NOMEM;
	if (n == 0)
		return refuse(message, ERR_INPUT, "mustPractice has to be a list of 1 to %d texts",
			      INTAKE_TOPICS_MAX);
	if (n > INTAKE_TOPICS_MAX)
		return refuse(message, ERR_LIMIT, "mustPractice has %zu entries; at most %d are allowed", n,
			      INTAKE_TOPICS_MAX);
	for (size_t i = 0; i < n; i++) {
		struct json_object *copy = NULL;
		char what[40];
		enum err e;

		snprintf(what, sizeof(what), "mustPractice[%zu]", i);
		e = copy_text(json_object_array_get_idx(val, i), what, INTAKE_TOPIC_MAX_CHARS, &copy,
			      message);
		if (e)
			return e;
		if (!copy || json_object_array_add(list, copy) < 0)
			return ERR_NOMEM;
	}
	*ret = TAKE(list);
	return OK;
}

static enum err copy_confidence(const struct json_object *obj, struct json_object **ret, char *message)
{
	int64_t n;

	if (js_i64(obj, "confidence", 1, 5, &n))
		return refuse(message, ERR_INPUT, "confidence has to be a whole number from 1 to 5");
	*ret = json_object_new_int64(n);
	return OK;
}

static enum err copy_key(struct json_object *obj, const char *key, struct json_object **ret, char *message)
{
	struct json_object *val = json_object_object_get(obj, key);

	if (strcmp(key, "confidence") == 0)
		return copy_confidence(obj, ret, message);
	if (strcmp(key, "mustPractice") == 0)
		return copy_topics(val, ret, message);
	if (strcmp(key, "goal") == 0 || strcmp(key, "struggle") == 0)
		return copy_text(val, key, INTAKE_GOAL_MAX_CHARS, ret, message);
	return copy_text(val, key, INTAKE_LABEL_MAX_CHARS, ret, message);
}

static const char *const intake_keys[] = { "stage",        "confidence", "challengeLevel", "goal", "struggle",
					   "mustPractice", NULL };

static enum err copy_answers(struct json_object *obj, char **ret, char *message)
{
	AUTO(js) struct js js = js_new();
	int count = 0;

	for (const char *const *key = intake_keys; *key; key++) {
		struct json_object *copy = NULL;
		enum err e;

		if (!json_object_object_get(obj, *key))
			continue;
		e = copy_key(obj, *key, &copy, message);
		if (e)
			return e;
		js_add(&js, *key, copy);
		count++;
	}
	if (count == 0)
		return refuse(message, ERR_INPUT,
			      "says nothing: leave the option out if there are no answers");
	return js_take_text(&js, ret);
}

enum err intake_answers(const char *src, size_t n, char **ret, char ret_message[INTAKE_MESSAGE_SIZE])
{
	AUTO(json) struct json_object *obj = NULL;
	const char *unknown;
	enum err e = js_parse(src, n, ANSWERS_MAX_BYTES, &obj);

	if (e == ERR_LIMIT)
		return refuse(ret_message, e, "has %zu bytes; at most %d are allowed", n, ANSWERS_MAX_BYTES);
	if (e == ERR_NOMEM)
		return e;
	if (e || !json_object_is_type(obj, json_type_object))
		return refuse(ret_message, ERR_INPUT,
			      "is not a JSON object (strict JSON in UTF-8, no key twice)");
	unknown = js_unknown_key(obj, intake_keys);
	if (unknown)
		return refuse(ret_message, ERR_INPUT,
			      "the key \"%.60s\" is unknown; allowed are stage, confidence, challengeLevel, "
			      "goal, struggle, mustPractice",
			      unknown);
	return copy_answers(obj, ret, ret_message);
}

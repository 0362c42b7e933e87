/*
 * What an AI server's own words about a failure mean. Servers agree on little: {"error": {"type", "code",
 * "message"}}, with a number, a word or null as the code; {"error": "text"}; {"detail": ...}; HTML from a
 * proxy. The words go to the operator's log, so what could carry a key or a prompt is left out of them.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "daemon/provider_parts.h"

struct ai_result ai_result_new(void)
{
	return (struct ai_result){ .tokens_in = -1, .tokens_out = -1 };
}

void ai_end(struct ai_result *result)
{
	if (!result->failure)
		result->ended = true;
}

void ai_fail(struct ai_result *result, enum failure failure, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	if (result->ended || result->failure)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	result->failure = failure;
	ai_copy(result->detail, sizeof(result->detail), text);
}

void ai_copy(char *dst, size_t size, const char *text)
{
	size_t n = 0;

	if (!text)
		return;
	while (*text) {
		const char *from = text;
		uint32_t cp = str_utf8_next(&text);
		size_t len = (size_t)(text - from);

		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xFFFD)
			continue;
		if (n + len >= size)
			break;
		memcpy(dst + n, from, len);
		n += len;
	}
	dst[n] = '\0';
}

/* Words that decide, whatever the status or the error's type is. */
static const struct {
	const char *word;
	enum failure failure;
} telling[] = {
	{ "insufficient_quota", FAILURE_QUOTA },    { "billing", FAILURE_QUOTA },
	{ "credit balance", FAILURE_QUOTA },        { "insufficient balance", FAILURE_QUOTA },
	{ "insufficient credits", FAILURE_QUOTA },  { "content_filter", FAILURE_REFUSED },
	{ "ResponsibleAIPolicy", FAILURE_REFUSED }, { "json_validate_failed", FAILURE_INVALID_OUTPUT },
};

/* Types and codes of errors inside a stream, where no status tells. */
static const struct {
	const char *word;
	enum failure failure;
} kinds[] = {
	{ "rate_limit", FAILURE_RATE_LIMITED }, { "authentication", FAILURE_AUTH },
	{ "permission", FAILURE_AUTH },         { "invalid_api_key", FAILURE_AUTH },
	{ "invalid_request", FAILURE_REQUEST }, { "BadRequest", FAILURE_REQUEST },
	{ "not_found", FAILURE_REQUEST },       { "NotFound", FAILURE_REQUEST },
	{ "exceed_context", FAILURE_REQUEST },
};

static enum failure by_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return FAILURE_AUTH;
	case 402:
		return FAILURE_QUOTA;
	case 408:
	case 504:
		return FAILURE_TIMEOUT;
	case 409:
	case 425:
		return FAILURE_SERVER;
	case 429:
		return FAILURE_RATE_LIMITED;
	default:
		return status >= 300 && status < 500 ? FAILURE_REQUEST : FAILURE_SERVER;
	}
}

/* May words overrule the status? A 5xx is the server's trouble whatever it says. */
static enum failure telling_word(int status, const char *text)
{
	for (size_t i = 0; text && status < 500 && status != 401 && i < ARRAY_LEN(telling); i++)
		if (strcasestr(text, telling[i].word))
			return telling[i].failure;
	return FAILURE_NONE;
}

/* An error as the server describes it. Texts are borrowed, or NULL. */
struct words {
	const char *type, *code, *message;
	int status; /* a numeric code, 0 if there is none */
};

static struct words words_of(struct json_object *error)
{
	struct words w = { 0 };
	int64_t status = 0;

	if (json_object_is_type(error, json_type_string)) {
		w.message = json_object_get_string(error);
		return w;
	}
	w.type = ai_text(error, "type");
	w.code = ai_text(error, "code");
	w.message = ai_text(error, "message");
	ai_count(error, "code", &status);
	w.status = status >= 400 && status <= 599 ? (int)status : 0;
	return w;
}

static enum failure classify(int status, const struct words *w)
{
	const char *const texts[] = { w->code, w->type, w->message };
	enum failure f = FAILURE_NONE;

	for (size_t i = 0; i < ARRAY_LEN(texts) && !f; i++)
		f = telling_word(status, texts[i]);
	for (size_t i = 0; i < ARRAY_LEN(kinds) && !f && !status; i++)
		if ((w->code && strcasestr(w->code, kinds[i].word)) ||
		    (w->type && strcasestr(w->type, kinds[i].word)))
			f = kinds[i].failure;
	return f ? f : by_status(status);
}

/* Length of the message's part that may be logged: validators quote what they were sent. */
static int loggable(const struct words *w, enum failure failure)
{
	static const char *const quotes[] = { "input", "messages\"", "'content'", "\"content\"" };
	size_t n = w->message && failure != FAILURE_AUTH ? strlen(w->message) : 0;

	for (size_t i = 0; n > 0 && i < ARRAY_LEN(quotes); i++) {
		const char *at = strstr(w->message, quotes[i]);

		if (at && (size_t)(at - w->message) < n)
			n = (size_t)(at - w->message);
	}
	return n < 120 ? (int)n : 120;
}

/* A refused key is quoted by some servers, so of such a message only type and code are kept. */
static void fail_with(struct ai_result *result, enum failure failure, const char *where,
		      const struct words *w)
{
	ai_fail(result, failure, "%s%s%.40s%s%.40s%s%.*s", where, w->type ? " " : "", w->type ? w->type : "",
		w->code ? " " : "", w->code ? w->code : "", loggable(w, failure) ? ": " : "",
		loggable(w, failure), w->message ? w->message : "");
}

void ai_stream_error(struct ai_result *result, struct json_object *error)
{
	struct words w = words_of(error);

	fail_with(result, classify(w.status, &w), "in the stream:", &w);
}

/* The object in an error body that describes the error, borrowed; NULL if there is none. */
static struct json_object *error_in(struct json_object *body)
{
	struct json_object *error;

	if (json_object_is_type(body, json_type_array)) /* Google's compatible endpoint wraps it once more */
		body = json_object_array_get_idx(body, 0);
	if (!json_object_is_type(body, json_type_object))
		return NULL;
	return json_object_object_get_ex(body, "error", &error) && error ? error : body;
}

void ai_http_failure(int http_status, const char *body, struct ai_result *result)
{
	AUTO(json) struct json_object *json = NULL;
	struct words w = { 0 };
	char where[16];
	enum failure f;

	snprintf(where, sizeof(where), "HTTP %d", http_status);
	if (js_parse(body, strlen(body), AI_CHUNK_MAX, &json) == OK && error_in(json))
		w = words_of(error_in(json));
	f = classify(http_status, &w);
	if (!json && telling_word(http_status, body)) /* cut off, or in a form nobody has seen yet */
		f = telling_word(http_status, body);
	if (!w.message && strchr(" \t\r\n<", *body) && strchr(body, '<'))
		w.message = "an HTML page, probably of a proxy";
	fail_with(result, f, where, &w);
}

#define SECRET_RUN 8

/* How many bytes at text stand in secret[0..n) as well; 0 if fewer than SECRET_RUN. */
static size_t run_of(const char *text, const char *secret, size_t n)
{
	size_t longest = 0;

	for (size_t from = 0; from < n; from++) {
		size_t len = 0;

		while (from + len < n && text[len] && text[len] == secret[from + len])
			len++;
		longest = len > longest ? len : longest;
	}
	return longest < SECRET_RUN ? 0 : longest;
}

static void redact(char *text, const char *secret, size_t n)
{
	for (; *text; text++)
		for (size_t len = run_of(text, secret, n); len > 0; len--)
			text[len - 1] = '*';
}

static bool tells_of_secret(const char *header, size_t n)
{
	static const char *const words[] = { "key", "auth", "token", "secret", "cookie" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (size_t at = 0; at + strlen(words[i]) <= n; at++)
			if (strncasecmp(header + at, words[i], strlen(words[i])) == 0)
				return true;
	return false;
}

void ai_redact(char *text, const char *key, const char *headers)
{
	if (key)
		redact(text, key, strlen(key));
	while (headers && *headers) {
		size_t n = strcspn(headers, "|"), name = strcspn(headers, ":");

		if (name < n && tells_of_secret(headers, name))
			redact(text, headers + name + 1, n - name - 1);
		headers += n + (headers[n] == '|');
	}
}

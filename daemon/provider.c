/* The table of providers, and what building a request has in common. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/config.h"
#include "common/str.h"
#include "daemon/provider_parts.h"

static const struct provider provider_bank = { .name = "bank" };

static const struct provider *const providers[] = { &provider_bank, &provider_openai, &provider_anthropic };

const struct provider *provider_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(providers); i++)
		if (strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

/* Strict modes want every property required and nothing besides; the reader of answers is more lenient. */
static const char schema_text[] =
	"{\"type\":\"object\",\"properties\":{\"questions\":{\"type\":\"array\",\"items\":"
	"{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
	"\"category\":{\"type\":\"string\",\"enum\":[\"Behavioral\",\"Situational\",\"Technical\"]},"
	"\"competency\":{\"type\":\"string\"},"
	"\"difficulty\":{\"type\":\"string\",\"enum\":[\"easy\",\"medium\",\"hard\"]}},"
	"\"required\":[\"text\",\"category\",\"competency\",\"difficulty\"],\"additionalProperties\":false}}}"
	","
	"\"required\":[\"questions\"],\"additionalProperties\":false}";

struct json_object *questions_schema(void)
{
	return json_tokener_parse(schema_text);
}

static void wipe(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

void ai_request_done(struct ai_request *req)
{
	for (size_t i = 0; i < AI_HEADERS_MAX; i++)
		wipe(&req->headers[i]);
	wipe(&req->body);
	wipe(&req->url);
}

void ai_request_give(struct ai_request *req, struct ai_request *ret)
{
	*ret = *req;
	*req = (struct ai_request){ 0 };
}

static bool ends_in(const char *text, size_t n, const char *end)
{
	size_t len = strlen(end);

	return n >= len && memcmp(text + n - len, end, len) == 0;
}

static size_t without_slashes(const char *base, size_t n, size_t least)
{
	while (n > least && base[n - 1] == '/')
		n--;
	return n;
}

/* Take the endpoint off a URL that names it, as people copy it from a manual. true: it did. */
static bool drop_endpoint(const char *base, size_t *n, size_t least)
{
	static const char *const endpoints[] = { "/chat/completions", "/messages", "/models",
						 "/audio/speech" };

	for (size_t i = 0; i < ARRAY_LEN(endpoints); i++) {
		if (!ends_in(base, *n, endpoints[i]))
			continue;
		*n = without_slashes(base, *n - strlen(endpoints[i]), least);
		return true;
	}
	return false;
}

enum err ai_url(const char *base_url, const char *fallback, bool versioned, const char *path, char **ret)
{
	AUTO(buf) struct buf url = BUF_INIT(1000);
	const char *base = base_url && *base_url ? base_url : fallback;
	size_t scheme = str_starts(base, "https://") ? 8 : str_starts(base, "http://") ? 7 : 0;
	size_t whole = strcspn(base, "?#"), host = scheme + strcspn(base + scheme, "/?#");
	size_t n = without_slashes(base, whole, scheme);
	bool named;

	if (!scheme || host == scheme)
		return ERR_INPUT;
	named = drop_endpoint(base, &n, host);
	buf_put(&url, base, n);
	if (!named && !ends_in(base, n, "/v1") && (versioned || n == host))
		buf_puts(&url, "/v1");
	buf_puts(&url, path);
	buf_put(&url, base + whole, strcspn(base + whole, "#"));
	return buf_take(&url, ret, NULL);
}

/* A header name is a token (RFC 9110 section 5.6.2); a value has no control characters. */
static bool is_header(const char *name, size_t name_len, const char *value)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	return name_len > 0 && strspn(name, token) >= name_len && *value && !str_has_control(value, "");
}

static bool stands(const struct ai_request *req, size_t count, const char *name, size_t name_len)
{
	for (size_t i = 0; i < count; i++)
		if (strncasecmp(req->headers[i], name, name_len) == 0 && req->headers[i][name_len] == ':')
			return true;
	return false;
}

static enum err add_header(struct ai_request *req, const char *name, size_t name_len, const char *value)
{
	AUTO(buf) struct buf line = BUF_INIT(2000);
	size_t count = 0;

	if (!is_header(name, name_len, value))
		return ERR_INPUT;
	while (req->headers[count])
		count++;
	if (stands(req, count, name, name_len))
		return OK;
	if (count + 1 >= AI_HEADERS_MAX)
		return ERR_LIMIT;
	buf_put(&line, name, name_len);
	buf_printf(&line, ": %s", value);
	return buf_take(&line, &req->headers[count], NULL);
}

enum err ai_add_header(struct ai_request *req, const char *name, const char *value)
{
	return add_header(req, name, strlen(name), value);
}

/* One "Name: value" of n bytes. */
static enum err add_line(struct ai_request *req, const char *line, size_t n)
{
	AUTO(buf) struct buf value = BUF_INIT(1000);
	const char *colon = memchr(line, ':', n);
	const char *start = colon ? colon + 1 : line + n;
	const char *end = line + n;

	while (start < end && *start == ' ')
		start++;
	while (end > start && end[-1] == ' ')
		end--;
	buf_put(&value, start, (size_t)(end - start));
	if (value.err)
		return value.err;
	return add_header(req, line, colon ? (size_t)(colon - line) : 0, buf_text(&value));
}

enum err ai_add_bearer(struct ai_request *req, const char *key)
{
	char value[600];
	int n = snprintf(value, sizeof(value), "Bearer %s", key);
	enum err e = n < (int)sizeof(value) ? ai_add_header(req, "Authorization", value) : ERR_INPUT;

	explicit_bzero(value, sizeof(value));
	return e;
}

enum err ai_add_headers(struct ai_request *req, const char *headers)
{
	static const char between[] = " | ";
	enum err e = OK;

	while (headers && *headers && !e) {
		const char *end = strstr(headers, between);

		e = add_line(req, headers, end ? (size_t)(end - headers) : strlen(headers));
		headers = end ? end + sizeof(between) - 1 : NULL;
	}
	return e;
}

/* URL and headers. */
static enum err begin(const struct provider *provider, const struct ai_settings *ai, const char *key,
		      const char *path, struct ai_request *req)
{
	enum err e = ai_url(ai->base_url, provider->default_base_url, provider->versioned, path, &req->url);

	if (!e)
		e = ai_add_headers(req, ai->headers);
	if (!e)
		e = ai_add_header(req, "Content-Type", "application/json");
	if (!e)
		e = ai_add_header(req, "Accept", "text/event-stream, application/json");
	if (!e)
		e = provider->add_own_headers(req, key);
	return e;
}

enum err ai_request_questions(const struct provider *provider, const struct ai_settings *ai, const char *key,
			      const struct prompt *prompt, int variant, struct ai_request *ret)
{
	AUTO(ai_request) struct ai_request req = { 0 };
	enum err e = begin(provider, ai, key, provider->endpoint, &req);

	if (!e)
		e = provider->body(*ai->model ? ai->model : provider->default_model, prompt, variant,
				   &req.body);
	if (!e)
		ai_request_give(&req, ret);
	return e;
}

enum err ai_request_models(const struct provider *provider, const struct ai_settings *ai, const char *key,
			   struct ai_request *ret)
{
	AUTO(ai_request) struct ai_request req = { 0 };
	enum err e = begin(provider, ai, key, "/models", &req);

	if (!e)
		ai_request_give(&req, ret);
	return e;
}

void ai_add_message(struct js *js, struct json_object *list, const char *role, const char *content)
{
	AUTO(json) struct json_object *message = NULL;
	struct js part = js_new();
	enum err e;

	js_add_text(&part, "role", role);
	js_add_text(&part, "content", content);
	e = js_take(&part, &message);
	if (!e && json_object_array_add(list, message) < 0)
		e = ERR_NOMEM;
	if (e)
		js->err = js->err ? js->err : e;
	else
		(void)TAKE(message);
}

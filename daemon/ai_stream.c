/*
 * The part of reading an answer that all providers share: bytes to events or to one whole body, and the small
 * readers for what stands in them. A server that was asked for a stream may answer with plain JSON or with
 * somebody's HTML page; the first byte tells them apart.
 */
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/sse.h"
#include "daemon/provider_parts.h"

enum form { FORM_UNKNOWN, FORM_EVENTS, FORM_WHOLE };

struct ai_stream {
	const struct provider *provider;
	ai_text_fn *text;
	void *ctx;
	struct ai_result result;
	enum form form;
	struct sse sse;
	struct buf whole;
	bool finishing; /* the body is over: an event that makes no sense was cut off */
};

/* Content behind the good end isn't part of the answer. */
static void on_text(void *ctx, const char *text, size_t n)
{
	struct ai_stream *stream = ctx;

	if (!stream->result.ended && !stream->result.failure)
		stream->text(stream->ctx, text, n);
}

static void on_event(void *ctx, const char *name, const char *data, size_t n)
{
	struct ai_stream *stream = ctx;

	if (stream->finishing) {
		struct json_object *json = NULL;

		if (js_parse(data, n, AI_CHUNK_MAX, &json) != OK)
			return;
		json_object_put(json);
	}
	stream->provider->event(&stream->result, name, data, n, on_text, stream);
}

struct ai_stream *ai_stream_new(const struct provider *provider, ai_text_fn *text, void *ctx)
{
	struct ai_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->provider = provider;
	stream->text = text;
	stream->ctx = ctx;
	stream->result = ai_result_new();
	stream->whole = (struct buf)BUF_INIT(AI_CHUNK_MAX);
	sse_init(&stream->sse, on_event, stream);
	return stream;
}

void ai_stream_free(struct ai_stream *stream)
{
	if (!stream)
		return;
	sse_done(&stream->sse);
	buf_done(&stream->whole);
	free(stream);
}

const struct ai_result *ai_stream_result(const struct ai_stream *stream)
{
	return &stream->result;
}

static void fail_with(struct ai_stream *stream, enum err e)
{
	if (e == ERR_LIMIT)
		ai_fail(&stream->result, FAILURE_SERVER, "a line of the answer is longer than %d bytes",
			SSE_LINE_MAX);
	else if (e)
		ai_fail(&stream->result, FAILURE_INTERNAL, "%s", err_name(e));
}

/* White space and a byte order mark may come first; the next byte decides. Returns how many bytes to skip. */
static size_t recognise(struct ai_stream *stream, const char *src, size_t n)
{
	size_t skip = 0;

	while (skip < n && memchr(" \t\r\n\xEF\xBB\xBF", src[skip], 7))
		skip++;
	if (skip == n)
		return skip;
	stream->form = src[skip] == '{' || src[skip] == '[' ? FORM_WHOLE : FORM_EVENTS;
	if (src[skip] == '<')
		ai_fail(&stream->result, FAILURE_REQUEST,
			"the answer is an HTML page: does ai.base_url point at an AI?");
	return skip;
}

void ai_stream_feed(struct ai_stream *stream, const char *src, size_t n)
{
	if (stream->form == FORM_UNKNOWN && n > 0) {
		size_t skip = recognise(stream, src, n);

		src += skip;
		n -= skip;
	}
	if (n == 0)
		return;
	if (stream->form == FORM_WHOLE) {
		buf_put(&stream->whole, src, n);
		fail_with(stream, stream->whole.err);
	} else {
		fail_with(stream, sse_feed(&stream->sse, src, n));
	}
}

static void finish_whole(struct ai_stream *stream)
{
	struct json_object *json = NULL;
	const char *body = buf_text(&stream->whole);

	if (js_parse(body, stream->whole.len, AI_CHUNK_MAX, &json) != OK)
		return; /* cut off */
	json_object_put(json);
	stream->provider->whole(&stream->result, body, stream->whole.len, on_text, stream);
}

void ai_stream_finish(struct ai_stream *stream)
{
	stream->finishing = true;
	if (stream->form == FORM_WHOLE)
		finish_whole(stream);
	else
		fail_with(stream, sse_finish(&stream->sse));
	ai_fail(&stream->result, FAILURE_TRUNCATED, "the answer ended without an end reason");
}

const char *ai_text(const struct json_object *obj, const char *key)
{
	struct json_object *val;

	if (!json_object_is_type(obj, json_type_object) || !json_object_object_get_ex(obj, key, &val) ||
	    !json_object_is_type(val, json_type_string))
		return NULL;
	return json_object_get_string(val);
}

void ai_emit(const struct json_object *obj, const char *key, ai_text_fn *text, void *ctx)
{
	struct json_object *val;

	if (!ai_text(obj, key))
		return;
	val = json_object_object_get(obj, key);
	if (json_object_get_string_len(val) > 0)
		text(ctx, json_object_get_string(val), (size_t)json_object_get_string_len(val));
}

void ai_count(const struct json_object *obj, const char *key, int64_t *ret)
{
	int64_t n;

	if (js_i64(obj, key, 0, INT32_MAX, &n) == OK)
		*ret = n;
}

struct json_object *ai_parse(struct ai_result *result, const char *data, size_t n)
{
	struct json_object *json = NULL;
	enum err e = js_parse(data, n, AI_CHUNK_MAX, &json);

	if (e == ERR_NOMEM)
		ai_fail(result, FAILURE_INTERNAL, "%s", err_name(e));
	else if (e)
		ai_fail(result, FAILURE_SERVER, "a piece of the answer is not JSON in UTF-8");
	return json;
}

void ai_finish_reason(struct ai_result *result, const struct ai_finish *table, const char *reason)
{
	while (table->reason && strcmp(table->reason, reason) != 0)
		table++;
	if (!table->reason)
		ai_fail(result, FAILURE_TRUNCATED, "unknown end reason \"%.40s\"", reason);
	else if (table->failure)
		ai_fail(result, table->failure, "end reason \"%s\"", reason);
	else
		ai_end(result);
}

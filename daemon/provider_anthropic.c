/*
 * Messages as Anthropic publishes them. Events name their type in the data; new types may appear at any time
 * and are passed over, as the publisher asks.
 */
#include <string.h>

#include "common/config.h"
#include "daemon/provider_parts.h"

enum { VARIANT_SCHEMA, VARIANT_FREE }; /* models before structured outputs refuse output_config */

static void add_schema(struct js *body)
{
	struct js config = js_new(), format = js_new();

	js_add_text(&format, "type", "json_schema");
	js_add(&format, "schema", questions_schema());
	js_add_js(&config, "format", &format);
	js_add_js(body, "output_config", &config);
}

static enum err body_text(const char *model, const struct prompt *prompt, int variant, char **ret)
{
	AUTO(js) struct js body = js_new();
	struct json_object *messages = json_object_new_array();

	js_add_text(&body, "model", model);
	js_add_i64(&body, "max_tokens", prompt->max_tokens);
	js_add_bool(&body, "stream", true);
	js_add_text(&body, "system", prompt->system);
	js_add(&body, "messages", messages);
	if (!body.err)
		ai_add_message(&body, messages, "user", prompt->user);
	if (variant == VARIANT_SCHEMA)
		add_schema(&body);
	return js_take_text(&body, ret);
}

static enum err add_own_headers(struct ai_request *req, const char *key)
{
	enum err e = ai_add_header(req, "anthropic-version", "2023-06-01");

	if (!e && key)
		e = ai_add_header(req, "x-api-key", key);
	return e;
}

static int next_variant(int http_status, const char *body, int variant)
{
	static const char *const names[] = { "output_config", "output_format",     "output format",
					     "json_schema",   "structured output", "schema" };

	if (variant != VARIANT_SCHEMA || (http_status != 400 && http_status != 404 && http_status != 422))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcasestr(body, names[i]))
			return VARIANT_FREE;
	return -1;
}

static const struct ai_finish finishes[] = {
	{ "end_turn", FAILURE_NONE },           { "stop_sequence", FAILURE_NONE },
	{ "max_tokens", FAILURE_TRUNCATED },    { "model_context_window_exceeded", FAILURE_TRUNCATED },
	{ "pause_turn", FAILURE_TRUNCATED },    { "refusal", FAILURE_REFUSED },
	{ "tool_use", FAILURE_INVALID_OUTPUT }, { NULL, FAILURE_NONE },
};

static void take_usage(struct ai_result *result, const struct json_object *obj)
{
	struct json_object *usage;

	if (js_object(obj, "usage", &usage) != OK)
		return;
	ai_count(usage, "input_tokens", &result->tokens_in);
	ai_count(usage, "output_tokens", &result->tokens_out);
}

static void take_stop(struct ai_result *result, const struct json_object *obj)
{
	const char *reason = ai_text(obj, "stop_reason");

	if (reason)
		ai_finish_reason(result, finishes, reason);
}

/* The message of message_start, or a whole one. */
static void take_message(struct ai_result *result, const struct json_object *message)
{
	ai_copy(result->model, sizeof(result->model), ai_text(message, "model"));
	ai_copy(result->request_id, sizeof(result->request_id), ai_text(message, "id"));
	take_usage(result, message);
}

static bool is_type(const struct json_object *obj, const char *type)
{
	const char *found = ai_text(obj, "type");

	return found && strcmp(found, type) == 0;
}

static void on_message_start(struct ai_result *result, const struct json_object *json, ai_text_fn *text,
			     void *ctx)
{
	struct json_object *message;

	(void)text;
	(void)ctx;
	if (js_object(json, "message", &message) == OK)
		take_message(result, message);
}

static void on_block_start(struct ai_result *result, const struct json_object *json, ai_text_fn *text,
			   void *ctx)
{
	struct json_object *block;

	(void)result;
	if (js_object(json, "content_block", &block) == OK && is_type(block, "text"))
		ai_emit(block, "text", text, ctx);
}

static void on_block_delta(struct ai_result *result, const struct json_object *json, ai_text_fn *text,
			   void *ctx)
{
	struct json_object *delta;

	(void)result;
	if (js_object(json, "delta", &delta) == OK && is_type(delta, "text_delta"))
		ai_emit(delta, "text", text, ctx);
}

static void on_message_delta(struct ai_result *result, const struct json_object *json, ai_text_fn *text,
			     void *ctx)
{
	struct json_object *delta;

	(void)text;
	(void)ctx;
	take_usage(result, json);
	if (js_object(json, "delta", &delta) == OK)
		take_stop(result, delta);
}

static void on_error(struct ai_result *result, const struct json_object *json, ai_text_fn *text, void *ctx)
{
	struct json_object *error = NULL;

	(void)text;
	(void)ctx;
	json_object_object_get_ex(json, "error", &error);
	ai_stream_error(result, error);
}

static void on_whole(struct ai_result *result, const struct json_object *json, ai_text_fn *text, void *ctx)
{
	struct json_object *content;

	take_message(result, json);
	if (js_array(json, "content", 64, &content) == OK)
		for (size_t i = 0; i < json_object_array_length(content); i++) {
			const struct json_object *block = json_object_array_get_idx(content, i);

			if (is_type(block, "text"))
				ai_emit(block, "text", text, ctx);
		}
	take_stop(result, json);
}

/* By "type". "message" is a whole answer; "ping" and what nobody has heard of is not in here. */
static const struct {
	const char *type;
	void (*fn)(struct ai_result *result, const struct json_object *json, ai_text_fn *text, void *ctx);
} types[] = {
	{ "message_start", on_message_start },
	{ "content_block_start", on_block_start },
	{ "content_block_delta", on_block_delta },
	{ "message_delta", on_message_delta },
	{ "error", on_error },
	{ "message", on_whole },
};

static void whole(struct ai_result *result, const char *body, size_t n, ai_text_fn *text, void *ctx)
{
	AUTO(json) struct json_object *json = ai_parse(result, body, n);

	for (size_t i = 0; json && i < ARRAY_LEN(types); i++)
		if (is_type(json, types[i].type))
			types[i].fn(result, json, text, ctx);
}

static void event(struct ai_result *result, const char *name, const char *data, size_t n, ai_text_fn *text,
		  void *ctx)
{
	(void)name; /* the data's own type says the same */
	whole(result, data, n, text, ctx);
}

const struct provider provider_anthropic = {
	.name = "anthropic",
	.network = true,
	.default_base_url = "https://api.anthropic.com",
	.default_model = "claude-haiku-4-5",
	.endpoint = "/messages",
	.versioned = true,
	.add_own_headers = add_own_headers,
	.body = body_text,
	.next_variant = next_variant,
	.event = event,
	.whole = whole,
};

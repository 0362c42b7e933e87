/*
 * Chat completions as OpenAI publishes them and as Azure, vLLM, llama.cpp, Ollama and many others copy them.
 * The copies differ in which parameters they take (hence the variants) and in how they end (hence the table).
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/config.h"
#include "common/str.h"
#include "daemon/provider_parts.h"

/* A variant is two digits and a flag: how the answer's form and its length are asked for, and whether usage
 * is. */
enum { FORM_SCHEMA, FORM_JSON, FORM_FREE, FORM__COUNT };
enum { LENGTH_NEW, LENGTH_OLD, LENGTH_FREE, LENGTH__COUNT };

struct wish {
	int form, length;
	bool no_usage;
};

static struct wish wish_of(int variant)
{
	return (struct wish){ .form = variant % FORM__COUNT,
			      .length = variant / FORM__COUNT % LENGTH__COUNT,
			      .no_usage = variant / FORM__COUNT / LENGTH__COUNT != 0 };
}

static int variant_of(const struct wish *wish)
{
	return wish->form + FORM__COUNT * (wish->length + LENGTH__COUNT * (int)wish->no_usage);
}

static void add_form(struct js *body, int form)
{
	struct js format, schema;

	if (form == FORM_FREE)
		return;
	format = js_new();
	js_add_text(&format, "type", form == FORM_SCHEMA ? "json_schema" : "json_object");
	if (form == FORM_SCHEMA) {
		schema = js_new();
		js_add_text(&schema, "name", "questions");
		js_add_bool(&schema, "strict", true);
		js_add(&schema, "schema", questions_schema());
		js_add_js(&format, "json_schema", &schema);
	}
	js_add_js(body, "response_format", &format);
}

static enum err body_text(const char *model, const struct prompt *prompt, int variant, char **ret)
{
	static const char *const length_names[] = { "max_completion_tokens", "max_tokens" };
	AUTO(js) struct js body = js_new();
	struct json_object *messages = json_object_new_array();
	struct wish wish = wish_of(variant);

	js_add_text(&body, "model", model);
	js_add_bool(&body, "stream", true);
	js_add(&body, "messages", messages);
	if (!body.err) {
		ai_add_message(&body, messages, "system", prompt->system);
		ai_add_message(&body, messages, "user", prompt->user);
	}
	if (!wish.no_usage) {
		struct js options = js_new();

		js_add_bool(&options, "include_usage", true);
		js_add_js(&body, "stream_options", &options);
	}
	if (wish.length != LENGTH_FREE)
		js_add_i64(&body, length_names[wish.length], prompt->max_tokens);
	add_form(&body, wish.form);
	return js_take_text(&body, ret);
}

/* Azure wants the key in a header of its own. */
static bool is_azure(const char *url)
{
	static const char *const domains[] = { ".azure.com", ".azure.us", ".azure.cn", ".azure-api.net" };
	const char *host = strstr(url, "://") + 3;
	size_t n = strcspn(host, "/:?");

	for (size_t i = 0; i < ARRAY_LEN(domains); i++) {
		size_t len = strlen(domains[i]);

		if (n > len && strncasecmp(host + n - len, domains[i], len) == 0)
			return true;
	}
	return false;
}

static enum err add_own_headers(struct ai_request *req, const char *key)
{
	if (!key)
		return OK;
	return is_azure(req->url) ? ai_add_header(req, "api-key", key) : ai_add_bearer(req, key);
}

/* What a refusal may name, and the step it asks for. */
enum step { STEP_FORM, STEP_LENGTH, STEP_USAGE };

static const struct {
	const char *name;
	enum step step;
} refusable[] = {
	{ "response_format", STEP_FORM },
	{ "response format", STEP_FORM },
	{ "json_schema", STEP_FORM },
	{ "json schema", STEP_FORM },
	{ "json_object", STEP_FORM },
	{ "structured output", STEP_FORM },
	{ "guided", STEP_FORM },
	{ "grammar", STEP_FORM },
	{ "max_completion_tokens", STEP_LENGTH },
	{ "max_tokens", STEP_LENGTH },
	{ "stream_options", STEP_USAGE },
	{ "include_usage", STEP_USAGE },
};

/* Was this name in what we sent? A hint like "use 'max_completion_tokens' instead" is no refusal of it. */
static bool was_sent(const char *name, const struct wish *wish)
{
	if (strcmp(name, "max_completion_tokens") == 0)
		return wish->length == LENGTH_NEW;
	if (strcmp(name, "max_tokens") == 0)
		return wish->length == LENGTH_OLD;
	if (strcmp(name, "stream_options") == 0 || strcmp(name, "include_usage") == 0)
		return !wish->no_usage;
	if (strcmp(name, "json_object") == 0)
		return wish->form == FORM_JSON;
	if (str_starts(name, "response"))
		return wish->form != FORM_FREE;
	return wish->form == FORM_SCHEMA;
}

static int take_step(struct wish wish, enum step step)
{
	switch (step) {
	case STEP_FORM:
		if (wish.form == FORM_FREE)
			return -1;
		wish.form++;
		break;
	case STEP_LENGTH:
		if (wish.length == LENGTH_FREE)
			return -1;
		wish.length++;
		break;
	case STEP_USAGE:
		if (wish.no_usage)
			return -1;
		wish.no_usage = true;
		break;
	}
	return variant_of(&wish);
}

/* Of the parameters that text names and that were sent, the one named first is the refused one. */
static int step_for(const char *text, const struct wish *wish)
{
	const char *first = NULL;
	int variant = -1;

	for (size_t i = 0; i < ARRAY_LEN(refusable); i++) {
		const char *at = strcasestr(text, refusable[i].name);

		if (at && (!first || at < first) && was_sent(refusable[i].name, wish)) {
			first = at;
			variant = take_step(*wish, refusable[i].step);
		}
	}
	return variant;
}

static int next_variant(int http_status, const char *body, int variant)
{
	AUTO(json) struct json_object *json = NULL;
	struct wish wish = wish_of(variant);
	struct json_object *error;
	const char *param = NULL;

	if (http_status != 400 && http_status != 404 && http_status != 422)
		return -1;
	if (js_parse(body, strlen(body), AI_CHUNK_MAX, &json) == OK && js_object(json, "error", &error) == OK)
		param = ai_text(error, "param");
	return step_for(param && *param ? param : body, &wish);
}

static const struct ai_finish finishes[] = {
	{ "stop", FAILURE_NONE },
	{ "eos", FAILURE_NONE }, /* this and the next three: what servers pass on of the engine behind them */
	{ "eos_token", FAILURE_NONE },
	{ "stop_sequence", FAILURE_NONE },
	{ "end_turn", FAILURE_NONE },
	{ "length", FAILURE_TRUNCATED },
	{ "max_tokens", FAILURE_TRUNCATED },
	{ "model_length", FAILURE_TRUNCATED },
	{ "content_filter", FAILURE_REFUSED },
	{ "sensitive", FAILURE_REFUSED },
	{ "insufficient_system_resource", FAILURE_SERVER },
	{ "abort", FAILURE_TRUNCATED }, /* vLLM: the engine gave up, and the rest looks like a success */
	{ "error", FAILURE_SERVER },
	{ "tool_calls", FAILURE_INVALID_OUTPUT },
	{ "function_call", FAILURE_INVALID_OUTPUT },
	{ NULL, FAILURE_NONE },
};

/* A text, or a list of parts, of which those that think aloud are not the answer. */
static void take_content(const struct json_object *message, ai_text_fn *text, void *ctx)
{
	struct json_object *parts;

	ai_emit(message, "content", text, ctx);
	if (js_array(message, "content", 64, &parts) != OK)
		return;
	for (size_t i = 0; i < json_object_array_length(parts); i++) {
		const struct json_object *part = json_object_array_get_idx(parts, i);
		const char *type = ai_text(part, "type");

		if (type && strcmp(type, "text") == 0)
			ai_emit(part, "text", text, ctx);
	}
}

/* "delta" of a piece and "message" of a whole answer have the same members. */
static void take_message(struct ai_result *result, const struct json_object *message, ai_text_fn *text,
			 void *ctx)
{
	const char *refusal = ai_text(message, "refusal");

	/* The refusal's own words may quote the candidate's material, and this goes to a log. */
	if (refusal && *refusal)
		ai_fail(result, FAILURE_REFUSED, "the model declined");
	take_content(message, text, ctx);
}

static void take_choice(struct ai_result *result, const struct json_object *choice, const char *member,
			ai_text_fn *text, void *ctx)
{
	struct json_object *message, *error;
	const char *reason = ai_text(choice, "finish_reason");

	if (json_object_object_get_ex(choice, "error", &error) && error) /* OpenRouter reports them here */
		ai_stream_error(result, error);
	if (js_object(choice, member, &message) == OK)
		take_message(result, message, text, ctx);
	if (reason && *reason)
		ai_finish_reason(result, finishes, reason);
}

static bool is_first(const struct json_object *choice)
{
	int64_t index = 0;

	ai_count(choice, "index", &index);
	return index == 0 && json_object_is_type(choice, json_type_object);
}

/* The list is empty in Azure's filter results and in the usage that comes last. */
static void take_choices(struct ai_result *result, const struct json_object *json, const char *member,
			 ai_text_fn *text, void *ctx)
{
	struct json_object *choices;

	if (js_array(json, "choices", 16, &choices) != OK)
		return;
	for (size_t i = 0; i < json_object_array_length(choices); i++) {
		const struct json_object *choice = json_object_array_get_idx(choices, i);

		if (is_first(choice))
			take_choice(result, choice, member, text, ctx);
	}
}

static void take_facts(struct ai_result *result, const struct json_object *json)
{
	struct json_object *usage;

	if (!result->model[0])
		ai_copy(result->model, sizeof(result->model), ai_text(json, "model"));
	if (!result->request_id[0])
		ai_copy(result->request_id, sizeof(result->request_id), ai_text(json, "id"));
	if (js_object(json, "usage", &usage) == OK) {
		ai_count(usage, "prompt_tokens", &result->tokens_in);
		ai_count(usage, "completion_tokens", &result->tokens_out);
	}
}

/* {"error": ...}, or vLLM's older {"object": "error", ...}. */
static bool take_error(struct ai_result *result, struct json_object *json)
{
	const char *object = ai_text(json, "object");
	struct json_object *error;

	if (json_object_object_get_ex(json, "error", &error) && error) {
		ai_stream_error(result, error);
		return true;
	}
	if (object && strcmp(object, "error") == 0) {
		ai_stream_error(result, json);
		return true;
	}
	return false;
}

static void take(struct ai_result *result, struct json_object *json, const char *member, ai_text_fn *text,
		 void *ctx)
{
	if (!json_object_is_type(json, json_type_object))
		return;
	take_facts(result, json);
	if (!take_error(result, json))
		take_choices(result, json, member, text, ctx);
}

static void event(struct ai_result *result, const char *name, const char *data, size_t n, ai_text_fn *text,
		  void *ctx)
{
	AUTO(json) struct json_object *json = NULL;

	if (strcmp(data, "[DONE]") == 0) /* it follows failures as well, so it proves nothing */
		return;
	json = ai_parse(result, data, n);
	if (json && strcmp(name, "error") == 0 && !take_error(result, json))
		ai_stream_error(result, json);
	else
		take(result, json, "delta", text, ctx);
}

static void whole(struct ai_result *result, const char *body, size_t n, ai_text_fn *text, void *ctx)
{
	AUTO(json) struct json_object *json = ai_parse(result, body, n);

	take(result, json, "message", text, ctx);
}

const struct provider provider_openai = {
	.name = "openai",
	.network = true,
	.default_base_url = "https://api.openai.com/v1",
	.default_model = "gpt-4.1-mini",
	.endpoint = "/chat/completions",
	.add_own_headers = add_own_headers,
	.body = body_text,
	.next_variant = next_variant,
	.event = event,
	.whole = whole,
};

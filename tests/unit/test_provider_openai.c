#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/config.h"
#include "common/js.h"
#include "tests/unit/streams.h"

#define OPENAI "gpt-4.1-mini-2025-04-14"
#define AZURE  "gpt-4o-mini-2024-07-18"
#define VLLM   "Qwen/Qwen2.5-7B-Instruct"
#define LLAMA  "qwen2.5-7b-instruct-q4_k_m.gguf"
#define OLLAMA "llama3.2:3b"

static const struct recording recordings[] = {
	{ "openai.sse", true, FAILURE_NONE, -1, OPENAI, 812, 61, NULL },
	{ "openai_whole.json", true, FAILURE_NONE, -1, OPENAI, 812, 61, NULL },
	{ "azure.sse", true, FAILURE_NONE, -1, AZURE, -1, -1, NULL },
	{ "vllm.sse", true, FAILURE_NONE, -1, VLLM, 790, 61, NULL },
	{ "llamacpp.sse", true, FAILURE_NONE, -1, LLAMA, 801, 61, NULL },
	{ "ollama.sse", true, FAILURE_NONE, -1, OLLAMA, 795, 61, NULL },
	{ "deepseek.sse", true, FAILURE_NONE, -1, "deepseek-reasoner", 798, 143, NULL },
	{ "mistral.sse", true, FAILURE_NONE, -1, "magistral-small-2509", 805, 96, NULL },
	{ "azure_async.sse", true, FAILURE_NONE, -1, AZURE, 812, 61, NULL },
	{ "multiline.sse", true, FAILURE_NONE, -1, OPENAI, -1, -1, NULL },

	{ "openai_length.sse", false, FAILURE_TRUNCATED, 90, OPENAI, 812, 61, "length" },
	{ "openai_content_filter.sse", false, FAILURE_REFUSED, 40, OPENAI, -1, -1, "content_filter" },
	{ "openai_refusal.sse", false, FAILURE_REFUSED, 0, OPENAI, 812, 61, "declined" },
	{ "openai_no_end.sse", false, FAILURE_TRUNCATED, -1, OPENAI, -1, -1, "without an end reason" },
	{ "openai_cut.sse", false, FAILURE_TRUNCATED, 85, OPENAI, -1, -1, "without an end reason" },
	{ "openai_error.sse", false, FAILURE_SERVER, 30, OPENAI, -1, -1, "server_error: The server had" },
	{ "openai_rate_limited.sse", false, FAILURE_RATE_LIMITED, 0, "", -1, -1, "rate_limit_exceeded" },
	{ "openai_not_json.sse", false, FAILURE_SERVER, 30, OPENAI, -1, -1, "not JSON" },
	{ "openai_bad_utf8.sse", false, FAILURE_SERVER, 30, OPENAI, -1, -1, "not JSON in UTF-8" },
	{ "openai_whole_error.json", false, FAILURE_REQUEST, 0, "", -1, -1, "model_not_found" },
	{ "azure_filtered.sse", false, FAILURE_REFUSED, 20, AZURE, -1, -1, "content_filter" },
	{ "vllm_abort.sse", false, FAILURE_TRUNCATED, -1, VLLM, 790, 61, "abort" },
	{ "vllm_error.sse", false, FAILURE_REQUEST, 0, VLLM, -1, -1, "context length" },
	{ "vllm_error_old.sse", false, FAILURE_SERVER, 0, "", -1, -1, "Internal server error" },
	{ "llamacpp_error.sse", false, FAILURE_SERVER, 0, LLAMA, -1, -1, "context shift" },
	{ "ollama_error.sse", false, FAILURE_SERVER, 10, OLLAMA, -1, -1, "llama runner" },
	{ "openrouter_error.sse", false, FAILURE_SERVER, 0, "meta-llama/llama-3.1-8b-instruct", -1, -1,
	  "Provider disconnected" },
	{ "proxy.html", false, FAILURE_REQUEST, 0, "", -1, -1, "ai.base_url" },
};

static const struct provider *openai(void)
{
	return provider_find("openai");
}

static void every_recording_gives_the_same_however_it_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recordings); i++)
		check_recording(openai(), &recordings[i]);
}

static void what_follows_the_good_end_adds_nothing_but_usage(void **state)
{
	static const char bytes[] =
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n"
		"data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n"
		"data: {\"error\":{\"message\":\"late\"}}\n\ndata: nonsense\n\n"
		"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";
	struct outcome got;

	(void)state;
	run(openai(), bytes, sizeof(bytes) - 1, sizeof(bytes) - 1, 1, &got);
	assert_true(got.result.ended);
	assert_int_equal(got.result.failure, FAILURE_NONE);
	assert_string_equal(buf_text(&got.text), "a");
	assert_int_equal(got.result.tokens_out, 2);
	buf_done(&got.text);
}

static void a_choice_other_than_the_first_is_not_the_answer(void **state)
{
	static const char bytes[] =
		"data: "
		"{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n\n";
	struct outcome got;

	(void)state;
	run(openai(), bytes, sizeof(bytes) - 1, 10, 10, &got);
	assert_int_equal(got.result.failure, FAILURE_TRUNCATED);
	assert_string_equal(buf_text(&got.text), "");
	buf_done(&got.text);
}

static void an_empty_body_is_a_truncated_answer(void **state)
{
	struct outcome got;

	(void)state;
	run(openai(), "", 0, 0, 1, &got);
	assert_int_equal(got.result.failure, FAILURE_TRUNCATED);
	buf_done(&got.text);
}

/* A line without an end must neither be kept for ever nor be taken for an answer. */
static void an_endless_line_ends_as_a_failure(void **state)
{
	static const char *const starts[] = { "data: {\"choices\":\"", "{\"choices\":\"", ": comment" };
	static char filler[64 * 1024];

	(void)state;
	memset(filler, 'x', sizeof(filler));
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		struct buf text = BUF_INIT(100);
		struct ai_stream *stream = ai_stream_new(openai(), collect, &text);

		assert_non_null(stream);
		ai_stream_feed(stream, starts[i], strlen(starts[i]));
		for (int k = 0; k < 5; k++)
			ai_stream_feed(stream, filler, sizeof(filler));
		assert_int_equal(ai_stream_result(stream)->failure, FAILURE_SERVER);
		assert_non_null(strstr(ai_stream_result(stream)->detail, "longer than"));
		ai_stream_free(stream);
		buf_done(&text);
	}
}

/* Settings of nothing but what a test names. */
static struct ai_settings settings(const char *base_url, const char *model, const char *headers)
{
	return (struct ai_settings){ .base_url = (char *)(uintptr_t)base_url,
				     .model = (char *)(uintptr_t)model,
				     .headers = (char *)(uintptr_t)headers };
}

static const struct prompt prompt = {
	.system = "Write JSON.", .user = "{\"a\":\"b\\\"c\"}", .count = 5, .max_tokens = 2500
};

static struct json_object *request_body(int variant, struct ai_request *req)
{
	struct ai_settings ai = settings("", "", "");
	struct json_object *body = NULL;

	assert_int_equal(ai_request_questions(openai(), &ai, "sk-secret", &prompt, variant, req), OK);
	assert_int_equal(js_parse(req->body, strlen(req->body), 1 << 20, &body), OK);
	return body;
}

static void the_first_request_asks_for_everything(void **state)
{
	struct ai_request req = { 0 };
	struct json_object *body = request_body(0, &req), *at, *part;
	const char *text;
	int64_t n;
	bool on;

	(void)state;
	assert_string_equal(req.url, "https://api.openai.com/v1/chat/completions");
	assert_string_equal(req.headers[0], "Content-Type: application/json");
	assert_string_equal(req.headers[2], "Authorization: Bearer sk-secret");
	assert_null(req.headers[3]);
	assert_int_equal(js_text(body, "model", 99, &text), OK);
	assert_string_equal(text, "gpt-4.1-mini");
	assert_int_equal(js_bool(body, "stream", &on), OK);
	assert_true(on);
	assert_int_equal(js_i64(body, "max_completion_tokens", 0, 9999, &n), OK);
	assert_int_equal(n, 2500);
	assert_int_equal(js_object(body, "stream_options", &at), OK);
	assert_int_equal(js_bool(at, "include_usage", &on), OK);
	assert_int_equal(js_object(body, "response_format", &at), OK);
	assert_int_equal(js_object(at, "json_schema", &part), OK);
	assert_int_equal(js_bool(part, "strict", &on), OK);
	assert_int_equal(js_object(part, "schema", &at), OK);
	assert_int_equal(js_array(body, "messages", 2, &at), OK);
	assert_int_equal(json_object_array_length(at), 2);
	assert_int_equal(js_text(json_object_array_get_idx(at, 1), "content", 99, &text), OK);
	assert_string_equal(text, prompt.user);
	json_object_put(body);
	ai_request_done(&req);
}

static void the_schema_file_says_what_is_sent(void **state)
{
	struct ai_request req = { 0 };
	struct json_object *body = request_body(0, &req), *sent, *file;

	(void)state;
	assert_int_equal(js_object(body, "response_format", &sent), OK);
	assert_int_equal(js_object(sent, "json_schema", &sent), OK);
	assert_int_equal(js_object(sent, "schema", &sent), OK);
	file = json_object_from_file("schema/questions.schema.json");
	assert_non_null(file);
	json_object_object_del(file, "$schema");
	json_object_object_del(file, "title");
	json_object_object_del(file, "description");
	assert_true(json_object_equal(file, sent));
	json_object_put(file);
	json_object_put(body);
	ai_request_done(&req);
}

static void a_refused_parameter_is_left_out_or_replaced(void **state)
{
	static const struct {
		int status;
		const char *body;
		const char *gone, *now; /* members of the next body; NULL now: nothing in its place */
	} cases[] = {
		{ 400,
		  "{\"error\":{\"message\":\"Invalid parameter: 'response_format' of type 'json_schema' is "
		  "not supported with this model.\",\"type\":\"invalid_request_error\",\"param\":"
		  "\"response_format\",\"code\":null}}",
		  "json_schema", "json_object" },
		{ 400, "{\"error\":{\"message\":\"failed to parse grammar\",\"code\":400}}", "json_schema",
		  "json_object" },
		{ 422,
		  "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"max_completion_tokens\"],"
		  "\"msg\":\"Extra inputs are not permitted\",\"input\":2500}]}",
		  "max_completion_tokens", "max_tokens" },
		{ 400, "Unrecognized request argument supplied: stream_options", "stream_options", NULL },
		{ 404, "{\"error\":{\"message\":\"no json_schema here\",\"param\":null}}", "json_schema",
		  "json_object" },
		{ 400,
		  "{\"error\":{\"message\":\"This response_format type is unavailable now\",\"type\":"
		  "\"invalid_request_error\",\"param\":null,\"code\":\"invalid_request_error\"}}",
		  "json_schema", "json_object" },
		{ 400,
		  "{\"object\":\"error\",\"message\":\"The provided JSON schema contains features not "
		  "supported by xgrammar.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
		  "json_schema", "json_object" },
		{ 400,
		  "{\"error\":{\"message\":\"Unknown parameter: 'response_format.json_schema.strict'.\"}}",
		  "json_schema", "json_object" },
		{ 400, "{\"error\":{\"message\":\"Structured outputs are not supported by this model\"}}",
		  "json_schema", "json_object" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int variant = openai()->next_variant(cases[i].status, cases[i].body, 0);
		struct ai_request req = { 0 };

		assert_true(variant > 0);
		json_object_put(request_body(variant, &req));
		assert_null(strstr(req.body, cases[i].gone));
		if (cases[i].now)
			assert_non_null(strstr(req.body, cases[i].now));
		ai_request_done(&req);
	}
}

static void other_refusals_ask_for_no_variant(void **state)
{
	(void)state;
	assert_int_equal(openai()->next_variant(401, "response_format", 0), -1);
	assert_int_equal(openai()->next_variant(500, "response_format", 0), -1);
	assert_int_equal(openai()->next_variant(400, "{\"error\":{\"message\":\"context too long\"}}", 0),
			 -1);
	assert_int_equal(openai()->next_variant(404, "{\"error\":{\"code\":\"model_not_found\"}}", 0), -1);
	/* max_tokens was not sent: nothing to leave out */
	assert_int_equal(openai()->next_variant(400, "{\"error\":{\"param\":\"max_tokens\"}}", 0), -1);
}

/* A server that refuses whatever it is sent must not be asked for ever. */
static void the_chain_of_variants_ends(void **state)
{
	static const char body[] = "response_format max_completion_tokens max_tokens stream_options";
	int variant = 0, steps = 0;
	struct ai_request req = { 0 };

	(void)state;
	for (int next; (next = openai()->next_variant(400, body, variant)) >= 0; steps++)
		variant = next;
	assert_true(steps > 0 && steps <= 5);
	json_object_put(request_body(variant, &req));
	assert_null(strstr(req.body, "response_format"));
	ai_request_done(&req);
}

static void the_hint_in_a_refusal_is_not_the_refused_name(void **state)
{
	static const char hint[] =
		"{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported "
		"with this model. Use 'max_completion_tokens' instead.\"}}";
	int old = openai()->next_variant(400, "max_completion_tokens: extra", 0);
	int next = openai()->next_variant(400, hint, old);
	struct ai_request req = { 0 };

	(void)state;
	assert_true(next > 0);
	json_object_put(request_body(next, &req));
	assert_null(strstr(req.body, "max_tokens"));
	assert_non_null(strstr(req.body, "json_schema"));
	ai_request_done(&req);
}

static void urls_are_built_from_any_base(void **state)
{
	static const struct {
		const char *base, *url;
	} cases[] = {
		{ "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions" },
		{ "http://[::1]:8000/v1//", "http://[::1]:8000/v1/chat/completions" },
		{ "http://[::1]:8000", "http://[::1]:8000/v1/chat/completions" },
		{ "https://api.openai.com", "https://api.openai.com/v1/chat/completions" },
		{ "https://api.openai.com/", "https://api.openai.com/v1/chat/completions" },
		{ "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions" },
		{ "https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions" },
		{ "https://api.openai.com/v1/chat/completions",
		  "https://api.openai.com/v1/chat/completions" },
		{ "https://api.openai.com?a=b#c", "https://api.openai.com/v1/chat/completions?a=b" },
		{ "https://x.example/chat/completions/", "https://x.example/chat/completions" },
		{ "https://x.example/openai/v1", "https://x.example/openai/v1/chat/completions" },
		{ "https://x.example/api/openai", "https://x.example/api/openai/chat/completions" },
		{ "https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
		  "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21" },
		{ "ftp://x/v1", NULL },
		{ "http://", NULL },
		{ "https:///v1", NULL },
		{ "file:///etc/passwd", NULL },
		{ "api.openai.com", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ai_settings ai = settings(cases[i].base, "m", "");
		struct ai_request req = { 0 };
		enum err e = ai_request_questions(openai(), &ai, NULL, &prompt, 0, &req);

		assert_int_equal(e, cases[i].url ? OK : ERR_INPUT);
		if (cases[i].url)
			assert_string_equal(req.url, cases[i].url);
		ai_request_done(&req);
	}
}

static void further_headers_are_sent_and_may_replace_ours(void **state)
{
	struct ai_settings ai = settings("", "", "api-key: k1 | OpenAI-Project: p  | authorization: Basic x");
	struct ai_request req = { 0 };

	(void)state;
	assert_int_equal(ai_request_questions(openai(), &ai, "sk-secret", &prompt, 0, &req), OK);
	assert_string_equal(req.headers[0], "api-key: k1");
	assert_string_equal(req.headers[1], "OpenAI-Project: p");
	assert_string_equal(req.headers[2], "authorization: Basic x");
	for (size_t i = 3; req.headers[i]; i++)
		assert_null(strstr(req.headers[i], "sk-secret"));
	ai_request_done(&req);
}

static void azure_gets_the_key_in_its_own_header(void **state)
{
	static const struct {
		const char *base, *header;
	} cases[] = {
		{ "https://x.openai.azure.com/openai/v1/", "api-key: sk-secret" },
		{ "https://x.OpenAI.Azure.com:443/openai/deployments/d?api-version=2024-10-21",
		  "api-key: sk-secret" },
		{ "https://gw.azure-api.net/x", "api-key: sk-secret" },
		{ "https://azure.com.example/v1", "Authorization: Bearer sk-secret" },
		{ "https://example.org/v1?x=.azure.com", "Authorization: Bearer sk-secret" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ai_settings ai = settings(cases[i].base, "m", "");
		struct ai_request req = { 0 };
		size_t last = 0;

		assert_int_equal(ai_request_questions(openai(), &ai, "sk-secret", &prompt, 0, &req), OK);
		while (req.headers[last + 1])
			last++;
		assert_string_equal(req.headers[last], cases[i].header);
		ai_request_done(&req);
	}
}

/* Only these are a good end; whatever else a server may say proves nothing. */
static void end_reasons_are_known_or_prove_nothing(void **state)
{
	static const struct {
		const char *reason;
		enum failure failure;
	} cases[] = {
		{ "stop", FAILURE_NONE },
		{ "eos", FAILURE_NONE },
		{ "eos_token", FAILURE_NONE },
		{ "stop_sequence", FAILURE_NONE },
		{ "end_turn", FAILURE_NONE },
		{ "length", FAILURE_TRUNCATED },
		{ "max_tokens", FAILURE_TRUNCATED },
		{ "model_length", FAILURE_TRUNCATED },
		{ "abort", FAILURE_TRUNCATED },
		{ "STOP", FAILURE_TRUNCATED },
		{ "stopped", FAILURE_TRUNCATED },
		{ "", FAILURE_TRUNCATED },
		{ "content_filter", FAILURE_REFUSED },
		{ "sensitive", FAILURE_REFUSED },
		{ "tool_calls", FAILURE_INVALID_OUTPUT },
		{ "error", FAILURE_SERVER },
		{ "insufficient_system_resource", FAILURE_SERVER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char bytes[300];
		struct outcome got;
		int n = snprintf(bytes, sizeof(bytes),
				 "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
				 "\"finish_reason\":\"%s\"}]}\n\ndata: [DONE]\n\n",
				 cases[i].reason);

		run(openai(), bytes, (size_t)n, 0, 5, &got);
		assert_int_equal(got.result.failure, cases[i].failure);
		assert_int_equal(got.result.ended, cases[i].failure == FAILURE_NONE);
		buf_done(&got.text);
	}
}

static void malformed_headers_and_keys_are_refused(void **state)
{
	static const struct {
		const char *headers, *key;
	} bad[] = { { "no colon", NULL },     { ": empty name", NULL },   { "X-Y:", NULL },
		    { "X Y: space", NULL },   { "A: 1 |  | B: 2", NULL }, { "A: 1\r\nB: 2", NULL },
		    { "", "sk\r\nX-Evil: 1" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct ai_settings ai = settings("", "", bad[i].headers);
		struct ai_request req = { 0 };

		assert_int_equal(ai_request_questions(openai(), &ai, bad[i].key, &prompt, 0, &req),
				 ERR_INPUT);
		assert_null(req.url);
	}
}

static void the_models_are_asked_for_with_the_key(void **state)
{
	char empty[] = "";
	struct ai_settings ai = { .base_url = empty, .model = empty, .headers = empty };
	struct ai_request req = { 0 };
	size_t last = 0;

	(void)state;
	assert_int_equal(ai_request_models(openai(), &ai, "sk-secret", &req), OK);
	assert_string_equal(req.url, "https://api.openai.com/v1/models");
	assert_null(req.body);
	while (req.headers[last + 1])
		last++;
	assert_non_null(strstr(req.headers[last], "sk-secret"));
	ai_request_done(&req);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recording_gives_the_same_however_it_is_cut),
		cmocka_unit_test(what_follows_the_good_end_adds_nothing_but_usage),
		cmocka_unit_test(a_choice_other_than_the_first_is_not_the_answer),
		cmocka_unit_test(an_empty_body_is_a_truncated_answer),
		cmocka_unit_test(an_endless_line_ends_as_a_failure),
		cmocka_unit_test(the_first_request_asks_for_everything),
		cmocka_unit_test(the_schema_file_says_what_is_sent),
		cmocka_unit_test(a_refused_parameter_is_left_out_or_replaced),
		cmocka_unit_test(other_refusals_ask_for_no_variant),
		cmocka_unit_test(the_chain_of_variants_ends),
		cmocka_unit_test(the_hint_in_a_refusal_is_not_the_refused_name),
		cmocka_unit_test(urls_are_built_from_any_base),
		cmocka_unit_test(further_headers_are_sent_and_may_replace_ours),
		cmocka_unit_test(azure_gets_the_key_in_its_own_header),
		cmocka_unit_test(end_reasons_are_known_or_prove_nothing),
		cmocka_unit_test(malformed_headers_and_keys_are_refused),
		cmocka_unit_test(the_models_are_asked_for_with_the_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

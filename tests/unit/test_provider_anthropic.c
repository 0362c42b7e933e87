#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/config.h"
#include "common/js.h"
#include "tests/unit/streams.h"

#define HAIKU "claude-haiku-4-5-20251001"

static const struct recording recordings[] = {
	{ "anthropic.sse", true, FAILURE_NONE, -1, HAIKU, 845, 64, NULL },
	{ "anthropic_unknown.sse", true, FAILURE_NONE, -1, HAIKU, 845, 64, NULL },
	{ "anthropic_thinking.sse", true, FAILURE_NONE, -1, HAIKU, 845, 131, NULL },
	{ "anthropic_whole.json", true, FAILURE_NONE, -1, HAIKU, 845, 64, NULL },

	{ "anthropic_max_tokens.sse", false, FAILURE_TRUNCATED, 80, HAIKU, 845, 64, "max_tokens" },
	{ "anthropic_refusal.sse", false, FAILURE_REFUSED, 0, HAIKU, 845, 64, "refusal" },
	{ "anthropic_tool.sse", false, FAILURE_INVALID_OUTPUT, 1, HAIKU, 845, 64, "tool_use" },
	{ "anthropic_overloaded.sse", false, FAILURE_SERVER, 25, HAIKU, 845, 3,
	  "overloaded_error: Overloaded" },
	{ "anthropic_error_rate.sse", false, FAILURE_RATE_LIMITED, 0, HAIKU, 845, 3, "rate_limit_error" },
	{ "anthropic_cut.sse", false, FAILURE_TRUNCATED, -1, HAIKU, 845, 3, "without an end reason" },
	{ "proxy.html", false, FAILURE_REQUEST, 0, "", -1, -1, "ai.base_url" },
};

static const struct provider *anthropic(void)
{
	return provider_find("anthropic");
}

static void every_recording_gives_the_same_however_it_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recordings); i++)
		check_recording(anthropic(), &recordings[i]);
}

static const struct prompt prompt = {
	.system = "Write JSON.", .user = "{\"a\":1}", .count = 5, .max_tokens = 2500
};

static enum err request(const char *base_url, const char *key, int variant, struct ai_request *ret)
{
	char empty[] = "";
	struct ai_settings ai = { .base_url = (char *)(uintptr_t)base_url, .model = empty, .headers = empty };

	return ai_request_questions(anthropic(), &ai, key, &prompt, variant, ret);
}

static void the_request_is_a_streamed_message(void **state)
{
	struct ai_request req = { 0 };
	struct json_object *body = NULL, *at;
	const char *text;
	int64_t n;
	bool on;

	(void)state;
	assert_int_equal(request("", "sk-ant-secret", 0, &req), OK);
	assert_string_equal(req.url, "https://api.anthropic.com/v1/messages");
	assert_string_equal(req.headers[2], "anthropic-version: 2023-06-01");
	assert_string_equal(req.headers[3], "x-api-key: sk-ant-secret");
	assert_null(req.headers[4]);
	assert_int_equal(js_parse(req.body, strlen(req.body), 1 << 20, &body), OK);
	assert_int_equal(js_text(body, "model", 99, &text), OK);
	assert_string_equal(text, "claude-haiku-4-5");
	assert_int_equal(js_text(body, "system", 99, &text), OK);
	assert_string_equal(text, "Write JSON.");
	assert_int_equal(js_bool(body, "stream", &on), OK);
	assert_true(on);
	assert_int_equal(js_i64(body, "max_tokens", 0, 9999, &n), OK);
	assert_int_equal(n, 2500);
	assert_int_equal(js_array(body, "messages", 1, &at), OK);
	assert_int_equal(js_object(body, "output_config", &at), OK);
	assert_int_equal(js_object(at, "format", &at), OK);
	assert_int_equal(js_object(at, "schema", &at), OK);
	json_object_put(body);
	ai_request_done(&req);
}

static void the_base_url_may_end_in_the_version(void **state)
{
	static const char *const bases[] = { "http://127.0.0.1:9", "http://127.0.0.1:9/",
					     "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1/",
					     "http://127.0.0.1:9/v1/messages" };
	struct ai_request gateway = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
		struct ai_request req = { 0 };

		assert_int_equal(request(bases[i], NULL, 0, &req), OK);
		assert_string_equal(req.url, "http://127.0.0.1:9/v1/messages");
		assert_null(req.headers[3]);
		ai_request_done(&req);
	}
	assert_int_equal(request("https://gw.example/anthropic", NULL, 0, &gateway), OK);
	assert_string_equal(gateway.url, "https://gw.example/anthropic/v1/messages");
	ai_request_done(&gateway);
}

static void a_model_without_structured_outputs_is_asked_without_them(void **state)
{
	static const char body[] =
		"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
		"\"output_config: Extra inputs are not permitted\"}}";
	struct ai_request req = { 0 };
	int variant = anthropic()->next_variant(400, body, 0);

	(void)state;
	assert_int_equal(variant, 1);
	assert_int_equal(request("", NULL, variant, &req), OK);
	assert_null(strstr(req.body, "output_config"));
	assert_int_equal(anthropic()->next_variant(400, body, variant), -1);
	assert_int_equal(anthropic()->next_variant(529, body, 0), -1);
	assert_int_equal(anthropic()->next_variant(400, "prompt is too long", 0), -1);
	ai_request_done(&req);
}

static void bad_settings_are_refused(void **state)
{
	struct ai_request req = { 0 };

	(void)state;
	assert_int_equal(request("gopher://x", NULL, 0, &req), ERR_INPUT);
	assert_int_equal(request("", "two\nlines", 0, &req), ERR_INPUT);
	assert_null(req.body);
}

static void the_models_are_asked_for_with_the_key(void **state)
{
	char empty[] = "";
	struct ai_settings ai = { .base_url = empty, .model = empty, .headers = empty };
	struct ai_request req = { 0 };
	size_t last = 0;

	(void)state;
	assert_int_equal(ai_request_models(anthropic(), &ai, "sk-secret", &req), OK);
	assert_string_equal(req.url, "https://api.anthropic.com/v1/models");
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
		cmocka_unit_test(the_request_is_a_streamed_message),
		cmocka_unit_test(the_base_url_may_end_in_the_version),
		cmocka_unit_test(a_model_without_structured_outputs_is_asked_without_them),
		cmocka_unit_test(bad_settings_are_refused),
		cmocka_unit_test(the_models_are_asked_for_with_the_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

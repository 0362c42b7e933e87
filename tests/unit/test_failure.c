#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/failure.h"
#include "daemon/provider.h"

static void every_failure_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < FAILURE__COUNT; a++) {
		const char *name = failure_info((enum failure)a)->name;

		assert_true(strlen(name) > 0 && strlen(name) <= 32);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(name, failure_info((enum failure)b)->name);
	}
}

static void what_only_the_operator_can_mend_is_final_and_says_how(void **state)
{
	static const enum failure final[] = { FAILURE_QUOTA, FAILURE_AUTH, FAILURE_REQUEST };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(final); i++) {
		assert_false(failure_info(final[i])->retry);
		assert_non_null(failure_info(final[i])->mend);
	}
	assert_false(failure_info(FAILURE_DEADLINE)->retry);
}

static void what_time_may_mend_is_tried_again(void **state)
{
	static const enum failure again[] = { FAILURE_CONNECT,      FAILURE_TIMEOUT,        FAILURE_SERVER,
					      FAILURE_RATE_LIMITED, FAILURE_INVALID_OUTPUT, FAILURE_LOST };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(again); i++)
		assert_true(failure_info(again[i])->retry);
}

static void a_value_out_of_range_is_our_fault(void **state)
{
	(void)state;
	assert_string_equal(failure_info(FAILURE__COUNT)->name, "internal");
	assert_string_equal(failure_info((enum failure) - 1)->name, "internal");
}

static const struct {
	int status;
	const char *body;
	enum failure failure;
	const char *detail; /* stands in the detail */
} answers[] = {
	{ 400, "", FAILURE_REQUEST, "HTTP 400" },
	{ 400,
	  "{\"error\":{\"message\":\"you must provide a model "
	  "parameter\",\"type\":\"invalid_request_error\"}}",
	  FAILURE_REQUEST, "HTTP 400 invalid_request_error: you must provide a model parameter" },
	{ 400,
	  "{\"error\":{\"message\":\"The response was "
	  "filtered\",\"code\":\"content_filter\",\"status\":400}}",
	  FAILURE_REFUSED, "content_filter" },
	{ 400,
	  "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit "
	  "balance is "
	  "too low to access the Anthropic API.\"}}",
	  FAILURE_QUOTA, "credit balance" },
	{ 401,
	  "{\"error\":{\"message\":\"Incorrect API key provided: sk-abc\",\"code\":\"invalid_api_key\"}}",
	  FAILURE_AUTH, "invalid_api_key" },
	{ 402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", FAILURE_QUOTA, "HTTP 402" },
	{ 403, "{\"error\":{\"type\":\"permission_error\",\"message\":\"no\"}}", FAILURE_AUTH,
	  "permission_error" },
	{ 404, "{\"error\":{\"message\":\"The model `x` does not exist\",\"code\":\"model_not_found\"}}",
	  FAILURE_REQUEST, "does not exist" },
	{ 404, "{\"detail\":\"Not Found\"}", FAILURE_REQUEST, "HTTP 404" },
	{ 404, "404 page not found", FAILURE_REQUEST, "HTTP 404" },
	{ 408, "", FAILURE_TIMEOUT, "HTTP 408" },
	{ 413, "", FAILURE_REQUEST, "HTTP 413" },
	{ 422, "{\"object\":\"error\",\"message\":\"Extra inputs\",\"type\":\"invalid\",\"code\":null}",
	  FAILURE_REQUEST, "Extra" },
	{ 429, "{\"error\":{\"message\":\"Rate limit reached\",\"code\":\"rate_limit_exceeded\"}}",
	  FAILURE_RATE_LIMITED, "rate_limit_exceeded" },
	{ 429,
	  "{\"error\":{\"message\":\"You exceeded your current "
	  "quota\",\"type\":\"insufficient_quota\",\"code\":"
	  "\"insufficient_quota\"}}",
	  FAILURE_QUOTA, "insufficient_quota" },
	{ 429, "{\"error\":{\"message\":\"cut off in the middle of insufficient_quota", FAILURE_QUOTA,
	  "HTTP 429" },
	{ 429, "", FAILURE_RATE_LIMITED, "HTTP 429" },
	{ 500, "{\"error\":\"llama runner exited, billing nothing\"}", FAILURE_SERVER, "llama runner" },
	{ 502, "<html><body>Bad Gateway</body></html>", FAILURE_SERVER, "HTML page" },
	{ 502, "\n<!DOCTYPE html>", FAILURE_SERVER, "HTML page" },
	{ 503, "[{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}]",
	  FAILURE_SERVER, "overloaded" },
	{ 504, "", FAILURE_TIMEOUT, "HTTP 504" },
	{ 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
	  FAILURE_SERVER, "overloaded_error" },
	{ 301, "", FAILURE_REQUEST, "HTTP 301" },
	{ 204, "", FAILURE_SERVER, "HTTP 204" },
	{ 500, "[]", FAILURE_SERVER, "HTTP 500" },
	{ 500, "null", FAILURE_SERVER, "HTTP 500" },
	{ 400, "{\"error\":null}", FAILURE_REQUEST, "HTTP 400" },
	{ 400, "{\"error\":{\"message\":7,\"type\":[],\"code\":{}}}", FAILURE_REQUEST, "HTTP 400" },
	{ 400, "\xFF\xFE", FAILURE_REQUEST, "HTTP 400" },
};

static void an_http_answer_is_classified_by_status_and_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct ai_result result = { 0 };

		ai_http_failure(answers[i].status, answers[i].body, &result);
		assert_int_equal(result.failure, answers[i].failure);
		assert_non_null(strstr(result.detail, answers[i].detail));
	}
}

/* Servers quote what they were sent; the detail goes to a log. */
static void the_detail_holds_no_key_no_prompt_and_no_control_character(void **state)
{
	static const struct {
		int status;
		const char *body;
	} quoting[] = {
		{ 401, "{\"error\":{\"message\":\"Received API Key = CANARY\",\"code\":\"x\"}}" },
		{ 403, "{\"error\":{\"message\":\"CANARY may not\"}}" },
		{ 401, "CANARY" },
		{ 400,
		  "{\"object\":\"error\",\"message\":\"[{'type': 'missing', 'input': {'x': 'CANARY'}}]\"}" },
		{ 400, "{\"error\":{\"message\":\"bad value: input_value='CANARY'\"}}" },
		{ 400, "{\"error\":{\"message\":\"{'role': 'user', 'content': 'CANARY'}\"}}" },
		{ 500, "CANARY is not JSON" },
	};
	struct ai_result result = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(quoting); i++) {
		result = (struct ai_result){ 0 };
		ai_http_failure(quoting[i].status, quoting[i].body, &result);
		assert_null(strstr(result.detail, "CANARY"));
	}
	result = (struct ai_result){ 0 };
	ai_http_failure(500, "{\"error\":{\"message\":\"a\\nb\\u001b[31m\\u0085c\"}}", &result);
	assert_string_equal(result.detail, "HTTP 500: ab[31mc");
}

static void a_secret_is_blanked_out_wherever_it_stands(void **state)
{
	static const char key[] = "sk-proj-0123456789abcdef";
	static const char headers[] = "X-Team: blue-team-7 | api-key: k-aaaabbbbcccc | Cookie:c=ddddeeeeffff";
	static const struct {
		const char *said, *left;
	} cases[] = {
		{ "no secret here", "no secret here" },
		{ "key sk-proj-0123456789abcdef is wrong", "key ************************ is wrong" },
		{ "cut: sk-proj-01", "cut: **********" },
		{ "its end: 89abcdef", "its end: ********" },
		{ "short: sk-proj", "short: sk-proj" },
		{ "k-aaaabbbbcccc", "**************" },
		{ "sent c=ddddeeeeffff twice: ddddeeee", "sent ************** twice: ********" },
		{ "team blue-team-7 is unknown", "team blue-team-7 is unknown" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[100];

		snprintf(text, sizeof(text), "%s", cases[i].said);
		ai_redact(text, key, headers);
		assert_string_equal(text, cases[i].left);
		ai_redact(text, NULL, NULL);
		assert_string_equal(text, cases[i].left);
	}
}

static void a_long_message_is_cut_at_a_whole_character(void **state)
{
	struct ai_result result = { 0 };
	char body[2000] = "{\"error\":{\"message\":\"a";

	(void)state;
	for (int i = 0; i < 300; i++)
		strcat(body, "\xC3\xA9");
	strcat(body, "\"}}");
	ai_http_failure(500, body, &result);
	assert_true(strlen(result.detail) < sizeof(result.detail));
	assert_int_equal((unsigned char)result.detail[strlen(result.detail) - 1], 0xA9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failure_has_a_name_of_its_own),
		cmocka_unit_test(what_only_the_operator_can_mend_is_final_and_says_how),
		cmocka_unit_test(what_time_may_mend_is_tried_again),
		cmocka_unit_test(a_value_out_of_range_is_our_fault),
		cmocka_unit_test(an_http_answer_is_classified_by_status_and_words),
		cmocka_unit_test(the_detail_holds_no_key_no_prompt_and_no_control_character),
		cmocka_unit_test(a_secret_is_blanked_out_wherever_it_stands),
		cmocka_unit_test(a_long_message_is_cut_at_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

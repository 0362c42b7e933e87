/* Responses: headers that can't be split, problems of the contract's shape, and an answer for every failure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/resp.h"
#include "common/js.h"

#define REQUEST_ID "0123456789abcdef0123456789abcdef"

static const struct {
	const char *name;
	int status;
} problems[] = {
	[PROBLEM_MALFORMED] = { "malformed-request", 400 },
	[PROBLEM_UNAUTHORIZED] = { "unauthorized", 401 },
	[PROBLEM_NOT_FOUND] = { "not-found", 404 },
	[PROBLEM_METHOD] = { "method-not-allowed", 405 },
	[PROBLEM_GENERATION_FAILED] = { "generation-failed", 409 },
	[PROBLEM_RETRY_NOT_ALLOWED] = { "retry-not-allowed", 409 },
	[PROBLEM_TOO_LARGE] = { "content-too-large", 413 },
	[PROBLEM_MEDIA_TYPE] = { "unsupported-media-type", 415 },
	[PROBLEM_RANGE] = { "range-not-satisfiable", 416 },
	[PROBLEM_TOO_MANY] = { "too-many-requests", 429 },
	[PROBLEM_INTERNAL] = { "internal-error", 500 },
	[PROBLEM_UNAVAILABLE] = { "unavailable", 503 },
};

static void every_problem_has_the_contract_s_shape(void **state)
{
	static const char *const known[] = { "type", "title", "status", "detail", "requestId", NULL };

	(void)state;
	assert_int_equal(ARRAY_LEN(problems), PROBLEM__COUNT);
	for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
		AUTO(resp) struct resp r = resp_new();
		AUTO(json) struct json_object *obj = NULL;
		const char *type, *text;
		int64_t status;

		resp_problem(&r, (enum problem)i, REQUEST_ID);
		assert_int_equal(r.status, problems[i].status);
		assert_int_equal(js_parse(buf_text(&r.body), r.body.len, 10000, &obj), OK);
		assert_null(js_unknown_key(obj, known));
		assert_int_equal(js_i64(obj, "status", 400, 599, &status), OK);
		assert_int_equal(status, r.status);
		assert_int_equal(js_text(obj, "type", 100, &type), OK);
		assert_memory_equal(type, "urn:greenroom:problem:", 22);
		assert_string_equal(type + 22, problems[i].name);
		assert_int_equal(js_text(obj, "title", 100, &text), OK);
		assert_int_equal(js_text(obj, "detail", 300, &text), OK);
		assert_int_equal(js_text(obj, "requestId", 32, &text), OK);
		assert_string_equal(text, REQUEST_ID);
	}
}

static void a_problem_s_headers_follow_its_kind(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM__COUNT; i++) {
		AUTO(resp) struct resp r = resp_new();
		const char *headers;

		resp_problem(&r, (enum problem)i, REQUEST_ID);
		headers = buf_text(&r.headers);
		assert_non_null(strstr(headers, "Content-Type: application/problem+json\r\n"));
		assert_non_null(strstr(headers, "Cache-Control: no-store\r\n"));
		assert_int_equal(strstr(headers, "WWW-Authenticate: ") != NULL, i == PROBLEM_UNAUTHORIZED);
		assert_int_equal(strstr(headers, "Retry-After: ") != NULL,
				 i == PROBLEM_TOO_MANY || i == PROBLEM_UNAVAILABLE);
	}
}

static void a_problem_replaces_what_was_built(void **state)
{
	AUTO(resp) struct resp r = resp_new();

	(void)state;
	resp_json(&r, 200, "{\"secret\":1}");
	resp_header(&r, "Set-Cookie", "%s", "a=b");
	resp_header(&r, "Bad", "%s", "a\r\nb");
	resp_problem(&r, PROBLEM_INTERNAL, "");
	assert_null(strstr(buf_text(&r.body), "secret"));
	assert_null(strstr(buf_text(&r.headers), "Set-Cookie"));
	assert_int_equal(r.headers.err, OK);
}

static void json_is_never_kept(void **state)
{
	AUTO(resp) struct resp r = resp_new();

	(void)state;
	resp_json(&r, 202, "{}");
	resp_header(&r, "Retry-After", "%d", 1);
	assert_int_equal(r.status, 202);
	assert_string_equal(buf_text(&r.body), "{}");
	assert_string_equal(buf_text(&r.headers),
			    "Content-Type: application/json\r\nCache-Control: no-store\r\n"
			    "Retry-After: 1\r\n");
}

static void a_header_that_would_end_its_line_fails_the_response(void **state)
{
	static const char *const bad[] = { "a\r\nSet-Cookie: x=1", "a\nb", "a\r", "\n" };
	AUTO(resp) struct resp r = resp_new();
	char longest[1025];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[1024] = '\0';
	resp_header(&r, "X", "%s", longest + 1);
	assert_int_equal(r.headers.err, OK);
	resp_header(&r, "X", "%s", longest);
	assert_int_equal(r.headers.err, ERR_LIMIT);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(resp) struct resp split = resp_new();

		resp_header(&split, "Location", "/s/%s", bad[i]);
		assert_int_equal(split.headers.err, ERR_LIMIT);
		assert_string_equal(buf_text(&split.headers), "");
	}
}

static void every_failure_has_a_problem_of_its_status(void **state)
{
	(void)state;
	for (int e = 1; e < ERR__COUNT; e++) {
		int status = problems[problem_of((enum err)e)].status;

		/* A conflict that no handler has explained is our own fault. */
		assert_int_equal(status, e == ERR_CONFLICT ? 500 : err_info((enum err)e)->http);
	}
}

static void a_new_response_is_a_failure_until_it_is_something_else(void **state)
{
	AUTO(resp) struct resp r = resp_new();

	(void)state;
	assert_int_equal(r.status, 500);
	assert_int_equal(r.body.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_problem_has_the_contract_s_shape),
		cmocka_unit_test(a_problem_s_headers_follow_its_kind),
		cmocka_unit_test(a_problem_replaces_what_was_built),
		cmocka_unit_test(json_is_never_kept),
		cmocka_unit_test(a_header_that_would_end_its_line_fails_the_response),
		cmocka_unit_test(every_failure_has_a_problem_of_its_status),
		cmocka_unit_test(a_new_response_is_a_failure_until_it_is_something_else),
	};

	return cmocka_run_group_tests_name("resp", tests, NULL, NULL);
}

/* What is sent to a speech provider, and what its answer amounts to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/speech_wire.h"

static char base_url[] = "http://localhost:9/v1", model[] = "tts-1", voice[] = "alloy", format[] = "mp3";
static char instructions[] = "Be calm.", none[] = "", malformed[] = "ftp://localhost";

static struct speech_settings settings(void)
{
	return (struct speech_settings){
		.base_url = base_url, .model = model, .voice = voice, .format = format, .instructions = none
	};
}

static void the_request_holds_the_text_and_the_settings_alone(void **state)
{
	const struct speech_settings s = settings();
	AUTO(ai_request) struct ai_request req = { 0 };

	(void)state;
	assert_int_equal(speech_request(&s, "secret", "How \"so\"?", &req), OK);
	assert_string_equal(req.url, "http://localhost:9/v1/audio/speech");
	assert_string_equal(req.body,
			    "{\"model\":\"tts-1\",\"input\":\"How \\\"so\\\"?\",\"voice\":\"alloy\","
			    "\"response_format\":\"mp3\"}");
	assert_string_equal(req.headers[2], "Authorization: Bearer secret");
	assert_null(req.headers[3]);
}

static void instructions_and_key_are_sent_where_there_are_any(void **state)
{
	struct speech_settings s = settings();
	AUTO(ai_request) struct ai_request req = { 0 };

	(void)state;
	s.instructions = instructions;
	s.base_url = none;
	assert_int_equal(speech_request(&s, NULL, "Why?", &req), OK);
	assert_string_equal(req.url, "https://api.openai.com/v1/audio/speech");
	assert_non_null(strstr(req.body, "\"instructions\":\"Be calm.\""));
	assert_null(req.headers[2]);
}

static void a_malformed_url_is_no_request(void **state)
{
	struct speech_settings s = settings();
	AUTO(ai_request) struct ai_request req = { 0 };

	(void)state;
	s.base_url = malformed;
	assert_int_equal(speech_request(&s, NULL, "Why?", &req), ERR_INPUT);
	assert_null(req.url);
}

static void each_answer_is_audio_or_a_failure(void **state)
{
	static const struct {
		int status;
		const char *type, *body;
		enum failure failure;
		const char *media_type;
	} cases[] = {
		{ 200, "audio/mpeg", "x", FAILURE_NONE, "audio/mpeg" },
		{ 200, "Audio/MP3; charset=binary", "x", FAILURE_NONE, "audio/mpeg" },
		{ 200, "audio/opus", "x", FAILURE_NONE, "audio/ogg" },
		{ 200, "audio/x-wav", "x", FAILURE_NONE, "audio/wav" },
		{ 200, "audio/mpeg", "", FAILURE_INVALID_OUTPUT, NULL },
		{ 200, "audio/mpegurl", "x", FAILURE_INVALID_OUTPUT, NULL },
		{ 200, "audio/", "x", FAILURE_INVALID_OUTPUT, NULL },
		{ 200, "text/html", "<html>", FAILURE_INVALID_OUTPUT, NULL },
		{ 200, "", "x", FAILURE_INVALID_OUTPUT, NULL },
		{ 204, "audio/mpeg", "", FAILURE_SERVER, NULL },
		{ 400, "application/json", "{}", FAILURE_REQUEST, NULL },
		{ 401, "audio/mpeg", "x", FAILURE_AUTH, NULL },
		{ 429, "application/json", "{}", FAILURE_RATE_LIMITED, NULL },
		{ 429, "application/json", "{\"error\":{\"code\":\"insufficient_quota\"}}", FAILURE_QUOTA,
		  NULL },
		{ 500, "text/html", "<html>", FAILURE_SERVER, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_head head = { .status = cases[i].status };
		const struct speech_answer answer = { &head, cases[i].body, strlen(cases[i].body) };
		struct speech_result result;

		snprintf(head.content_type, sizeof(head.content_type), "%s", cases[i].type);
		result = speech_judge(&answer);
		assert_int_equal(result.failure, cases[i].failure);
		if (cases[i].media_type)
			assert_string_equal(result.media_type, cases[i].media_type);
		assert_int_equal(result.detail[0] != '\0', cases[i].failure != FAILURE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_request_holds_the_text_and_the_settings_alone),
		cmocka_unit_test(instructions_and_key_are_sent_where_there_are_any),
		cmocka_unit_test(a_malformed_url_is_no_request),
		cmocka_unit_test(each_answer_is_audio_or_a_failure),
	};

	return cmocka_run_group_tests_name("speech", tests, NULL, NULL);
}

/* Frames of the stream: one line each, no text of a question in them, and a publish form that survives
 * garbage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/frame.h"
#include "common/js.h"

#define ID  "01234567-89ab-7cde-8f01-23456789abcd"
#define QID "11111111-2222-7333-8444-555555555555"
#define AT  "\"sentAt\":\"1970-01-01T00:00:00.001Z\"}"

static struct event event_of(enum event_type type, char *payload)
{
	return (struct event){ .session_id = ID,
			       .seq = 4,
			       .type = type,
			       .version = 1,
			       .payload = payload,
			       .correlation_id = QID };
}

static void an_event_s_frame_holds_numbers_and_flags_but_no_text(void **state)
{
	char payload[] =
		"{\"generation\":1,\"attempt\":2,\"class\":\"canary\",\"willRetry\":true,\"retryInMs\":9,"
		"\"fence\":3,\"text\":\"canary\",\"index\":\"0\",\"planned\":-1,\"recoverable\":1}";
	const struct event ev = event_of(EVENT_GENERATION_ATTEMPT_FAILED, payload);
	char *data;

	(void)state;
	assert_int_equal(frame_of_event(&ev, 1, &data), OK);
	assert_string_equal(data,
			    "{\"type\":\"status\",\"sessionId\":\"" ID "\",\"correlationId\":\"" QID "\","
			    "\"payload\":{\"event\":\"GENERATION_ATTEMPT_FAILED\",\"stage\":\"retrying\","
			    "\"invalidate\":true,\"generation\":1,\"attempt\":2,\"retryInMs\":9,"
			    "\"willRetry\":true}," AT);
	free(data);
}

static void a_question_s_frame_names_the_question(void **state)
{
	char payload[] = "{\"questionId\":\"" QID "\",\"index\":0}";
	struct event ev = event_of(EVENT_QUESTION_PRESENTED, payload);
	char *data;

	(void)state;
	ev.correlation_id[0] = '\0';
	assert_int_equal(frame_of_event(&ev, 1, &data), OK);
	assert_string_equal(data, "{\"type\":\"partial\",\"sessionId\":\"" ID "\",\"correlationId\":null,"
				  "\"questionId\":\"" QID "\",\"payload\":{\"event\":\"QUESTION_PRESENTED\","
				  "\"stage\":\"question_ready\",\"invalidate\":true,\"index\":0}," AT);
	free(data);
}

static void every_event_has_a_frame_of_a_known_type_and_stage(void **state)
{
	static const char *const types[] = { "status", "partial", "final", "error", "resync", NULL };
	static const char *const stages[] = {
		"queued", "contacting_ai",  "generating_questions",   "validating", "retrying",
		"slow",   "question_ready", "question_set_completed", "tts_ready",  "failed",
		NULL
	};
	char payload[] = "{}";

	(void)state;
	for (int type = 0; type < EVENT__COUNT; type++) {
		const struct event ev = event_of((enum event_type)type, payload);
		AUTO(json) struct json_object *obj = NULL;
		struct json_object *inner;
		const char *word;
		char *data;

		assert_int_equal(frame_of_event(&ev, 1, &data), OK);
		assert_true(strlen(data) <= FRAME_MAX);
		assert_int_equal(js_parse(data, strlen(data), FRAME_MAX, &obj), OK);
		free(data);
		assert_int_equal(js_text(obj, "type", 20, &word), OK);
		for (int i = 0; strcmp(types[i], word) != 0; i++)
			assert_non_null(types[i + 1]);
		assert_int_equal(js_object(obj, "payload", &inner), OK);
		if (js_text(inner, "stage", 40, &word) == OK)
			for (int i = 0; strcmp(stages[i], word) != 0; i++)
				assert_non_null(stages[i + 1]);
	}
}

static void a_damaged_event_has_no_frame(void **state)
{
	char payload[] = "{\"a\":";
	const struct event ev = event_of(EVENT_SESSION_STARTED, payload);
	char *data = NULL;

	(void)state;
	assert_int_equal(frame_of_event(&ev, 1, &data), ERR_BUG);
	assert_null(data);
}

static void a_new_reader_is_told_where_the_session_stands(void **state)
{
	static const struct {
		enum status status;
		const char *payload;
	} rows[] = {
		{ STATUS_NOT_STARTED, "{\"status\":\"NOT_STARTED\",\"invalidate\":true,\"seq\":7}" },
		{ STATUS_GENERATING,
		  "{\"status\":\"GENERATING_QUESTIONS\",\"stage\":\"generating_questions\","
		  "\"invalidate\":true,\"seq\":7}" },
		{ STATUS_IN_SESSION,
		  "{\"status\":\"IN_SESSION\",\"stage\":\"question_ready\",\"invalidate\":true,\"seq\":7}" },
		{ STATUS_ERROR, "{\"status\":\"ERROR\",\"stage\":\"failed\",\"invalidate\":true,\"seq\":7}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct session s = { .session_id = ID, .status = rows[i].status, .last_seq = 7 };
		AUTO(buf) struct buf wanted = BUF_INIT(1000);
		char *data;

		buf_printf(&wanted,
			   "{\"type\":\"status\",\"sessionId\":\"" ID
			   "\",\"correlationId\":null,\"payload\":%s," AT,
			   rows[i].payload);
		assert_int_equal(frame_of_session(&s, 1, &data), OK);
		assert_string_equal(data, buf_text(&wanted));
		free(data);
	}
}

static void a_tick_and_a_resync_are_small(void **state)
{
	char *data;

	(void)state;
	assert_int_equal(frame_tick(ID, QID, "slow", 1, &data), OK);
	assert_string_equal(data,
			    "{\"type\":\"status\",\"sessionId\":\"" ID "\",\"correlationId\":\"" QID "\","
			    "\"payload\":{\"stage\":\"slow\",\"invalidate\":false}," AT);
	free(data);
	assert_int_equal(frame_resync(ID, "unknown_cursor", 1, &data), OK);
	assert_string_equal(data, "{\"type\":\"resync\",\"sessionId\":\"" ID "\",\"correlationId\":null,"
				  "\"payload\":{\"reason\":\"unknown_cursor\",\"invalidate\":true}," AT);
	free(data);
}

static void what_is_packed_unpacks_to_the_same(void **state)
{
	static const int64_t seqs[] = { 0, 1, 42, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(seqs); i++) {
		const char *data = NULL;
		int64_t seq = -1;
		char *message;

		assert_int_equal(frame_pack(seqs[i], "{\"a\":1}", &message), OK);
		assert_int_equal(frame_unpack(message, &seq, &data), OK);
		assert_true(seq == seqs[i]);
		assert_string_equal(data, "{\"a\":1}");
		free(message);
	}
}

static void garbage_is_no_message(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"1",
		"1 ",
		"{}",
		" {}",
		"1{}",
		"1  {}",
		"1\t{}",
		"1 x{}",
		"-1 {}",
		"+1 {}",
		"x {}",
		"1x {}",
		"1 []",
		"1 \"",
		"1 {}\n",
		"1 {\r}",
		"1.5 {}",
		"0x1 {}",
		"4294967296 {}",
		"99999999999999999999 {}",
		"999999999999999 {}",
		"1 {\n\ndata: forged}",
	};
	char text[FRAME_MAX + 10];
	const char *data = NULL;
	int64_t seq = -1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(frame_unpack(bad[i], &seq, &data), ERR_INPUT);
	memset(text, 'x', sizeof(text));
	memcpy(text, "1 {", 3);
	text[2 + FRAME_MAX + 1] = '\0';
	assert_int_equal(frame_unpack(text, &seq, &data), ERR_INPUT);
	assert_int_equal(seq, -1);
	assert_null(data);
	text[2 + FRAME_MAX] = '\0';
	assert_int_equal(frame_unpack(text, &seq, &data), OK);
}

static void the_story_is_over_when_the_set_is_complete(void **state)
{
	(void)state;
	for (int status = 0; status < STATUS__COUNT; status++) {
		const struct session s = { .status = (enum status)status };

		assert_false(frame_story_over(&s, false, false, 3));
		assert_false(frame_story_over(&s, true, true, 3));
		assert_int_equal(frame_story_over(&s, true, false, 3),
				 status == STATUS_IN_SESSION || status == STATUS_COMPLETED);
	}
}

static void the_story_is_over_when_no_retry_is_left(void **state)
{
	const struct session s = { .status = STATUS_ERROR, .generation = 2 };

	(void)state;
	assert_true(frame_story_over(&s, false, false, 1));
	assert_false(frame_story_over(&s, false, false, 2));
}

static void an_event_s_frame_says_whether_it_ends_the_story(void **state)
{
	static const struct {
		enum event_type type;
		const char *data;
		bool ends;
	} cases[] = {
		{ EVENT_QUESTION_SET_COMPLETED, "{\"payload\":{\"stored\":5}}", true },
		{ EVENT_QUESTION_SET_COMPLETED, "{\"payload\":{\"audioPending\":true}}", false },
		{ EVENT_QUESTION_AUDIO_READY, "{\"payload\":{\"setComplete\":true}}", true },
		{ EVENT_QUESTION_AUDIO_FAILED, "{\"payload\":{\"setComplete\":true}}", true },
		{ EVENT_QUESTION_AUDIO_READY, "{\"payload\":{\"setComplete\":false}}", false },
		{ EVENT_QUESTION_AUDIO_READY, "{\"payload\":{}}", false },
		{ EVENT_QUESTION_PRESENTED, "{\"payload\":{\"setComplete\":true}}", false },
		{ EVENT_GENERATION_FAILED, "{\"payload\":{\"recoverable\":false}}", true },
		{ EVENT_GENERATION_FAILED, "{\"payload\":{\"recoverable\":true}}", false },
		{ EVENT_GENERATION_FAILED, "{\"payload\":{}}", false },
		{ EVENT__COUNT, "{}", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(frame_ends_story(cases[i].type, cases[i].data), cases[i].ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_s_frame_holds_numbers_and_flags_but_no_text),
		cmocka_unit_test(a_question_s_frame_names_the_question),
		cmocka_unit_test(every_event_has_a_frame_of_a_known_type_and_stage),
		cmocka_unit_test(a_damaged_event_has_no_frame),
		cmocka_unit_test(a_new_reader_is_told_where_the_session_stands),
		cmocka_unit_test(a_tick_and_a_resync_are_small),
		cmocka_unit_test(what_is_packed_unpacks_to_the_same),
		cmocka_unit_test(garbage_is_no_message),
		cmocka_unit_test(the_story_is_over_when_the_set_is_complete),
		cmocka_unit_test(the_story_is_over_when_no_retry_is_left),
		cmocka_unit_test(an_event_s_frame_says_whether_it_ends_the_story),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}

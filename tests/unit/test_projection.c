/* /now as a function of facts: the same bytes for the same facts, another token for any other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"
#include "common/projection.h"

#define ID  "01234567-89ab-7cde-8f01-23456789abcd"
#define QID "11111111-2222-7333-8444-555555555555"

static struct facts facts_in(enum status status)
{
	struct facts f = { .session = { .session_id = ID,
					.status = status,
					.target_role = "Nurse \"A\" </script>",
					.language = "en",
					.questions_planned = 5,
					.generation = status == STATUS_NOT_STARTED ? 0 : 1,
					.current_question_index = -1,
					.last_seq = 2,
					.updated_at_ms = 1000 } };

	if (status != STATUS_IN_SESSION)
		return f;
	f.session.current_question_index = 0;
	f.has_question = true;
	f.questions_stored = 1;
	f.question = (struct question){ .question_id = QID,
					.text = "How do you begin?",
					.category = "General" };
	return f;
}

static struct json_object *written(const struct facts *f, int retries, char token[PROJECTION_ETAG_SIZE])
{
	struct json_object *obj = NULL;
	char *json = NULL;

	assert_int_equal(projection_write(f, retries, &json, token), OK);
	assert_int_equal(js_parse(json, strlen(json), 65536, &obj), OK);
	free(json);
	return obj;
}

/* The member at "a.b.c" as JSON text, owned by obj. */
static const char *at(struct json_object *obj, const char *path)
{
	char name[40];

	while (*path) {
		size_t n = strcspn(path, ".");

		memcpy(name, path, n);
		name[n] = '\0';
		if (!json_object_object_get_ex(obj, name, &obj))
			return "absent";
		path += n + (path[n] == '.');
	}
	return json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static void every_state_reads_as_the_contract_says(void **state)
{
	static const struct {
		enum status status;
		const char *path, *value;
	} rows[] = {
		{ STATUS_NOT_STARTED, "session.status", "\"NOT_STARTED\"" },
		{ STATUS_NOT_STARTED, "session.sessionId", "\"" ID "\"" },
		{ STATUS_NOT_STARTED, "session.currentQuestionIndex", "null" },
		{ STATUS_NOT_STARTED, "session.generation", "0" },
		{ STATUS_NOT_STARTED, "session.updatedAt", "\"1970-01-01T00:00:01.000Z\"" },
		{ STATUS_NOT_STARTED, "progress", "null" },
		{ STATUS_NOT_STARTED, "question", "null" },
		{ STATUS_NOT_STARTED, "answer", "null" },
		{ STATUS_NOT_STARTED, "evaluation", "{\"status\":\"NONE\"}" },
		{ STATUS_NOT_STARTED, "context",
		  "{\"targetRole\":\"Nurse \\\"A\\\" "
		  "</script>\",\"language\":\"en\",\"jobDescriptionProvided\":false,"
		  "\"intakeProvided\":false}" },
		{ STATUS_NOT_STARTED, "uiHints",
		  "{\"screen\":\"LANDING\",\"canSubmit\":false,\"canRetry\":false,\"blockingReason\":null,"
		  "\"message\":null,\"reference\":null,\"pollAfterMs\":0,\"recommendedNextAction\":\"START_"
		  "SESSION\"}" },
		{ STATUS_GENERATING, "question", "null" },
		{ STATUS_GENERATING, "session.currentQuestionIndex", "null" },
		{ STATUS_GENERATING, "progress.stage", "\"queued\"" },
		{ STATUS_GENERATING, "progress.questionsReady", "0" },
		{ STATUS_GENERATING, "progress.questionsPlanned", "5" },
		{ STATUS_GENERATING, "uiHints.screen", "\"PREPARING\"" },
		{ STATUS_GENERATING, "uiHints.pollAfterMs", "1000" },
		{ STATUS_GENERATING, "uiHints.recommendedNextAction", "\"WAIT_FOR_QUESTIONS\"" },
		{ STATUS_IN_SESSION, "progress", "null" },
		{ STATUS_IN_SESSION, "session.currentQuestionIndex", "0" },
		{ STATUS_IN_SESSION, "question",
		  "{\"questionId\":\"" QID "\",\"index\":0,\"count\":5,\"text\":\"How do you begin?\","
		  "\"category\":\"General\",\"competency\":\"\",\"tailored\":false,"
		  "\"tts\":{\"status\":\"NONE\",\"audioUrl\":null,\"generatedAt\":null}}" },
		{ STATUS_IN_SESSION, "uiHints.screen", "\"ACTIVE_QUESTION\"" },
		{ STATUS_IN_SESSION, "uiHints.pollAfterMs", "0" },
		{ STATUS_IN_SESSION, "uiHints.canSubmit", "false" },
		{ STATUS_ERROR, "question", "null" },
		{ STATUS_ERROR, "progress", "null" },
		{ STATUS_ERROR, "uiHints.screen", "\"ERROR\"" },
		{ STATUS_ERROR, "uiHints.canRetry", "true" },
		{ STATUS_ERROR, "uiHints.blockingReason", "\"generation_failed\"" },
		{ STATUS_ERROR, "uiHints.recommendedNextAction", "\"RETRY_GENERATION\"" },
		{ STATUS_ERROR, "uiHints.reference", "\"6789abcd\"" }, /* no generation's: the session's */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct facts f = facts_in(rows[i].status);
		char token[PROJECTION_ETAG_SIZE];
		struct json_object *obj = written(&f, 3, token);

		assert_string_equal(at(obj, rows[i].path), rows[i].value);
		json_object_put(obj);
	}
}

static void an_error_without_retries_leads_to_the_sender(void **state)
{
	const struct facts f = facts_in(STATUS_ERROR);
	char token[PROJECTION_ETAG_SIZE];
	struct json_object *obj = written(&f, 0, token);

	(void)state;
	assert_string_equal(at(obj, "uiHints.canRetry"), "false");
	assert_string_equal(at(obj, "uiHints.recommendedNextAction"), "\"CONTACT_SENDER\"");
	assert_non_null(strstr(at(obj, "uiHints.message"), "the person who sent you"));
	json_object_put(obj);
}

static void the_reference_is_the_end_of_the_generation_s_id(void **state)
{
	struct facts f = facts_in(STATUS_ERROR);
	char reference[PROJECTION_REFERENCE_SIZE];

	(void)state;
	snprintf(f.session.correlation_id, sizeof(f.session.correlation_id), "%s", QID);
	projection_reference(&f, reference);
	assert_string_equal(reference, "55555555");
}

static void a_message_is_there_only_in_error(void **state)
{
	(void)state;
	for (int status = 0; status < STATUS__COUNT; status++) {
		const struct facts f = facts_in((enum status)status);

		assert_int_equal(projection_message(&f, 3) != NULL, status == STATUS_ERROR);
		assert_non_null(projection_screen(&f));
	}
}

static void the_stage_follows_the_job(void **state)
{
	static const struct {
		int attempt;
		bool running;
		const char *stage;
	} rows[] = { { 0, false, "\"queued\"" },
		     { 1, true, "\"generating_questions\"" },
		     { 1, false, "\"retrying\"" },
		     { 2, true, "\"generating_questions\"" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct facts f = facts_in(STATUS_GENERATING);
		char token[PROJECTION_ETAG_SIZE];
		struct json_object *obj;

		f.job_attempt = rows[i].attempt;
		f.job_running = rows[i].running;
		obj = written(&f, 3, token);
		assert_string_equal(at(obj, "progress.stage"), rows[i].stage);
		json_object_put(obj);
	}
}

static void audio_has_an_address_only_when_it_is_ready(void **state)
{
	(void)state;
	for (int tts = 0; tts < TTS__COUNT; tts++) {
		struct facts f = facts_in(STATUS_IN_SESSION);
		char token[PROJECTION_ETAG_SIZE];
		struct json_object *obj;
		bool ready = tts == TTS_READY;

		f.tts_status = (enum tts_status)tts;
		f.tts_generated_at_ms = 2000;
		obj = written(&f, 3, token);
		assert_string_equal(at(obj, "question.tts.audioUrl"),
				    ready ? "\"/api/session/" ID "/question/" QID "/audio\"" : "null");
		assert_string_equal(at(obj, "question.tts.generatedAt"),
				    ready ? "\"1970-01-01T00:00:02.000Z\"" : "null");
		json_object_put(obj);
	}
}

static void a_short_set_counts_what_stands_once_it_is_complete(void **state)
{
	struct facts f = facts_in(STATUS_IN_SESSION);
	char token[PROJECTION_ETAG_SIZE];
	struct json_object *obj;

	(void)state;
	f.questions_stored = 3;
	f.set_complete = true;
	obj = written(&f, 3, token);
	assert_string_equal(at(obj, "question.count"), "3");
	json_object_put(obj);
}

static void equal_facts_give_equal_bytes(void **state)
{
	(void)state;
	for (int status = 0; status < STATUS__COUNT; status++) {
		const struct facts a = facts_in((enum status)status), b = a;
		char token_a[PROJECTION_ETAG_SIZE], token_b[PROJECTION_ETAG_SIZE];
		char *json_a, *json_b;

		assert_int_equal(projection_write(&a, 3, &json_a, token_a), OK);
		assert_int_equal(projection_write(&b, 3, &json_b, token_b), OK);
		assert_string_equal(json_a, json_b);
		assert_string_equal(token_a, token_b);
		assert_int_equal(strlen(token_a), PROJECTION_ETAG_SIZE - 1);
		assert_int_equal(strspn(token_a, "0123456789abcdef"), strlen(token_a));
		assert_non_null(strstr(json_a, token_a));
		free(json_a);
		free(json_b);
	}
}

/* A role that looks like the place where the token goes must not get it. */
static void the_token_stands_in_its_own_place(void **state)
{
	struct facts f = facts_in(STATUS_NOT_STARTED);
	char token[PROJECTION_ETAG_SIZE], quoted[PROJECTION_ETAG_SIZE + 2] = "\"";
	struct json_object *obj;

	(void)state;
	memset(f.session.target_role, '-', 24);
	f.session.target_role[24] = '\0';
	obj = written(&f, 3, token);
	assert_string_equal(at(obj, "context.targetRole"), "\"------------------------\"");
	memcpy(quoted + 1, token, PROJECTION_ETAG_SIZE - 1);
	quoted[PROJECTION_ETAG_SIZE] = '"';
	assert_string_equal(at(obj, "session.resumeToken"), quoted);
	json_object_put(obj);
}

/* Changes to what can be seen, each alone. */
static void flip(struct facts *f, int what)
{
	switch (what) {
	case 0:
		f->session.session_id[0] = 'f';
		break;
	case 1:
		f->session.target_role[0] = 'X';
		break;
	case 2:
		f->session.language[0] = 'x';
		break;
	case 3:
		f->session.job_description_given = true;
		break;
	case 4:
		f->session.intake_given = true;
		break;
	case 5:
		f->session.questions_planned++;
		break;
	case 6:
		f->session.generation++;
		break;
	case 7:
		f->session.updated_at_ms++;
		break;
	case 8:
		f->session.current_question_index++;
		break;
	case 9:
		f->question.question_id[0] = 'f';
		break;
	case 10:
		f->question.text[0] = 'X';
		break;
	case 11:
		f->question.category[0] = 'X';
		break;
	case 12:
		f->question.competency[0] = 'X';
		break;
	case 13:
		f->question.tailored = true;
		break;
	case 14:
		f->question.index++;
		break;
	case 15:
		f->tts_status = TTS_FAILED;
		break;
	case 16:
		f->set_complete = true;
		break;
	default:
		f->session.status = STATUS_AWAITING_EVALUATION;
		break;
	}
}

static void the_token_changes_with_everything_that_can_be_seen(void **state)
{
	enum { KINDS = 18 };
	char tokens[KINDS + 1][PROJECTION_ETAG_SIZE];

	(void)state;
	for (int what = 0; what <= KINDS; what++) {
		struct facts f = facts_in(STATUS_IN_SESSION);
		char *json;

		if (what < KINDS)
			flip(&f, what);
		assert_int_equal(projection_write(&f, 3, &json, tokens[what]), OK);
		free(json);
		for (int other = 0; other < what; other++)
			assert_string_not_equal(tokens[what], tokens[other]);
	}
}

static void the_token_changes_with_the_progress(void **state)
{
	struct facts f = facts_in(STATUS_GENERATING);
	char before[PROJECTION_ETAG_SIZE], after[PROJECTION_ETAG_SIZE];

	(void)state;
	json_object_put(written(&f, 3, before));
	f.job_attempt = 1;
	f.job_running = true;
	json_object_put(written(&f, 3, after));
	assert_string_not_equal(before, after);
	f.session.requested_at_ms = 5;
	json_object_put(written(&f, 3, before));
	assert_string_not_equal(before, after);
}

static void nothing_internal_is_in_it(void **state)
{
	struct facts f = facts_in(STATUS_ERROR);
	char token[PROJECTION_ETAG_SIZE], *json;

	(void)state;
	snprintf(f.session.failure_class, sizeof(f.session.failure_class), "%s", "canary_class");
	snprintf(f.session.correlation_id, sizeof(f.session.correlation_id), "%s", QID);
	f.question.difficulty = DIFFICULTY_HARD;
	assert_int_equal(projection_write(&f, 3, &json, token), OK);
	assert_null(strstr(json, "canary"));
	assert_null(strstr(json, QID));
	assert_null(strstr(json, "difficulty"));
	free(json);
}

static void tts_statuses_have_names_that_parse_back(void **state)
{
	enum tts_status status = TTS_FAILED;

	(void)state;
	for (int i = 0; i < TTS__COUNT; i++) {
		assert_true(tts_status_parse(tts_status_name((enum tts_status)i), &status));
		assert_int_equal(status, i);
	}
	assert_false(tts_status_parse("ready", &status));
	assert_int_equal(status, TTS_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_reads_as_the_contract_says),
		cmocka_unit_test(an_error_without_retries_leads_to_the_sender),
		cmocka_unit_test(the_reference_is_the_end_of_the_generation_s_id),
		cmocka_unit_test(a_message_is_there_only_in_error),
		cmocka_unit_test(the_stage_follows_the_job),
		cmocka_unit_test(audio_has_an_address_only_when_it_is_ready),
		cmocka_unit_test(a_short_set_counts_what_stands_once_it_is_complete),
		cmocka_unit_test(equal_facts_give_equal_bytes),
		cmocka_unit_test(the_token_stands_in_its_own_place),
		cmocka_unit_test(the_token_changes_with_everything_that_can_be_seen),
		cmocka_unit_test(the_token_changes_with_the_progress),
		cmocka_unit_test(nothing_internal_is_in_it),
		cmocka_unit_test(tts_statuses_have_names_that_parse_back),
	};

	return cmocka_run_group_tests_name("projection", tests, NULL, NULL);
}

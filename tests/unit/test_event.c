/* Events as they are written down: type, actor, key and payload of each, and the envelope for the outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/event.h"

#define ID    "01234567-89ab-7cde-8f01-23456789abcd"
#define OTHER "11111111-2222-7333-8444-555555555555"

static void check(enum err e, struct event *ev, enum event_type type, enum actor actor, const char *key,
		  const char *correlation_id, const char *payload)
{
	assert_int_equal(e, OK);
	assert_int_equal(ev->type, type);
	assert_int_equal(ev->actor, actor);
	assert_int_equal(ev->version, event_type_version(type));
	assert_true(id_valid(ev->event_id));
	assert_string_equal(ev->idempotency_key, key);
	assert_string_equal(ev->correlation_id, correlation_id);
	assert_string_equal(ev->payload, payload);
	assert_int_equal(ev->seq, 0);
	event_done(ev);
	assert_null(ev->payload);
}

static void a_created_session_tells_what_was_given_but_not_its_text(void **state)
{
	const struct event_created in = { 5, "de-AT", true, false };
	struct event ev;

	(void)state;
	check(event_session_created(&in, &ev), &ev, EVENT_SESSION_CREATED, ACTOR_RECRUITER, "create", "",
	      "{\"questionCount\":5,\"language\":\"de-AT\",\"jobDescriptionProvided\":true,"
	      "\"intakeProvided\":false}");
}

static void an_invite_s_events_have_its_id_as_key(void **state)
{
	static const char payload[] = "{\"inviteId\":\"" ID "\",\"expiresAt\":\"1970-01-01T00:00:01.000Z\"}";
	struct event ev;

	(void)state;
	check(event_invite_issued(ID, 1000, &ev), &ev, EVENT_INVITE_ISSUED, ACTOR_RECRUITER, ID, "", payload);
	check(event_invite_revoked(ID, 1000, &ev), &ev, EVENT_INVITE_REVOKED, ACTOR_RECRUITER, ID, "",
	      payload);
}

static void a_start_is_the_candidate_s_and_once(void **state)
{
	struct event ev;

	(void)state;
	check(event_session_started(ID, &ev), &ev, EVENT_SESSION_STARTED, ACTOR_CANDIDATE, "start", ID, "{}");
	check(event_questions_requested(2, ACTOR_CANDIDATE, ID, &ev), &ev, EVENT_QUESTIONS_REQUESTED,
	      ACTOR_CANDIDATE, "generation-2", ID, "{\"generation\":2,\"requestedBy\":\"candidate\"}");
	check(event_questions_requested(3, ACTOR_RECRUITER, ID, &ev), &ev, EVENT_QUESTIONS_REQUESTED,
	      ACTOR_RECRUITER, "generation-3", ID, "{\"generation\":3,\"requestedBy\":\"recruiter\"}");
}

static void a_failed_attempt_says_whether_it_is_tried_again(void **state)
{
	struct event_attempt_failed in = { .generation = 1,
					   .attempt = 2,
					   .class_name = "timeout",
					   .will_retry = true,
					   .retry_in_ms = 0,
					   .fence = 7,
					   .correlation_id = ID };
	struct event ev;

	(void)state;
	check(event_generation_attempt_failed(&in, &ev), &ev, EVENT_GENERATION_ATTEMPT_FAILED, ACTOR_SYSTEM,
	      "generation-1-attempt-2", ID,
	      "{\"generation\":1,\"attempt\":2,\"class\":\"timeout\",\"willRetry\":true,\"retryInMs\":0,"
	      "\"fence\":7}");
	in.will_retry = false;
	in.correlation_id = NULL;
	check(event_generation_attempt_failed(&in, &ev), &ev, EVENT_GENERATION_ATTEMPT_FAILED, ACTOR_SYSTEM,
	      "generation-1-attempt-2", "",
	      "{\"generation\":1,\"attempt\":2,\"class\":\"timeout\",\"willRetry\":false,\"fence\":7}");
}

static void generated_questions_tell_where_they_come_from(void **state)
{
	struct event_generated in = { .source = "openai",
				      .model = "m-1",
				      .prompt_hash = "abc",
				      .generation = 1,
				      .attempt = 1,
				      .stored = 2,
				      .tailored = true,
				      .first_token_ms = 0,
				      .first_question_ms = 34,
				      .fence = 9,
				      .correlation_id = ID };
	struct event ev;

	(void)state;
	check(event_questions_generated(&in, &ev), &ev, EVENT_QUESTIONS_GENERATED, ACTOR_SYSTEM, "questions",
	      ID,
	      "{\"source\":\"openai\",\"model\":\"m-1\",\"promptHash\":\"abc\",\"generation\":1,\"attempt\":"
	      "1,"
	      "\"indexes\":[0,1],\"tailored\":true,\"firstTokenMs\":0,\"firstQuestionMs\":34,\"fence\":9}");
	in = (struct event_generated){ .source = "bank",
				       .generation = 1,
				       .attempt = 1,
				       .first_token_ms = -1,
				       .first_question_ms = -1,
				       .fence = 9,
				       .correlation_id = ID };
	check(event_questions_generated(&in, &ev), &ev, EVENT_QUESTIONS_GENERATED, ACTOR_SYSTEM, "questions",
	      ID,
	      "{\"source\":\"bank\",\"model\":null,\"promptHash\":null,\"generation\":1,\"attempt\":1,"
	      "\"indexes\":[],\"tailored\":false,\"firstTokenMs\":null,\"firstQuestionMs\":null,\"fence\":"
	      "9}");
}

static void the_end_of_a_generation_is_written_down(void **state)
{
	struct event ev;

	(void)state;
	check(event_question_set_completed(5, 3, false, 8, ID, &ev), &ev, EVENT_QUESTION_SET_COMPLETED,
	      ACTOR_SYSTEM, "questions", ID, "{\"planned\":5,\"stored\":3,\"fence\":8}");
	check(event_generation_failed(2, 3, "refused", true, ID, &ev), &ev, EVENT_GENERATION_FAILED,
	      ACTOR_SYSTEM, "generation-2", ID,
	      "{\"generation\":2,\"attempts\":3,\"class\":\"refused\",\"recoverable\":true}");
}

static void events_of_a_question_have_its_index_as_key(void **state)
{
	struct event ev;

	(void)state;
	check(event_question_presented(OTHER, 0, ID, &ev), &ev, EVENT_QUESTION_PRESENTED, ACTOR_SYSTEM,
	      "question-0", ID, "{\"questionId\":\"" OTHER "\",\"index\":0}");
	check(event_question_audio_ready(&(struct event_audio){ OTHER, 9, false, ID }, "audio/mpeg", 1234,
					 &ev),
	      &ev, EVENT_QUESTION_AUDIO_READY, ACTOR_SYSTEM, "question-9", ID,
	      "{\"questionId\":\"" OTHER
	      "\",\"index\":9,\"mediaType\":\"audio/mpeg\",\"sizeBytes\":1234,\"setComplete\":false}");
	check(event_question_audio_failed(&(struct event_audio){ OTHER, 1, true, ID }, "timeout", &ev), &ev,
	      EVENT_QUESTION_AUDIO_FAILED, ACTOR_SYSTEM, "question-1", ID,
	      "{\"questionId\":\"" OTHER "\",\"index\":1,\"class\":\"timeout\",\"setComplete\":true}");
}

static void no_two_events_share_an_id(void **state)
{
	struct event a, b;

	(void)state;
	assert_int_equal(event_session_started(ID, &a), OK);
	assert_int_equal(event_session_started(ID, &b), OK);
	assert_string_not_equal(a.event_id, b.event_id);
	event_done(&a);
	event_done(&b);
}

static struct event sample(char *payload)
{
	struct event ev = { .event_id = ID,
			    .session_id = OTHER,
			    .seq = 3,
			    .actor = ACTOR_SYSTEM,
			    .type = EVENT_QUESTION_PRESENTED,
			    .version = 1,
			    .payload = payload,
			    .occurred_at_ms = 1,
			    .idempotency_key = "question-0" };

	return ev;
}

static void the_envelope_is_the_contract_s(void **state)
{
	char payload[] = "{\"index\":0}";
	struct event ev = sample(payload);
	char *json;

	(void)state;
	assert_int_equal(event_to_json(&ev, &json), OK);
	assert_string_equal(
		json, "{\"eventId\":\"" ID "\",\"sessionId\":\"" OTHER "\",\"seq\":3,"
		      "\"actorType\":\"system\",\"eventType\":\"QUESTION_PRESENTED\",\"eventVersion\":1,"
		      "\"payload\":{\"index\":0},\"occurredAt\":\"1970-01-01T00:00:00.001Z\","
		      "\"idempotencyKey\":\"question-0\",\"correlationId\":null}");
	free(json);
}

static void a_damaged_payload_is_our_fault(void **state)
{
	static const char *const damaged[] = { "", "{", "{}x", "{\"a\":1,\"a\":1}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		char payload[20], *json = NULL;
		struct event ev;

		snprintf(payload, sizeof(payload), "%s", damaged[i]);
		ev = sample(payload);
		assert_int_equal(event_to_json(&ev, &json), ERR_BUG);
		assert_null(json);
	}
}

static void types_and_actors_have_names_that_parse_back(void **state)
{
	enum event_type type = EVENT_SESSION_CREATED;
	enum actor actor = ACTOR_SYSTEM;

	(void)state;
	for (int i = 0; i < EVENT__COUNT; i++) {
		assert_true(event_type_parse(event_type_name((enum event_type)i), &type));
		assert_int_equal(type, i);
		assert_int_equal(event_type_version(type), 1);
	}
	for (int i = 0; i < ACTOR__COUNT; i++) {
		assert_true(actor_parse(actor_name((enum actor)i), &actor));
		assert_int_equal(actor, i);
	}
	assert_false(event_type_parse("", &type));
	assert_false(event_type_parse("session_created", &type));
	assert_int_equal(type, EVENT_QUESTION_AUDIO_FAILED);
	assert_false(actor_parse("root", &actor));
	assert_int_equal(actor, ACTOR_SYSTEM);
}

static void an_empty_event_can_be_done(void **state)
{
	struct event ev = { 0 };

	(void)state;
	event_done(&ev);
	event_done(&ev);
	assert_null(ev.payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_created_session_tells_what_was_given_but_not_its_text),
		cmocka_unit_test(an_invite_s_events_have_its_id_as_key),
		cmocka_unit_test(a_start_is_the_candidate_s_and_once),
		cmocka_unit_test(a_failed_attempt_says_whether_it_is_tried_again),
		cmocka_unit_test(generated_questions_tell_where_they_come_from),
		cmocka_unit_test(the_end_of_a_generation_is_written_down),
		cmocka_unit_test(events_of_a_question_have_its_index_as_key),
		cmocka_unit_test(no_two_events_share_an_id),
		cmocka_unit_test(the_envelope_is_the_contract_s),
		cmocka_unit_test(a_damaged_payload_is_our_fault),
		cmocka_unit_test(types_and_actors_have_names_that_parse_back),
		cmocka_unit_test(an_empty_event_can_be_done),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}

/* The state machine: every pair of state and event, and what Start and Retry mean in every state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/session.h"

#define NO STATUS__COUNT /* can't follow */

/* What each event makes of each state. */
static const enum status next[EVENT__COUNT][STATUS__COUNT] = {
	/* from NOT_STARTED, GENERATING, IN_SESSION, ERROR, AWAITING_EVALUATION, COMPLETED */
	[EVENT_SESSION_CREATED] = { STATUS_NOT_STARTED, NO, NO, NO, NO, NO },
	[EVENT_INVITE_ISSUED] = { STATUS_NOT_STARTED, STATUS_GENERATING, STATUS_IN_SESSION, STATUS_ERROR,
				  STATUS_AWAITING_EVALUATION, STATUS_COMPLETED },
	[EVENT_INVITE_REVOKED] = { STATUS_NOT_STARTED, STATUS_GENERATING, STATUS_IN_SESSION, STATUS_ERROR,
				   STATUS_AWAITING_EVALUATION, STATUS_COMPLETED },
	[EVENT_SESSION_STARTED] = { STATUS_GENERATING, NO, NO, NO, NO, NO },
	[EVENT_QUESTIONS_REQUESTED] = { NO, NO, NO, STATUS_GENERATING, NO, NO },
	[EVENT_GENERATION_ATTEMPT_FAILED] = { NO, STATUS_GENERATING, STATUS_IN_SESSION, NO, NO, NO },
	[EVENT_QUESTIONS_GENERATED] = { NO, STATUS_GENERATING, NO, NO, NO, NO },
	[EVENT_QUESTION_PRESENTED] = { NO, STATUS_IN_SESSION, NO, NO, NO, NO },
	[EVENT_QUESTION_SET_COMPLETED] = { NO, NO, STATUS_IN_SESSION, NO, NO, NO },
	[EVENT_GENERATION_FAILED] = { NO, STATUS_ERROR, NO, NO, NO, NO },
	[EVENT_QUESTION_AUDIO_READY] = { NO, NO, STATUS_IN_SESSION, NO, NO, NO },
	[EVENT_QUESTION_AUDIO_FAILED] = { NO, NO, STATUS_IN_SESSION, NO, NO, NO },
};

static void every_event_follows_from_the_states_it_may_and_no_other(void **state)
{
	(void)state;
	for (int type = 0; type < EVENT__COUNT; type++) {
		for (int from = 0; from < STATUS__COUNT; from++) {
			const struct event ev = { .type = (enum event_type)type };
			const struct session before = { .status = (enum status)from,
							.generation = 1,
							.current_question_index = -1,
							.last_seq = 9 };
			struct session s = before;
			bool applied = session_apply(&s, &ev);

			assert_int_equal(applied, next[type][from] != NO);
			if (!applied)
				assert_memory_equal(&s, &before, sizeof(s));
			else
				assert_int_equal(s.status, next[type][from]);
			assert_int_equal(s.last_seq, before.last_seq);
		}
	}
}

static bool apply(struct session *s, enum event_type type)
{
	const struct event ev = { .type = type };

	return session_apply(s, &ev);
}

static void the_main_scenario_ends_with_question_0_on_the_screen(void **state)
{
	static const enum event_type story[] = {
		EVENT_SESSION_CREATED,        EVENT_INVITE_ISSUED,       EVENT_SESSION_STARTED,
		EVENT_QUESTIONS_REQUESTED,    EVENT_QUESTIONS_GENERATED, EVENT_QUESTION_PRESENTED,
		EVENT_QUESTION_SET_COMPLETED,
	};
	struct session s = { .current_question_index = -1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(story); i++)
		assert_true(apply(&s, story[i]));
	assert_int_equal(s.status, STATUS_IN_SESSION);
	assert_int_equal(s.generation, 1);
	assert_int_equal(s.current_question_index, 0);
	assert_false(apply(&s, EVENT_SESSION_STARTED));
	assert_false(apply(&s, EVENT_QUESTION_PRESENTED));
}

static void a_start_requests_once_and_a_failure_lets_request_again(void **state)
{
	struct session s = { .current_question_index = -1 };

	(void)state;
	assert_true(apply(&s, EVENT_SESSION_STARTED));
	assert_int_equal(s.generation, 0);
	assert_true(apply(&s, EVENT_QUESTIONS_REQUESTED));
	assert_false(apply(&s, EVENT_QUESTIONS_REQUESTED));
	assert_int_equal(s.generation, 1);
	assert_true(apply(&s, EVENT_GENERATION_FAILED));
	assert_true(apply(&s, EVENT_QUESTIONS_REQUESTED));
	assert_int_equal(s.generation, 2);
	assert_int_equal(s.status, STATUS_GENERATING);
	assert_false(apply(&s, EVENT_QUESTIONS_REQUESTED));
	assert_int_equal(s.current_question_index, -1);
}

static void start_begins_once_and_is_never_a_retry(void **state)
{
	static const enum request_decision wanted[] = {
		[STATUS_NOT_STARTED] = REQUEST_BEGIN,           [STATUS_GENERATING] = REQUEST_ALREADY,
		[STATUS_IN_SESSION] = REQUEST_ALREADY,          [STATUS_ERROR] = REQUEST_REFUSED,
		[STATUS_AWAITING_EVALUATION] = REQUEST_ALREADY, [STATUS_COMPLETED] = REQUEST_ALREADY,
	};

	(void)state;
	for (int status = 0; status < STATUS__COUNT; status++) {
		const struct session s = { .status = (enum status)status, .generation = 1 };

		assert_int_equal(session_start_decision(&s), wanted[status]);
	}
}

static void a_retry_needs_the_failed_generation_and_budget(void **state)
{
	static const struct {
		enum status status;
		int generation;
		int64_t asked;
		int allowed;
		enum request_decision decision;
	} rows[] = {
		{ STATUS_ERROR, 1, 1, 3, REQUEST_BEGIN },
		{ STATUS_ERROR, 3, 3, 3, REQUEST_BEGIN },
		{ STATUS_ERROR, 4, 4, 3, REQUEST_REFUSED }, /* used up */
		{ STATUS_ERROR, 1, 1, 0, REQUEST_REFUSED },
		{ STATUS_ERROR, 1, 0, 3, REQUEST_REFUSED },
		{ STATUS_ERROR, 1, 2, 3, REQUEST_REFUSED },
		{ STATUS_ERROR, 2, -1, 3, REQUEST_REFUSED },
		{ STATUS_ERROR, 1, INT64_MAX, 3, REQUEST_REFUSED },
		{ STATUS_ERROR, 3, 1, 3, REQUEST_REFUSED },
		{ STATUS_ERROR, 2, 1, 3, REQUEST_ALREADY },
		{ STATUS_GENERATING, 2, 1, 3, REQUEST_ALREADY },
		{ STATUS_IN_SESSION, 2, 1, 3, REQUEST_ALREADY },
		{ STATUS_GENERATING, 4, 3, 3, REQUEST_ALREADY },
		{ STATUS_GENERATING, 1, 1, 3, REQUEST_REFUSED },
		{ STATUS_GENERATING, 1, 0, 3, REQUEST_REFUSED }, /* generation 1 is the start's, no retry's */
		{ STATUS_IN_SESSION, 1, 1, 3, REQUEST_REFUSED },
		{ STATUS_NOT_STARTED, 0, 0, 3, REQUEST_REFUSED },
		{ STATUS_NOT_STARTED, 0, 1, 3, REQUEST_REFUSED },
		{ STATUS_NOT_STARTED, 0, -1, 3, REQUEST_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct session s = { .status = rows[i].status, .generation = rows[i].generation };

		assert_int_equal(session_retry_decision(&s, rows[i].asked, rows[i].allowed),
				 rows[i].decision);
	}
}

static void a_candidate_may_retry_only_in_error_and_within_the_budget(void **state)
{
	(void)state;
	for (int status = 0; status < STATUS__COUNT; status++) {
		for (int generation = 0; generation <= 3; generation++) {
			const struct session s = { .status = (enum status)status, .generation = generation };

			assert_int_equal(session_can_retry(&s, 2), status == STATUS_ERROR && generation <= 2);
		}
	}
}

static void statuses_have_names_that_parse_back(void **state)
{
	enum status status = STATUS_COMPLETED;

	(void)state;
	assert_string_equal(status_name(STATUS_GENERATING), "GENERATING_QUESTIONS");
	for (int i = 0; i < STATUS__COUNT; i++) {
		assert_true(status_parse(status_name((enum status)i), &status));
		assert_int_equal(status, i);
	}
	assert_false(status_parse("", &status));
	assert_false(status_parse("in_session", &status));
	assert_false(status_parse("GENERATING", &status));
	assert_int_equal(status, STATUS_COMPLETED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_follows_from_the_states_it_may_and_no_other),
		cmocka_unit_test(the_main_scenario_ends_with_question_0_on_the_screen),
		cmocka_unit_test(a_start_requests_once_and_a_failure_lets_request_again),
		cmocka_unit_test(start_begins_once_and_is_never_a_retry),
		cmocka_unit_test(a_retry_needs_the_failed_generation_and_budget),
		cmocka_unit_test(a_candidate_may_retry_only_in_error_and_within_the_budget),
		cmocka_unit_test(statuses_have_names_that_parse_back),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}

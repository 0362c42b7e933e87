/* What follows from a failed attempt: failures, attempts, time, what the AI asks for, and the bank. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "daemon/policy.h"

static struct generation_settings settings(void)
{
	return (struct generation_settings){
		.attempts = 3, .backoff_ms = 1000, .candidate_retries = 2, .on_failure = ON_FAILURE_ERROR
	};
}

static struct attempt first_attempt(void)
{
	return (struct attempt){ .failure = FAILURE_TIMEOUT,
				 .number = 1,
				 .generation = 1,
				 .retry_after_s = -1,
				 .left_ms = 100000 };
}

static void each_kind_of_failure_is_tried_again_as_its_table_says(void **state)
{
	(void)state;
	for (int f = 0; f < FAILURE__COUNT; f++) {
		const struct generation_settings s = settings();
		struct attempt a = first_attempt();
		struct attempt_end end;

		a.failure = (enum failure)f;
		end = policy_decide(&s, &a);
		assert_int_equal(end.failure, f);
		assert_int_equal(end.will_retry, failure_info((enum failure)f)->retry);
		assert_int_equal(end.recoverable, !end.will_retry);
	}
}

static void attempts_are_counted(void **state)
{
	const struct generation_settings s = settings();
	struct attempt a = first_attempt();

	(void)state;
	for (a.number = 1; a.number <= 5; a.number++)
		assert_int_equal(policy_decide(&s, &a).will_retry, a.number < 3);
}

static void the_pause_is_random_up_to_a_ceiling_that_doubles(void **state)
{
	static const struct {
		int number;
		int64_t backoff_ms, ceiling_ms;
	} rows[] = { { 1, 1000, 1000 },   { 2, 1000, 2000 }, { 3, 1000, 4000 },    { 7, 1000, 60000 },
		     { 19, 1000, 60000 }, { 1, 1, 1 },       { 1, 600000, 60000 }, { 2, 50000, 60000 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct generation_settings s = settings();
		struct attempt a = first_attempt();

		s.attempts = 20;
		s.backoff_ms = rows[i].backoff_ms;
		a.number = rows[i].number;
		a.jitter = rows[i].ceiling_ms;
		assert_int_equal(policy_decide(&s, &a).retry_in_ms, rows[i].ceiling_ms);
		a.jitter = rows[i].ceiling_ms + 1;
		assert_int_equal(policy_decide(&s, &a).retry_in_ms, 0);
		a.jitter = INT64_MAX;
		assert_in_range(policy_decide(&s, &a).retry_in_ms, 0, rows[i].ceiling_ms);
	}
}

static void what_the_ai_asks_for_is_waited_for(void **state)
{
	static const struct {
		int64_t retry_after_s, jitter, pause_ms;
	} rows[] = {
		{ -1, 700, 700 }, { 0, 700, 700 }, { 1, 700, 1000 }, { 5, 700, 5000 }, { 99, 0, 99000 }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct generation_settings s = settings();
		struct attempt a = first_attempt();

		a.retry_after_s = rows[i].retry_after_s;
		a.jitter = rows[i].jitter;
		assert_true(policy_decide(&s, &a).will_retry);
		assert_int_equal(policy_decide(&s, &a).retry_in_ms, rows[i].pause_ms);
	}
}

static void a_retry_that_would_begin_after_the_deadline_is_not_made(void **state)
{
	static const struct {
		int64_t left_ms, retry_after_s;
		bool retry;
	} rows[] = { { 701, -1, true }, { 700, -1, false }, { 0, -1, false },         { -5, -1, false },
		     { 5001, 5, true }, { 5000, 5, false }, { INT64_MAX, 3600, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct generation_settings s = settings();
		struct attempt a = first_attempt();
		struct attempt_end end;

		a.jitter = 700;
		a.left_ms = rows[i].left_ms;
		a.retry_after_s = rows[i].retry_after_s;
		end = policy_decide(&s, &a);
		assert_int_equal(end.will_retry, rows[i].retry);
		assert_true(end.will_retry || end.retry_in_ms == 0);
	}
}

static void a_retry_after_beyond_counting_ends_the_generation(void **state)
{
	const struct generation_settings s = settings();
	struct attempt a = first_attempt();

	(void)state;
	a.retry_after_s = INT64_MAX;
	assert_false(policy_decide(&s, &a).will_retry);
}

static void a_complete_set_is_never_tried_again(void **state)
{
	const struct generation_settings s = settings();
	struct attempt a = first_attempt();

	(void)state;
	a.presented = a.complete = true;
	assert_false(policy_decide(&s, &a).will_retry);
	a.complete = false;
	assert_true(policy_decide(&s, &a).will_retry);
}

static void a_final_failure_is_recoverable_while_the_candidate_has_retries(void **state)
{
	struct generation_settings s = settings();
	struct attempt a = first_attempt();

	(void)state;
	a.failure = FAILURE_AUTH;
	for (a.generation = 1; a.generation <= 4; a.generation++)
		assert_int_equal(policy_decide(&s, &a).recoverable, a.generation <= 2);
	s.candidate_retries = 0;
	a.generation = 1;
	assert_false(policy_decide(&s, &a).recoverable);
}

static void the_bank_steps_in_only_finally_and_before_question_0(void **state)
{
	static const struct {
		enum on_failure on_failure;
		bool final, presented, keep;
	} rows[] = {
		{ ON_FAILURE_BANK, true, false, true },   { ON_FAILURE_BANK, true, true, false },
		{ ON_FAILURE_BANK, false, false, false }, { ON_FAILURE_ERROR, true, false, false },
		{ ON_FAILURE_ERROR, true, true, false },  { ON_FAILURE_BANK, false, true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct generation_settings s = settings();
		struct attempt a = first_attempt();

		s.on_failure = rows[i].on_failure;
		a.number = rows[i].final ? 3 : 1;
		a.presented = rows[i].presented;
		assert_int_equal(policy_decide(&s, &a).keep, rows[i].keep);
		assert_int_equal(policy_decide(&s, &a).will_retry, !rows[i].final);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_failure_is_tried_again_as_its_table_says),
		cmocka_unit_test(attempts_are_counted),
		cmocka_unit_test(the_pause_is_random_up_to_a_ceiling_that_doubles),
		cmocka_unit_test(what_the_ai_asks_for_is_waited_for),
		cmocka_unit_test(a_retry_that_would_begin_after_the_deadline_is_not_made),
		cmocka_unit_test(a_retry_after_beyond_counting_ends_the_generation),
		cmocka_unit_test(a_complete_set_is_never_tried_again),
		cmocka_unit_test(a_final_failure_is_recoverable_while_the_candidate_has_retries),
		cmocka_unit_test(the_bank_steps_in_only_finally_and_before_question_0),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}

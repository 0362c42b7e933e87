/* The lead: one has it, it is handed on, and who is busy for long loses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <time.h>

#include "cgi/lead.h"
#include "common/clock.h"

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
}

static void one_has_it_until_it_is_given(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();
	unsigned first = lead_take(lead), second;

	(void)state;
	assert_int_not_equal(first, 0);
	assert_int_equal(lead_take(lead), 0);
	lead_give(lead, first);
	second = lead_take(lead);
	assert_int_not_equal(second, 0);
	assert_int_not_equal(second, first);
}

static void who_waits_keeps_it_and_who_is_busy_for_long_loses_it(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();
	unsigned slow = lead_take(lead), next;

	(void)state;
	pause_ms(LEAD_BUSY_MAX_MS + 20);
	assert_int_equal(lead_take(lead), 0);
	lead_busy(lead, slow);
	pause_ms(LEAD_BUSY_MAX_MS + 20);
	next = lead_take(lead);
	assert_int_not_equal(next, 0);
	lead_busy(lead, slow); /* what the old leader says counts no more */
	lead_give(lead, slow);
	assert_int_equal(lead_take(lead), 0);
	lead_give(lead, next);
	assert_int_not_equal(lead_take(lead), 0);
}

static void giving_without_a_turn_takes_it_from_nobody(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();

	(void)state;
	lead_give(lead, 0);
	assert_int_not_equal(lead_take(lead), 0);
	lead_give(lead, 0);
	assert_int_equal(lead_take(lead), 0);
}

struct shared {
	struct lead *lead;
	int inside, most,
		turns; /* of threads that lead; guarded by the lead alone, which is what is tested */
};

static void *take_turns(void *ctx)
{
	struct shared *s = ctx;

	for (int i = 0; i < 500; i++) {
		unsigned turn = lead_take(s->lead);

		if (!turn)
			continue;
		s->inside++;
		s->most = s->inside > s->most ? s->inside : s->most;
		s->turns++;
		s->inside--;
		lead_give(s->lead, turn);
	}
	return NULL;
}

static void threads_lead_one_after_the_other(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();
	struct shared shared = { .lead = lead };
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_turns, &shared), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(shared.most, 1);
	assert_true(shared.turns > 0);
}

static void a_follower_is_woken_when_the_lead_is_given(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();
	struct shared shared = { .lead = lead };
	unsigned turn = lead_take(lead);
	int64_t began_ms;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, take_turns, &shared), 0);
	pause_ms(20);
	began_ms = clock_mono_ms();
	lead_give(lead, turn);
	pthread_join(thread, NULL);
	assert_int_equal(shared.turns, 500);
	assert_true(clock_mono_ms() - began_ms < 10 * LEAD_LOOK_MS);
}

static void after_a_slow_question_everybody_asks_for_himself_for_a_while(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();

	(void)state;
	assert_false(lead_apart(lead));
	lead_took(lead, LEAD_SLOW_MS);
	assert_false(lead_apart(lead));
	lead_took(lead, LEAD_SLOW_MS + 1);
	assert_true(lead_apart(lead));
	lead_took(lead, -1);
	assert_false(lead_apart(lead));
	lead_took(lead, LEAD_SLOW_MS + 1);
	pause_ms(LEAD_APART_MS / 2);
	assert_true(lead_apart(lead));
	pause_ms(LEAD_APART_MS / 2 + 50);
	assert_false(lead_apart(lead));
}

static void a_lead_that_is_given_twice_is_taken_from_nobody(void **state)
{
	AUTO(lead) struct lead *lead = lead_new();
	unsigned first = lead_take(lead), second;

	(void)state;
	lead_give(lead, first);
	second = lead_take(lead);
	assert_int_not_equal(second, 0);
	lead_give(lead, first);
	assert_int_equal(lead_take(lead), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_has_it_until_it_is_given),
		cmocka_unit_test(who_waits_keeps_it_and_who_is_busy_for_long_loses_it),
		cmocka_unit_test(giving_without_a_turn_takes_it_from_nobody),
		cmocka_unit_test(threads_lead_one_after_the_other),
		cmocka_unit_test(after_a_slow_question_everybody_asks_for_himself_for_a_while),
		cmocka_unit_test(a_lead_that_is_given_twice_is_taken_from_nobody),
		cmocka_unit_test(a_follower_is_woken_when_the_lead_is_given),
	};

	return cmocka_run_group_tests_name("lead", tests, NULL, NULL);
}

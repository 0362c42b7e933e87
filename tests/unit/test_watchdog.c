/* Who counts as stuck, and what the service manager asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/watchdog.h"

#define LIMIT_MS 1000

static void without_loops_nothing_is_stuck(void **state)
{
	(void)state;
	watchdog_mark(); /* of a thread that is not watched */
	assert_null(watchdog_stuck(INT64_MAX, LIMIT_MS));
}

static void a_loop_is_stuck_when_it_has_not_marked_for_longer_than_the_limit(void **state)
{
	int64_t before_ms, after_ms;

	(void)state;
	before_ms = clock_mono_ms();
	watchdog_enter("loop");
	after_ms = clock_mono_ms();
	assert_null(watchdog_stuck(before_ms + LIMIT_MS, LIMIT_MS));
	assert_string_equal(watchdog_stuck(after_ms + LIMIT_MS + 1, LIMIT_MS), "loop");
	watchdog_leave();
	assert_null(watchdog_stuck(after_ms + LIMIT_MS + 1, LIMIT_MS));
}

static void a_mark_counts_from_its_own_moment(void **state)
{
	int64_t entered_ms, marked_ms;

	(void)state;
	watchdog_enter("loop");
	entered_ms = clock_mono_ms();
	while (clock_mono_ms() < entered_ms + 5)
		;
	marked_ms = clock_mono_ms();
	watchdog_mark();
	assert_null(watchdog_stuck(marked_ms + LIMIT_MS, LIMIT_MS));
	watchdog_leave();
}

struct other {
	sem_t entered, leave;
};

static void *other_loop(void *ctx)
{
	struct other *other = ctx;

	watchdog_enter("other");
	sem_post(&other->entered);
	sem_wait(&other->leave);
	watchdog_leave();
	return NULL;
}

static void one_loop_that_hangs_is_enough(void **state)
{
	struct other other;
	pthread_t thread;
	int64_t entered_ms, now_ms;

	(void)state;
	sem_init(&other.entered, 0, 0);
	sem_init(&other.leave, 0, 0);
	assert_int_equal(pthread_create(&thread, NULL, other_loop, &other), 0);
	sem_wait(&other.entered);
	entered_ms = clock_mono_ms();
	while (clock_mono_ms() < entered_ms + 5)
		;
	watchdog_enter("mine");
	now_ms = clock_mono_ms();
	assert_string_equal(watchdog_stuck(now_ms, now_ms - entered_ms - 1), "other");
	sem_post(&other.leave);
	pthread_join(thread, NULL);
	assert_null(watchdog_stuck(now_ms, now_ms - entered_ms - 1));
	watchdog_leave();
}

static void the_period_is_what_the_service_manager_asked_of_us(void **state)
{
	static const struct {
		const char *usec, *pid;
		int64_t ms;
	} cases[] = {
		{ NULL, NULL, 0 },
		{ "30000000", NULL, 30000 },
		{ "30000000", "me", 30000 },
		{ "30000000", "1", 0 },
		{ "0", NULL, 0 },
		{ "-5", NULL, 0 },
		{ "soon", NULL, 0 },
		{ "30000000", "x", 0 },
		{ "999", NULL, 0 },
	};
	char me[20];

	(void)state;
	snprintf(me, sizeof(me), "%d", (int)getpid());
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (cases[i].usec)
			setenv("WATCHDOG_USEC", cases[i].usec, 1);
		if (cases[i].pid)
			setenv("WATCHDOG_PID", cases[i].pid[0] == 'm' ? me : cases[i].pid, 1);
		assert_int_equal(watchdog_period_ms(), cases[i].ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_loops_nothing_is_stuck),
		cmocka_unit_test(a_loop_is_stuck_when_it_has_not_marked_for_longer_than_the_limit),
		cmocka_unit_test(a_mark_counts_from_its_own_moment),
		cmocka_unit_test(one_loop_that_hangs_is_enough),
		cmocka_unit_test(the_period_is_what_the_service_manager_asked_of_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

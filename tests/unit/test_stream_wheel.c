/* Deadlines in a timer wheel: none early, none more than a tick late, none lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "cgi/stream_wheel.h"

#define START_MS 123456789
#define TURN_MS  ((int64_t)WHEEL_SLOTS * WHEEL_TICK_MS)

static struct wheel wheel;

static int a_fresh_wheel(void **state)
{
	(void)state;
	wheel_init(&wheel, START_MS);
	return 0;
}

static void an_empty_wheel_gives_nothing(void **state)
{
	(void)state;
	assert_null(wheel_pop(&wheel, START_MS));
	assert_null(wheel_pop(&wheel, START_MS + 3 * TURN_MS));
}

/* Deadlines of all distances, from the past to several turns ahead; the clock moves in uneven steps. */
static void each_is_met_once_and_in_time(void **state)
{
	enum { COUNT = 2000 };
	static struct wheel_node nodes[COUNT];
	int met = 0;

	(void)state;
	srandom(7);
	for (int i = 0; i < COUNT; i++)
		wheel_set(&wheel, &nodes[i], START_MS - 500 + random() % (3 * TURN_MS));
	for (int64_t now_ms = START_MS, before_ms = START_MS; met < COUNT;
	     before_ms = now_ms, now_ms += random() % 300) {
		struct wheel_node *n;

		while ((n = wheel_pop(&wheel, now_ms))) {
			assert_in_range(n->due_ms, 0, now_ms);
			if (n->due_ms > START_MS)
				assert_true(n->due_ms + 2 * WHEEL_TICK_MS > before_ms);
			assert_null(n->next);
			met++;
		}
		assert_true(now_ms < START_MS + 4 * TURN_MS);
	}
	assert_null(wheel_pop(&wheel, START_MS + 9 * TURN_MS));
}

static void set_anew_means_only_the_new_time(void **state)
{
	struct wheel_node n = { .due_ms = 0 };

	(void)state;
	wheel_set(&wheel, &n, START_MS + 1000);
	wheel_set(&wheel, &n, START_MS + 5000);
	assert_null(wheel_pop(&wheel, START_MS + 4900));
	assert_ptr_equal(wheel_pop(&wheel, START_MS + 5100), &n);
	assert_null(wheel_pop(&wheel, START_MS + 5100));
}

static void unset_means_never(void **state)
{
	struct wheel_node a = { .due_ms = 0 }, b = { .due_ms = 0 };

	(void)state;
	wheel_unset(&a);
	wheel_set(&wheel, &a, START_MS + 1000);
	wheel_set(&wheel, &b, START_MS + 1000);
	assert_ptr_equal(wheel_pop(&wheel, START_MS + 1200), &a);
	wheel_unset(&b); /* due already, not yet popped */
	assert_null(wheel_pop(&wheel, START_MS + 2 * TURN_MS));
}

static void the_past_is_due_at_the_next_tick(void **state)
{
	struct wheel_node n = { .due_ms = 0 };

	(void)state;
	wheel_set(&wheel, &n, START_MS - 10 * TURN_MS);
	assert_ptr_equal(wheel_pop(&wheel, START_MS + WHEEL_TICK_MS), &n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_empty_wheel_gives_nothing, a_fresh_wheel),
		cmocka_unit_test_setup(each_is_met_once_and_in_time, a_fresh_wheel),
		cmocka_unit_test_setup(set_anew_means_only_the_new_time, a_fresh_wheel),
		cmocka_unit_test_setup(unset_means_never, a_fresh_wheel),
		cmocka_unit_test_setup(the_past_is_due_at_the_next_tick, a_fresh_wheel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

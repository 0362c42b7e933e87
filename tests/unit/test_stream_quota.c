/* Places for streams: both limits hold, and every place comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "cgi/stream_quota.h"

static void a_session_has_its_share_and_no_more(void **state)
{
	static const struct stream_settings limits = { .max_streams = 10, .max_per_session = 2 };
	AUTO(quota) struct quota *q = quota_new(&limits);

	(void)state;
	assert_int_equal(quota_take(q, "a"), OK);
	assert_int_equal(quota_take(q, "a"), OK);
	assert_int_equal(quota_take(q, "a"), ERR_LIMIT);
	assert_int_equal(quota_take(q, "b"), OK);
	quota_give(q, "a");
	assert_int_equal(quota_take(q, "a"), OK);
	assert_int_equal(quota_taken(q), 3);
}

static void the_process_has_a_limit_too(void **state)
{
	static const struct stream_settings limits = { .max_streams = 2, .max_per_session = 2 };
	AUTO(quota) struct quota *q = quota_new(&limits);

	(void)state;
	assert_int_equal(quota_take(q, "a"), OK);
	assert_int_equal(quota_take(q, "b"), OK);
	assert_int_equal(quota_take(q, "c"), ERR_UNAVAIL);
	assert_int_equal(quota_take(q, "a"), ERR_UNAVAIL);
	quota_give(q, "b");
	assert_int_equal(quota_take(q, "c"), OK);
}

static void what_was_not_taken_can_t_be_given(void **state)
{
	static const struct stream_settings limits = { .max_streams = 2, .max_per_session = 2 };
	AUTO(quota) struct quota *q = quota_new(&limits);

	(void)state;
	quota_give(q, "a");
	assert_int_equal(quota_taken(q), 0);
}

static void *take_and_give(void *ctx)
{
	struct quota *q = ctx;

	for (int i = 0; i < 2000; i++)
		if (quota_take(q, i % 2 ? "a" : "b") == OK)
			quota_give(q, i % 2 ? "a" : "b");
	return NULL;
}

static void threads_share_it(void **state)
{
	static const struct stream_settings limits = { .max_streams = 3, .max_per_session = 2 };
	AUTO(quota) struct quota *q = quota_new(&limits);
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, q), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(quota_taken(q), 0);
	assert_int_equal(quota_take(q, "a"), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_has_its_share_and_no_more),
		cmocka_unit_test(the_process_has_a_limit_too),
		cmocka_unit_test(what_was_not_taken_can_t_be_given),
		cmocka_unit_test(threads_share_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

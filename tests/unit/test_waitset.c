/* Waiting: a socket, a descriptor of somebody else, the timer, a wake-up; each ends the wait and is told
 * apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/waitset.h"

#define LONG_MS 5000

static void a_socket_is_told_until_it_is_dropped(void **state)
{
	AUTO(waitset) struct waitset *set = waitset_new();
	struct waitset_ready ready[WAITSET_READY_MAX];
	int fd = eventfd(1, EFD_CLOEXEC);

	(void)state;
	assert_int_equal(waitset_fd(set, fd, true, false), OK);
	assert_int_equal(waitset_wait(set, NULL, 0, LONG_MS), OK);
	assert_int_equal(waitset_ready(set, ready), 1);
	assert_int_equal(ready[0].fd, fd);
	assert_true(ready[0].readable && !ready[0].writable && !ready[0].failed);
	assert_int_equal(waitset_fd(set, fd, true, true), OK);
	assert_int_equal(waitset_wait(set, NULL, 0, LONG_MS), OK);
	assert_int_equal(waitset_ready(set, ready), 1);
	assert_true(ready[0].readable && ready[0].writable);
	assert_int_equal(waitset_fd(set, fd, false, false), OK);
	assert_int_equal(waitset_wait(set, NULL, 0, 0), OK);
	assert_int_equal(waitset_ready(set, ready), 0);
	close(fd);
	assert_int_equal(waitset_fd(set, fd, false, false), OK);
	assert_int_equal(waitset_fd(set, fd, true, false), ERR_NOMEM);
}

static void descriptors_of_others_are_waited_for_along(void **state)
{
	AUTO(waitset) struct waitset *set = waitset_new();
	struct waitset_other others[] = { { .fd = eventfd(0, EFD_CLOEXEC) },
					  { .fd = eventfd(1, EFD_CLOEXEC) } };
	struct waitset_ready ready[WAITSET_READY_MAX];

	(void)state;
	assert_int_equal(waitset_wait(set, others, 2, LONG_MS), OK);
	assert_false(others[0].readable);
	assert_true(others[1].readable);
	assert_int_equal(waitset_ready(set, ready), 0);
	close(others[0].fd);
	close(others[1].fd);
}

static void the_timer_ends_a_wait_and_is_due_once(void **state)
{
	AUTO(waitset) struct waitset *set = waitset_new();
	int64_t began_ms = clock_mono_ms();

	(void)state;
	assert_false(waitset_due(set));
	waitset_timer(set, 20);
	assert_false(waitset_due(set));
	assert_int_equal(waitset_wait(set, NULL, 0, LONG_MS), OK);
	assert_true(clock_mono_ms() - began_ms >= 19 && clock_mono_ms() - began_ms < LONG_MS);
	while (clock_mono_ms() - began_ms < 20)
		;
	assert_true(waitset_due(set));
	assert_false(waitset_due(set));
	waitset_timer(set, 0);
	waitset_timer(set, -1);
	assert_false(waitset_due(set));
}

static void *wake(void *ctx)
{
	waitset_wake(ctx);
	return NULL;
}

static void another_thread_ends_a_wait_also_one_that_has_not_begun(void **state)
{
	AUTO(waitset) struct waitset *set = waitset_new();
	int64_t began_ms = clock_mono_ms();
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, wake, set), 0);
	assert_int_equal(waitset_wait(set, NULL, 0, LONG_MS), OK);
	pthread_join(thread, NULL);
	waitset_wake(set);
	assert_int_equal(waitset_wait(set, NULL, 0, LONG_MS), OK);
	assert_true(clock_mono_ms() - began_ms < LONG_MS);
	began_ms = clock_mono_ms();
	assert_int_equal(waitset_wait(set, NULL, 0, 30), OK);
	assert_true(clock_mono_ms() - began_ms >= 29);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_socket_is_told_until_it_is_dropped),
		cmocka_unit_test(descriptors_of_others_are_waited_for_along),
		cmocka_unit_test(the_timer_ends_a_wait_and_is_due_once),
		cmocka_unit_test(another_thread_ends_a_wait_also_one_that_has_not_begun),
	};

	return cmocka_run_group_tests_name("waitset", tests, NULL, NULL);
}

/* What is known of a session's log, and when it has to be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "cgi/stream_topic.h"

#define A "01a209d0-2dbc-7ce7-8d72-d95606f008ca"
#define B "01a209d0-2dbc-7ce7-8d72-d95606f008cb"

static int ended;

static void count_end(void *ctx, const struct topic *topic)
{
	(void)ctx;
	(void)topic;
	ended++;
}

static void a_topic_lives_while_somebody_listens(void **state)
{
	struct topics t = { .tree = NULL };
	struct topic *a = topics_add(&t, A);
	struct listener one = { .last_seq = 0 }, two = { .last_seq = 0 };

	(void)state;
	ended = 0;
	assert_non_null(topics_add(&t, B));
	topic_join(&t, a, &one);
	topic_join(&t, a, &two);
	topics_sweep(&t, count_end, NULL);
	assert_int_equal(ended, 1);
	assert_null(topics_find(&t, B));
	topic_leave(&t, &one);
	topics_sweep(&t, count_end, NULL);
	assert_ptr_equal(topics_find(&t, A), a);
	topic_leave(&t, &two);
	assert_ptr_equal(topics_find(&t, A), a);
	topic_join(&t, a, &two);
	topics_sweep(&t, count_end, NULL);
	assert_int_equal(ended, 1);
	topic_leave(&t, &two);
	topics_sweep(&t, count_end, NULL);
	assert_int_equal(ended, 2);
	assert_null(topics_find(&t, A));
}

static void the_log_is_read_from_where_the_last_listener_is(void **state)
{
	struct topics t = { .tree = NULL };
	struct topic *a = topics_add(&t, A);
	struct listener one = { .last_seq = 7 }, two = { .last_seq = 3 }, leaving = { .last_seq = 1 };

	(void)state;
	leaving.conn.ending = true;
	topic_learn(a, 7);
	assert_int_equal(topic_behind(a), -1);
	topic_join(&t, a, &one);
	topic_join(&t, a, &leaving);
	assert_int_equal(topic_behind(a), -1);
	topic_join(&t, a, &two);
	assert_int_equal(topic_behind(a), 3);
	topic_learn(a, 5);
	two.last_seq = 7;
	assert_int_equal(topic_behind(a), -1);
	topic_learn(a, 8);
	assert_int_equal(topic_behind(a), 7);
	topic_leave(&t, &one);
	topic_leave(&t, &two);
	topic_leave(&t, &leaving);
	topics_sweep(&t, count_end, NULL);
}

/* A message with a seq that no event has would otherwise be looked for again and again. */
static void a_seq_that_the_log_does_not_hold_is_forgotten(void **state)
{
	struct topic a = { .tail_seq = 7 };

	(void)state;
	topic_learn(&a, 1000);
	a.reading_for = a.tail_seq;
	topic_was_read(&a, 7, true);
	assert_int_equal(a.tail_seq, 7);
	assert_int_equal(a.reading_for, 0);
}

static void what_came_while_reading_is_not(void **state)
{
	struct topic a = { .tail_seq = 7, .reading_for = 7 };

	(void)state;
	topic_learn(&a, 8);
	topic_was_read(&a, 7, true);
	assert_int_equal(a.tail_seq, 8);
}

static void an_answer_that_was_cut_short_settles_nothing(void **state)
{
	struct topic a = { .tail_seq = 500, .reading_for = 500 };

	(void)state;
	topic_was_read(&a, 200, false);
	assert_int_equal(a.tail_seq, 500);
	assert_int_equal(a.reading_for, 0);
}

static void a_topic_in_doubt_is_asked_about_once(void **state)
{
	struct topics t = { .tree = NULL };
	struct topic *a = topics_add(&t, A), *b = topics_add(&t, B);

	(void)state;
	topic_doubt(&t, a);
	topic_doubt(&t, a);
	topic_doubt(&t, b);
	assert_ptr_equal(LIST_FIRST(&t.unsure), b);
	topic_trust(b);
	topic_trust(b);
	assert_ptr_equal(LIST_FIRST(&t.unsure), a);
	topics_sweep(&t, count_end, NULL);
	assert_null(LIST_FIRST(&t.unsure));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_lives_while_somebody_listens),
		cmocka_unit_test(the_log_is_read_from_where_the_last_listener_is),
		cmocka_unit_test(a_seq_that_the_log_does_not_hold_is_forgotten),
		cmocka_unit_test(what_came_while_reading_is_not),
		cmocka_unit_test(an_answer_that_was_cut_short_settles_nothing),
		cmocka_unit_test(a_topic_in_doubt_is_asked_about_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Growable text: a hard limit, a failure that sticks, ownership handed over whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"

static void text_grows_and_stays_terminated(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(100000);

	(void)state;
	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 1000; i++) {
		buf_put(&b, "abc", 3);
		assert_int_equal(strlen(b.data), b.len);
	}
	assert_int_equal(b.err, OK);
	assert_int_equal(b.len, 3000);
}

static void every_way_to_append_gives_its_bytes(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(100);

	(void)state;
	buf_puts(&b, "a");
	buf_printf(&b, "%d-%s", 12, "x");
	buf_put(&b, "yz", 1);
	buf_put(&b, NULL, 0);
	assert_string_equal(buf_text(&b), "a12-xy");
}

static void the_limit_is_exact_and_counts_no_terminator(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(4);

	(void)state;
	buf_puts(&b, "1234");
	assert_int_equal(b.err, OK);
	buf_put(&b, "", 0);
	assert_int_equal(b.err, OK);
	buf_puts(&b, "5");
	assert_int_equal(b.err, ERR_LIMIT);
	assert_string_equal(buf_text(&b), "1234");
}

static void a_failure_sticks_until_it_is_cleared(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(3);
	char *text = (char *)0x1;
	size_t n = 77;

	(void)state;
	buf_puts(&b, "ab");
	buf_printf(&b, "%s", "cd");
	buf_puts(&b, "c");
	assert_string_equal(buf_text(&b), "ab");
	assert_int_equal(buf_take(&b, &text, &n), ERR_LIMIT);
	assert_ptr_equal(text, (char *)0x1);
	assert_int_equal(n, 77);
	buf_clear(&b);
	assert_int_equal(b.err, OK);
	assert_string_equal(buf_text(&b), "");
	buf_puts(&b, "abc");
	assert_int_equal(b.err, OK);
}

static void taking_hands_the_text_over_and_leaves_the_buffer_new(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(10);
	char *text = NULL;
	size_t n;

	(void)state;
	assert_int_equal(buf_take(&b, &text, &n), OK);
	assert_string_equal(text, "");
	assert_int_equal(n, 0);
	free(text);
	buf_put(&b, "a\0b", 3);
	assert_int_equal(buf_take(&b, &text, &n), OK);
	assert_int_equal(n, 3);
	assert_memory_equal(text, "a\0b", 4);
	free(text);
	assert_int_equal(b.len, 0);
	buf_puts(&b, "0123456789");
	assert_int_equal(buf_take(&b, &text, NULL), OK);
	assert_string_equal(text, "0123456789");
	free(text);
}

static void dropping_takes_from_the_front(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(10);

	(void)state;
	buf_drop(&b, 0);
	buf_puts(&b, "abcdef");
	buf_drop(&b, 2);
	assert_string_equal(buf_text(&b), "cdef");
	buf_puts(&b, "123456");
	assert_int_equal(b.len, 10);
	buf_drop(&b, 10);
	assert_string_equal(buf_text(&b), "");
	assert_int_equal(b.len, 0);
}

static void a_zeroed_buffer_takes_nothing_and_can_be_finished_twice(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, "x");
	assert_int_equal(b.err, ERR_LIMIT);
	buf_done(&b);
	buf_done(&b);
	assert_int_equal(b.err, OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows_and_stays_terminated),
		cmocka_unit_test(every_way_to_append_gives_its_bytes),
		cmocka_unit_test(the_limit_is_exact_and_counts_no_terminator),
		cmocka_unit_test(a_failure_sticks_until_it_is_cleared),
		cmocka_unit_test(taking_hands_the_text_over_and_leaves_the_buffer_new),
		cmocka_unit_test(dropping_takes_from_the_front),
		cmocka_unit_test(a_zeroed_buffer_takes_nothing_and_can_be_finished_twice),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}

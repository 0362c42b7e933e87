/* The text of an event stream, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "cgi/stream_text.h"

static void an_event_has_its_seq_as_id(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(200);

	(void)state;
	stream_put_message(&b, 5, "{\"a\":1}");
	assert_string_equal(buf_text(&b), "id: 5\ndata: {\"a\":1}\n\n");
}

static void a_tick_has_no_id(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(200);

	(void)state;
	stream_put_message(&b, 0, "{}");
	stream_put_message(&b, 4294967295, "{}");
	assert_string_equal(buf_text(&b), "data: {}\n\nid: 4294967295\ndata: {}\n\n");
}

static void what_is_no_message_has_no_data(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(200);

	(void)state;
	stream_put_retry(&b, 2417);
	stream_put_cursor(&b, 7);
	stream_put_heartbeat(&b);
	assert_string_equal(buf_text(&b), "retry: 2417\n\nid: 7\n\n:\n\n");
}

static void a_message_past_the_limit_is_a_failure(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(8);

	(void)state;
	stream_put_message(&b, 0, "{\"long\":true}");
	assert_int_equal(b.err, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_has_its_seq_as_id),
		cmocka_unit_test(a_tick_has_no_id),
		cmocka_unit_test(what_is_no_message_has_no_data),
		cmocka_unit_test(a_message_past_the_limit_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* FastCGI records: what is written, and a reader that takes its input cut anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/stream_record.h"
#include "common/attr.h"

#define ID 0x0102

static void a_text_is_one_record(void **state)
{
	static const unsigned char want[] = { 1, 6, 1, 2, 0, 3, 0, 0, 'a', 'b', 'c' };
	AUTO(buf) struct buf b = BUF_INIT(100);

	(void)state;
	record_put_stdout(&b, ID, "abc", 3);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));
}

/* An empty FCGI_STDOUT record would end the output. */
static void no_text_is_no_record(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(100);

	(void)state;
	record_put_stdout(&b, ID, "", 0);
	assert_int_equal(b.len, 0);
}

static void a_long_text_is_split_and_nothing_is_lost(void **state)
{
	static const size_t sizes[] = { 65534, 65535, 65536, 131070, 131071, 200000 };
	static char text[200000];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 23);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		AUTO(buf) struct buf b = BUF_INIT(300000);
		const unsigned char *at;
		size_t seen = 0, records = 0;

		record_put_stdout(&b, ID, text, sizes[i]);
		at = (const unsigned char *)b.data;
		while (seen < sizes[i]) {
			size_t n = (size_t)at[4] << 8 | at[5];

			assert_int_equal(at[1], 6);
			assert_in_range(n, 1, 65535);
			assert_memory_equal(at + RECORD_HEADER_SIZE, text + seen, n);
			seen += n;
			at += RECORD_HEADER_SIZE + n;
			records++;
		}
		assert_int_equal(seen, sizes[i]);
		assert_ptr_equal(at, b.data + b.len);
		assert_int_equal(records, (sizes[i] + 65534) / 65535);
	}
}

static void the_end_is_an_empty_stdout_and_end_request(void **state)
{
	static const unsigned char want[] = { 1, 6, 1, 2, 0, 0, 0, 0, 1, 3, 1, 2,
					      0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	AUTO(buf) struct buf b = BUF_INIT(100);

	(void)state;
	record_put_end(&b, ID);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));
}

static void past_the_limit_the_buffer_says_so(void **state)
{
	AUTO(buf) struct buf b = BUF_INIT(10);

	(void)state;
	record_put_stdout(&b, ID, "abc", 3);
	assert_int_equal(b.err, ERR_LIMIT);
}

/* A body of three records with padding, its end, and data. */
static const unsigned char body[] = {
	1, 5, 1, 2, 0, 5, 3, 0, 'h', 'e', 'l', 'l', 'o', 0, 0, 0, /* padded */
	1, 5, 1, 2, 0, 1, 0, 9, 1, /* a reserved byte set, content that looks like a header */
	1, 8, 1, 2, 0, 0, 0, 0,    /* empty FCGI_DATA */
	1, 5, 1, 2, 0, 0, 7, 0, 9,   9,   9,   9,   9,   9, 9, /* the end, padded */
};

static void a_body_is_skipped_however_it_is_cut(void **state)
{
	(void)state;
	for (size_t first = 0; first <= sizeof(body); first++) {
		for (size_t second = first; second <= sizeof(body); second++) {
			struct record_reader r = { .have = 0 };

			assert_int_equal(record_feed(&r, ID, body, first), RECORD_FINE);
			assert_int_equal(record_feed(&r, ID, body + first, second - first), RECORD_FINE);
			assert_int_equal(record_feed(&r, ID, body + second, sizeof(body) - second),
					 RECORD_FINE);
			assert_int_equal(r.have, 0);
			assert_int_equal(r.skip, 0);
		}
	}
}

static void a_body_byte_by_byte_is_skipped_too(void **state)
{
	struct record_reader r = { .have = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		assert_int_equal(record_feed(&r, ID, body + i, 1), RECORD_FINE);
	assert_int_equal(r.have, 0);
	assert_int_equal(r.skip, 0);
}

static void the_largest_record_is_skipped(void **state)
{
	const unsigned char header[] = { 1, 5, 1, 2, 255, 255, 255, 0 };
	static unsigned char zeros[65535 + 255];
	struct record_reader r = { .have = 0 };

	(void)state;
	assert_int_equal(record_feed(&r, ID, header, sizeof(header)), RECORD_FINE);
	assert_int_equal(r.skip, sizeof(zeros));
	assert_int_equal(record_feed(&r, ID, zeros, sizeof(zeros) - 1), RECORD_FINE);
	assert_int_equal(record_feed(&r, ID, zeros, 1), RECORD_FINE);
	assert_int_equal(r.skip, 0);
}

static void what_is_not_ours_is_garbage_and_an_abort_is_one(void **state)
{
	static const struct {
		unsigned char header[RECORD_HEADER_SIZE];
		enum record_verdict verdict;
	} rows[] = {
		{ { 1, 2, 1, 2, 0, 0, 0, 0 }, RECORD_ABORT },
		{ { 0, 5, 1, 2, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 2, 5, 1, 2, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 5, 1, 3, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 5, 0, 0, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 1, 1, 2, 0, 8, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 4, 1, 2, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 0, 1, 2, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 1, 9, 0, 0, 0, 0, 0, 0 }, RECORD_GARBAGE },
		{ { 'G', 'E', 'T', ' ', '/', ' ', 'H', 'T' }, RECORD_GARBAGE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t cut = 0; cut < RECORD_HEADER_SIZE; cut++) {
			struct record_reader r = { .have = 0 };

			assert_int_equal(record_feed(&r, ID, rows[i].header, cut), RECORD_FINE);
			assert_int_equal(record_feed(&r, ID, rows[i].header + cut, RECORD_HEADER_SIZE - cut),
					 rows[i].verdict);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_one_record),
		cmocka_unit_test(no_text_is_no_record),
		cmocka_unit_test(a_long_text_is_split_and_nothing_is_lost),
		cmocka_unit_test(the_end_is_an_empty_stdout_and_end_request),
		cmocka_unit_test(past_the_limit_the_buffer_says_so),
		cmocka_unit_test(a_body_is_skipped_however_it_is_cut),
		cmocka_unit_test(a_body_byte_by_byte_is_skipped_too),
		cmocka_unit_test(the_largest_record_is_skipped),
		cmocka_unit_test(what_is_not_ours_is_garbage_and_an_abort_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The head of a FastCGI request: whole however long, partial at every cut, and nothing else passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/attr.h"
#include "common/fcgi_head.h"

#define BEGIN 1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
#define END   1, 4, 0, 1, 0, 0, 0, 0

/* Two pairs over two records, cut within a value; padding; a four-byte length; then a body. */
static const unsigned char request[] = {
	BEGIN, 1, 4, 0, 1, 0, 7, 3, 0, 1, 3, 'a', 'x', 'y', 'z', 0x80, 9,   9,
	9,     1, 4, 0, 1, 0, 7, 0, 9, 0, 0, 2,   1,   'b', 'c', 'd',  END,
};
static const unsigned char body[] = { 1, 5, 0, 1, 0, 3, 0, 0, 'h', 'i', '!' };

static void a_head_is_whole_at_its_end_and_partial_before(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(request); n++)
		assert_int_equal(fcgi_head_judge(request, n), FCGI_HEAD_PARTIAL);
	assert_int_equal(fcgi_head_judge(request, sizeof(request)), FCGI_HEAD_WHOLE);
}

static void what_follows_is_not_looked_at(void **state)
{
	unsigned char more[sizeof(request) + sizeof(body)];

	(void)state;
	memcpy(more, request, sizeof(request));
	memcpy(more + sizeof(request), body, sizeof(body));
	assert_int_equal(fcgi_head_judge(more, sizeof(more)), FCGI_HEAD_WHOLE);
	memset(more + sizeof(request), 0xff, sizeof(body));
	assert_int_equal(fcgi_head_judge(more, sizeof(more)), FCGI_HEAD_WHOLE);
}

static void a_request_without_parameters_is_one(void **state)
{
	static const unsigned char bare[] = { BEGIN, END };

	(void)state;
	assert_int_equal(fcgi_head_judge(bare, sizeof(bare)), FCGI_HEAD_WHOLE);
}

static void anything_else_is_bad(void **state)
{
	static const struct {
		const char *what;
		unsigned char bytes[48];
		size_t n;
	} rows[] = {
		{ "no FastCGI", "GET / HTTP/1.1\r\n", 16 },
		{ "no FastCGI, one byte", "G", 1 },
		{ "version 2", { 2, 1, 0, 1, 0, 8, 0, 0 }, 8 },
		{ "does not begin", { END, END }, 16 },
		{ "request 0", { 1, 1, 0, 0, 0, 8, 0, 0 }, 8 },
		{ "a body too long for a beginning", { 1, 1, 0, 1, 0, 9, 0, 0 }, 8 },
		{ "a filter", { 1, 1, 0, 1, 0, 8, 0, 0, 0, 3 }, 10 },
		{ "another request's parameters", { BEGIN, 1, 4, 0, 2, 0, 0, 0, 0 }, 24 },
		{ "an abort", { BEGIN, 1, 2, 0, 1, 0, 0, 0, 0 }, 24 },
		{ "a second beginning", { BEGIN, BEGIN }, 32 },
		{ "the body too early", { BEGIN, 1, 5, 0, 1, 0, 0, 0, 0 }, 24 },
		{ "a question about values", { BEGIN, 1, 9, 0, 0, 0, 0, 0, 0 }, 24 },
		{ "a value longer than there is", { BEGIN, 1, 4, 0, 1, 0, 3, 0, 0, 1, 2, 'a', END }, 35 },
		{ "a name longer than there is", { BEGIN, 1, 4, 0, 1, 0, 2, 0, 0, 9, 0, END }, 34 },
		{ "lengths that add up to zero in 32 bits",
		  { BEGIN, 1, 4, 0, 1, 0, 8, 0, 0, 255, 255, 255, 255, 128, 0, 0, 1, END },
		  40 },
		{ "half a length", { BEGIN, 1, 4, 0, 1, 0, 1, 0, 0, 255, END }, 33 },
		{ "one length of two", { BEGIN, 1, 4, 0, 1, 0, 1, 0, 0, 0, END }, 33 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (fcgi_head_judge(rows[i].bytes, rows[i].n) != FCGI_HEAD_BAD)
			fail_msg("%s", rows[i].what);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_is_whole_at_its_end_and_partial_before),
		cmocka_unit_test(what_follows_is_not_looked_at),
		cmocka_unit_test(a_request_without_parameters_is_one),
		cmocka_unit_test(anything_else_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

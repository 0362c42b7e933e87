#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/sse.h"

/* Events come out as "name|data\n" lines. */
static void note(void *ctx, const char *name, const char *data, size_t n)
{
	assert_int_equal(strlen(data), n);
	buf_printf(ctx, "%s|%s\n", name, data);
}

static const struct {
	const char *in, *out;
} cases[] = {
	{ "data: a\n\n", "|a\n" },
	{ "data: a\r\n\r\n", "|a\n" },
	{ "data: a\r\r", "|a\n" },
	{ "data: a\r\n\n", "|a\n" },
	{ "data:a\n\ndata:  b\n\n", "|a\n| b\n" },
	{ "event: ping\ndata: {}\n\n", "ping|{}\n" },
	{ "data: {}\nevent: late\n\n", "late|{}\n" },
	{ "data: a\ndata: b\ndata:\n\n", "|a\nb\n\n" },
	{ "data\n\n", "|\n" },
	{ ": comment\n\n: another\ndata: a\n\n", "|a\n" },
	{ "event: no data\n\ndata: a\n\n", "|a\n" },
	{ "id: 1\nretry: 5\nunknown: x\ndata: a\n\n", "|a\n" },
	{ "\xEF\xBB\xBF"
	  "data: a\n\n",
	  "|a\n" },
	{ "data: a\n\n\xEF\xBB\xBF"
	  "data: b\n\n",
	  "|a\n" },
	{ "\n\n\r\n\rdata: a\n\n\n\n", "|a\n" },
	{ "data: \xE2\x80\x93\xF0\x9F\x99\x82\n\n", "|\xE2\x80\x93\xF0\x9F\x99\x82\n" },
	{ "datax: a\ndat: b\nDATA: c\n\n", "" },
	{ "error: {\"code\":500}\n\n", "error|{\"code\":500}\n" },
	{ "data: no blank line\n", "|no blank line\n" },
	{ "data: no line end", "|no line end\n" },
	{ "event: only a name", "" },
	{ "", "" },
};

static void feed_in_two(const char *in, size_t cut, struct buf *out)
{
	struct sse sse;
	size_t n = strlen(in);

	sse_init(&sse, note, out);
	assert_int_equal(sse_feed(&sse, in, cut), OK);
	assert_int_equal(sse_feed(&sse, in + cut, n - cut), OK);
	assert_int_equal(sse_finish(&sse), OK);
	sse_done(&sse);
}

static void the_same_events_come_out_however_the_bytes_are_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t cut = 0; cut <= strlen(cases[i].in); cut++) {
			AUTO(buf) struct buf out = BUF_INIT(1000);

			feed_in_two(cases[i].in, cut, &out);
			assert_string_equal(buf_text(&out), cases[i].out);
		}
}

static void bytes_may_come_one_by_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(buf) struct buf out = BUF_INIT(1000);
		struct sse sse;

		sse_init(&sse, note, &out);
		for (const char *c = cases[i].in; *c; c++)
			assert_int_equal(sse_feed(&sse, c, 1), OK);
		assert_int_equal(sse_finish(&sse), OK);
		assert_string_equal(buf_text(&out), cases[i].out);
		sse_done(&sse);
	}
}

static void an_event_is_out_before_the_next_byte_comes(void **state)
{
	static const char *const ends[] = { "\n\n", "\r\r", "\r\n\r" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		AUTO(buf) struct buf out = BUF_INIT(1000);
		struct sse sse;

		sse_init(&sse, note, &out);
		assert_int_equal(sse_feed(&sse, "data: a", 7), OK);
		assert_int_equal(sse_feed(&sse, ends[i], strlen(ends[i])), OK);
		assert_string_equal(buf_text(&out), "|a\n");
		sse_done(&sse);
	}
}

static enum err feed_many(struct sse *sse, const char *piece, size_t n, int times)
{
	enum err e = OK;

	while (times-- > 0)
		e = sse_feed(sse, piece, n);
	return e;
}

static void a_line_or_an_event_too_long_is_refused_for_good(void **state)
{
	static char line[1025];
	AUTO(buf) struct buf out = BUF_INIT(1000);
	struct sse sse;

	(void)state;
	memset(line, 'x', 1024);
	sse_init(&sse, note, &out);
	assert_int_equal(feed_many(&sse, line, 1024, SSE_LINE_MAX / 1024), OK);
	assert_int_equal(feed_many(&sse, line, 1, 1), ERR_LIMIT);
	assert_int_equal(sse_feed(&sse, "\n\ndata: a\n\n", 11), ERR_LIMIT);
	assert_int_equal(sse_finish(&sse), ERR_LIMIT);
	sse_done(&sse);

	memcpy(line, "data: ", 6);
	line[1023] = '\n';
	sse_init(&sse, note, &out);
	assert_int_equal(feed_many(&sse, line, 1024, SSE_LINE_MAX / 1024 + 2), ERR_LIMIT);
	assert_true(sse.data.cap <= 2 * SSE_LINE_MAX);
	sse_done(&sse);
	assert_string_equal(buf_text(&out), "");
}

static void a_name_too_long_is_cut(void **state)
{
	AUTO(buf) struct buf out = BUF_INIT(1000);
	char in[200];
	struct sse sse;

	(void)state;
	memcpy(in, "event:", 6);
	memset(in + 6, 'n', 100);
	memcpy(in + 106, "\ndata:a\n\n", 9);
	sse_init(&sse, note, &out);
	assert_int_equal(sse_feed(&sse, in, 115), OK);
	assert_int_equal(out.len, sizeof(sse.name) - 1 + 3);
	sse_done(&sse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_events_come_out_however_the_bytes_are_cut),
		cmocka_unit_test(bytes_may_come_one_by_one),
		cmocka_unit_test(an_event_is_out_before_the_next_byte_comes),
		cmocka_unit_test(a_line_or_an_event_too_long_is_refused_for_good),
		cmocka_unit_test(a_name_too_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a request for a stream asks, and what it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/stream_cursor.h"
#include "common/attr.h"

#define SESSION "01a209d0-2dbc-7ce7-8d72-d95606f008cd"

static void the_path_of_a_stream_names_its_session(void **state)
{
	char id[ID_SIZE] = "before";

	(void)state;
	assert_true(stream_path("/api/session/" SESSION "/stream", id));
	assert_string_equal(id, SESSION);
}

/* It is the route, so the answer is 401 like that of any session that doesn't exist. */
static void a_path_with_no_id_in_it_is_a_stream_of_nobody(void **state)
{
	static const char *const paths[] = {
		"/api/session/x/stream",
		"/api/session/01A209D0-2DBC-7CE7-8D72-D95606F008CD/stream",
		"/api/session/" SESSION "0/stream",
		"/api/session/../stream",
		"/api/session/%00/stream",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		char id[ID_SIZE] = "before";

		assert_true(stream_path(paths[i], id));
		assert_string_equal(id, "");
	}
}

static void other_paths_are_no_stream(void **state)
{
	static const char *const paths[] = {
		"",
		"/",
		"/api/session/",
		"/api/session//stream",
		"/api/session/" SESSION,
		"/api/session/" SESSION "/",
		"/api/session/" SESSION "/now",
		"/api/session/" SESSION "/stream/",
		"/api/session/" SESSION "/streams",
		"/api/session/" SESSION "/x/stream",
		"api/session/" SESSION "/stream",
	};
	char id[ID_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		assert_false(stream_path(paths[i], id));
}

static void cursors_are_parsed_strictly(void **state)
{
	static const struct {
		const char *header, *query;
		int kind;
		int64_t seq;
	} rows[] = {
		{ "", "", CURSOR_NONE, 0 },
		{ "", "after=", CURSOR_NONE, 0 },
		{ "", "x=1&y", CURSOR_NONE, 0 },
		{ "", "before=3&thereafter=4", CURSOR_NONE, 0 },
		{ "0", "", CURSOR_AT, 0 },
		{ "12", "", CURSOR_AT, 12 },
		{ "", "after=5", CURSOR_AT, 5 },
		{ "", "x=1&after=5&after=6", CURSOR_AT, 5 },
		{ "7", "after=5", CURSOR_AT, 7 },
		{ "7", "after=rubbish", CURSOR_AT, 7 },
		{ "rubbish", "after=5", CURSOR_WRONG, 0 },
		{ "4294967295", "", CURSOR_AT, 4294967295 },
		{ "4294967296", "", CURSOR_WRONG, 0 },
		{ "99999999999999999999", "", CURSOR_WRONG, 0 },
		{ "-1", "", CURSOR_WRONG, 0 },
		{ "+1", "", CURSOR_WRONG, 0 },
		{ " 1", "", CURSOR_WRONG, 0 },
		{ "1 ", "", CURSOR_WRONG, 0 },
		{ "1.0", "", CURSOR_WRONG, 0 },
		{ "0x10", "", CURSOR_WRONG, 0 },
		{ "1e3", "", CURSOR_WRONG, 0 },
		{ "\xC3\xA9", "", CURSOR_WRONG, 0 },
		{ "", "after=%31", CURSOR_WRONG, 0 },
		{ "", "after=5;6", CURSOR_WRONG, 0 },
		{ "", "after=00000000000000000000000000000000000000001", CURSOR_WRONG, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cursor c = cursor_parse(rows[i].header, rows[i].query);

		if ((int)c.kind != rows[i].kind || (c.kind == CURSOR_AT && c.seq != rows[i].seq))
			fail_msg("header '%s' query '%s': kind %d seq %lld", rows[i].header, rows[i].query,
				 (int)c.kind, (long long)c.seq);
	}
}

static void what_a_reader_gets(void **state)
{
	static const struct {
		struct cursor cursor;
		bool over;
		struct opening want;
	} rows[] = {
		/* the log holds 7 events */
		{ { CURSOR_NONE, 0 }, false, { false, 7, 0, NULL } },
		{ { CURSOR_AT, 0 }, false, { false, 0, 0, NULL } },
		{ { CURSOR_AT, 6 }, false, { false, 6, 0, NULL } },
		{ { CURSOR_AT, 7 }, false, { false, 7, 0, NULL } },
		{ { CURSOR_AT, 8 }, false, { false, 7, 0, "future_cursor" } },
		{ { CURSOR_WRONG, 0 }, false, { false, 7, 0, "bad_cursor" } },
		{ { CURSOR_NONE, 0 }, true, { true, 7, 7, NULL } },
		{ { CURSOR_AT, 7 }, true, { true, 7, 7, NULL } },
		{ { CURSOR_AT, 6 }, true, { false, 6, 7, NULL } },
		{ { CURSOR_AT, 0 }, true, { false, 0, 7, NULL } },
		{ { CURSOR_AT, 8 }, true, { false, 7, 7, "future_cursor" } },
		{ { CURSOR_WRONG, 0 }, true, { false, 7, 7, "bad_cursor" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct opening *want = &rows[i].want;
		struct opening got = opening_decide(rows[i].cursor, 7, rows[i].over);

		assert_int_equal(got.nothing, want->nothing);
		assert_int_equal(got.last_seq, want->last_seq);
		assert_int_equal(got.end_seq, want->end_seq);
		assert_string_equal(got.resync ? got.resync : "", want->resync ? want->resync : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_path_of_a_stream_names_its_session),
		cmocka_unit_test(a_path_with_no_id_in_it_is_a_stream_of_nobody),
		cmocka_unit_test(other_paths_are_no_stream),
		cmocka_unit_test(cursors_are_parsed_strictly),
		cmocka_unit_test(what_a_reader_gets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

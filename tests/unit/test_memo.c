/* The memo: it knows exactly the row it was told about, and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "cgi/memo.h"

static const char etag[PROJECTION_ETAG_SIZE] = "0123456789abcdef01234567";

#define KEY(row) ((struct memo_key){ (row), 3 })

static struct session row_of(const char *id, int64_t last_seq)
{
	struct session s = { .status = STATUS_IN_SESSION, .last_seq = last_seq };

	snprintf(s.session_id, sizeof(s.session_id), "%s", id);
	return s;
}

static bool knows(struct memo *memo, const struct session *s, const char *json)
{
	AUTO(buf) struct buf body = BUF_INIT(1000);
	char found[PROJECTION_ETAG_SIZE] = "";

	if (!memo_find(memo, KEY(s), &body, found)) {
		assert_int_equal(body.len, 0);
		return false;
	}
	assert_string_equal(found, etag);
	return strcmp(buf_text(&body), json) == 0;
}

static void what_was_kept_is_found_for_that_very_row(void **state)
{
	AUTO(memo) struct memo *memo = memo_new(8);
	struct session s = row_of("a", 5), same = row_of("a", 5);

	(void)state;
	assert_false(knows(memo, &s, "{}"));
	memo_keep(memo, KEY(&s), "{}", etag);
	assert_true(knows(memo, &same, "{}"));
	memo_keep(memo, KEY(&s), "{\"newer\":1}", etag);
	assert_true(knows(memo, &same, "{\"newer\":1}"));
}

static void any_change_of_the_row_makes_it_unknown(void **state)
{
	AUTO(memo) struct memo *memo = memo_new(8);
	struct session s = row_of("a", 5), other = s;

	(void)state;
	memo_keep(memo, KEY(&s), "{}", etag);
	other.last_seq++;
	assert_false(knows(memo, &other, "{}"));
	other = s;
	other.updated_at_ms++;
	assert_false(knows(memo, &other, "{}"));
	other = s;
	snprintf(other.target_role, sizeof(other.target_role), "erased");
	assert_false(knows(memo, &other, "{}"));
	assert_true(knows(memo, &s, "{}"));
}

static void another_number_of_retries_makes_it_unknown(void **state)
{
	AUTO(memo) struct memo *memo = memo_new(8);
	AUTO(buf) struct buf body = BUF_INIT(100);
	struct session s = row_of("a", 5);
	char found[PROJECTION_ETAG_SIZE];

	(void)state;
	memo_keep(memo, KEY(&s), "{}", etag);
	assert_false(memo_find(memo, (struct memo_key){ &s, 4 }, &body, found));
	assert_true(memo_find(memo, (struct memo_key){ &s, 3 }, &body, found));
}

static void a_newer_session_takes_the_place_of_another(void **state)
{
	static const char *const ids[] = { "a", "b", "c", "d", "e" };
	AUTO(memo) struct memo *memo = memo_new(4);
	int known = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct session s = row_of(ids[i], 1);

		memo_keep(memo, KEY(&s), "{}", etag);
		assert_true(knows(memo, &s, "{}"));
	}
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct session s = row_of(ids[i], 1);

		known += knows(memo, &s, "{}");
	}
	assert_int_equal(known, 4);
}

/* What is found belongs to the row that was asked for, whatever the others keep meanwhile. */
static void *keep_and_find(void *ctx)
{
	struct memo *memo = ctx;
	const char *wrong = NULL;

	for (int i = 0; i < 4000; i++) {
		AUTO(buf) struct buf body = BUF_INIT(100);
		struct session s = row_of(i % 2 ? "a" : "b", i % 3);
		char json[60], found[PROJECTION_ETAG_SIZE];

		snprintf(json, sizeof(json), "{\"%s\":%d}", s.session_id, i % 3);
		if (i % 5)
			memo_keep(memo, KEY(&s), json, etag);
		if (memo_find(memo, KEY(&s), &body, found) && strcmp(buf_text(&body), json) != 0)
			wrong = "another row's projection";
	}
	return (void *)(uintptr_t)wrong;
}

static void threads_share_it(void **state)
{
	AUTO(memo) struct memo *memo = memo_new(1);
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, keep_and_find, memo), 0);
	for (int i = 0; i < 4; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_is_found_for_that_very_row),
		cmocka_unit_test(any_change_of_the_row_makes_it_unknown),
		cmocka_unit_test(another_number_of_retries_makes_it_unknown),
		cmocka_unit_test(a_newer_session_takes_the_place_of_another),
		cmocka_unit_test(threads_share_it),
	};

	return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}

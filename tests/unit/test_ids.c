/* Identifiers: UUID version 7 in form and order, tokens of 256 bits, hashes as published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/clock.h"
#include "common/ids.h"
#include "common/str.h"

static void an_id_is_a_uuid_of_version_7_made_now(void **state)
{
	char id[ID_SIZE], digits[13] = "";
	int64_t before = clock_wall_ms(), at_ms;

	(void)state;
	assert_int_equal(id_new(id), OK);
	assert_true(id_valid(id));
	assert_int_equal(id[14], '7');
	assert_non_null(strchr("89ab", id[19]));
	memcpy(digits, id, 8);
	memcpy(digits + 8, id + 9, 4);
	at_ms = strtoll(digits, NULL, 16);
	assert_in_range(at_ms, before, clock_wall_ms());
}

static void ids_are_all_different_and_grow_with_time(void **state)
{
	enum { COUNT = 500 };
	static char ids[COUNT][ID_SIZE];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(id_new(ids[i]), OK);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
		assert_true(i == 0 || strncmp(ids[i - 1], ids[i], 13) <= 0);
	}
}

static void only_the_canonical_form_is_an_id(void **state)
{
	static const char *const bad[] = {
		"",
		"0",
		"01234567-89ab-7cde-8f01-23456789abcde",
		"01234567-89ab-7cde-8f01-23456789abc",
		"01234567-89AB-7cde-8f01-23456789abcd",
		"01234567-89ab-7cde-8f01-23456789abcg",
		"0123456789ab7cde8f0123456789abcd",
		"01234567089ab-7cde-8f01-23456789abcd",
		"01234567-89ab-7cde-8f01023456789abcd",
		"{1234567-89ab-7cde-8f01-23456789abc}",
		"01234567-89ab-7cde-8f01-23456789ab\n",
		"--------------------------------------",
		"01234567 89ab 7cde 8f01 23456789abcd",
	};

	(void)state;
	assert_true(id_valid("01234567-89ab-7cde-8f01-23456789abcd"));
	assert_true(id_valid("00000000-0000-0000-0000-000000000000"));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(id_valid(bad[i]));
}

static void tokens_have_their_shape_and_differ(void **state)
{
	char a[TOKEN_SIZE], b[TOKEN_SIZE];

	(void)state;
	assert_int_equal(token_new(a), OK);
	assert_int_equal(token_new(b), OK);
	assert_int_equal(strlen(a), TOKEN_LEN);
	assert_true(token_valid(a) && token_valid(b));
	assert_string_not_equal(a, b);
}

static void another_shape_is_no_token(void **state)
{
	char text[TOKEN_SIZE + 1];

	(void)state;
	memset(text, 'A', sizeof(text));
	text[TOKEN_LEN] = '\0';
	assert_true(token_valid(text));
	text[5] = '=';
	assert_false(token_valid(text));
	text[5] = 'A';
	text[TOKEN_LEN - 1] = '\0';
	assert_false(token_valid(text));
	memset(text, 'A', sizeof(text));
	text[TOKEN_LEN + 1] = '\0';
	assert_false(token_valid(text));
	assert_false(token_valid(""));
}

static void hashes_are_sha_256(void **state)
{
	static const char of_abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	static const char of_nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	char hex[2 * DIGEST_LEN + 1], raw[2 * DIGEST_LEN + 1];
	struct token_hash hash;

	(void)state;
	assert_int_equal(digest_hex("abc", 3, hex), OK);
	assert_string_equal(hex, of_abc);
	assert_int_equal(digest_hex("", 0, hex), OK);
	assert_string_equal(hex, of_nothing);
	assert_int_equal(token_hash("abc", &hash), OK);
	str_hex(raw, hash.bytes, sizeof(hash.bytes));
	assert_string_equal(raw, of_abc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_a_uuid_of_version_7_made_now),
		cmocka_unit_test(ids_are_all_different_and_grow_with_time),
		cmocka_unit_test(only_the_canonical_form_is_an_id),
		cmocka_unit_test(tokens_have_their_shape_and_differ),
		cmocka_unit_test(another_shape_is_no_token),
		cmocka_unit_test(hashes_are_sha_256),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}

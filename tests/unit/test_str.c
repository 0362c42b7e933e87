/* Text tools: bounds that are exact, UTF-8 as RFC 3629 draws its borders, tables of what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"

static void numbers_within_their_bounds_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t n;
	} good[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "7", 7 },
		{ "007", 7 },
		{ "-12", -12 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int64_t n = 99;

		assert_true(str_i64(good[i].text, INT64_MIN, INT64_MAX, &n));
		assert_true(n == good[i].n);
	}
}

static void what_is_not_all_number_is_refused_and_writes_nothing(void **state)
{
	static const char *const bad[] = {
		"",
		"-",
		"+1",
		" 1",
		"1 ",
		"\t1",
		"1\n",
		"1x",
		"0x10",
		"1e3",
		"1.0",
		"--1",
		"- 1",
		"1,0",
		"a",
		"\xD9\xA1",
		"9223372036854775808",
		"-9223372036854775809",
		"99999999999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int64_t n = 99;

		assert_false(str_i64(bad[i], INT64_MIN, INT64_MAX, &n));
		assert_true(n == 99);
	}
}

static void bounds_include_their_ends(void **state)
{
	int64_t n;

	(void)state;
	assert_true(str_i64("1", 1, 3, &n));
	assert_true(str_i64("3", 1, 3, &n));
	assert_false(str_i64("0", 1, 3, &n));
	assert_false(str_i64("4", 1, 3, &n));
	assert_false(str_i64("-1", 0, 3, &n));
}

static void durations_are_counted_in_their_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t s;
	} good[] = {
		{ "1", 1 },
		{ "90", 90 },
		{ "90s", 90 },
		{ "15m", 900 },
		{ "2h", 7200 },
		{ "14d", 1209600 },
		{ "3650d", 315360000 },
		{ "315360000s", 315360000 },
		{ "87600h", 315360000 },
	};
	static const char *const bad[] = { "",
					   "0",
					   "0s",
					   "-1s",
					   "s",
					   "d",
					   "1w",
					   "1D",
					   "1.5h",
					   "1 h",
					   " 1h",
					   "1h ",
					   "1h1m",
					   "3651d",
					   "1ss",
					   "+1s",
					   "1e3s",
					   "315360001",
					   "87601h",
					   "99999999999999999999d",
					   "000000000000000000000000000001s" };
	int64_t s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		s = -1;
		assert_true(str_duration_s(good[i].text, &s));
		assert_int_equal(s, good[i].s);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		s = -1;
		assert_false(str_duration_s(bad[i], &s));
		assert_int_equal(s, -1);
	}
}

static const struct {
	const char *bytes;
	size_t chars; /* 0: not well-formed */
	uint32_t first;
} sequences[] = {
	{ "\x01", 1, 1 },
	{ "\x7F", 1, 0x7F },
	{ "\xC2\x80", 1, 0x80 },
	{ "\xDF\xBF", 1, 0x7FF },
	{ "\xE0\xA0\x80", 1, 0x800 },
	{ "\xED\x9F\xBF", 1, 0xD7FF },
	{ "\xEE\x80\x80", 1, 0xE000 },
	{ "\xEF\xBF\xBF", 1, 0xFFFF },
	{ "\xF0\x90\x80\x80", 1, 0x10000 },
	{ "\xF4\x8F\xBF\xBF", 1, 0x10FFFF },
	{ "a\xC3\xA4z", 3, 'a' },
	{ "\x80", 0, 0xFFFD },
	{ "\xBF", 0, 0xFFFD },
	{ "\xC0\x80", 0, 0xFFFD }, /* overlong */
	{ "\xC1\xBF", 0, 0xFFFD },
	{ "\xE0\x80\x80", 0, 0xFFFD },
	{ "\xE0\x9F\xBF", 0, 0xFFFD },
	{ "\xF0\x80\x80\x80", 0, 0xFFFD },
	{ "\xF0\x8F\xBF\xBF", 0, 0xFFFD },
	{ "\xED\xA0\x80", 0, 0xFFFD }, /* surrogates */
	{ "\xED\xBF\xBF", 0, 0xFFFD },
	{ "\xF4\x90\x80\x80", 0, 0xFFFD }, /* past U+10FFFF */
	{ "\xF5\x80\x80\x80", 0, 0xFFFD },
	{ "\xF8\x88\x80\x80\x80", 0, 0xFFFD },
	{ "\xFE", 0, 0xFFFD },
	{ "\xFF", 0, 0xFFFD },
	{ "\xC3", 0, 0xFFFD }, /* cut short */
	{ "\xE2\x82", 0, 0xFFFD },
	{ "\xF0\x9F\x98", 0, 0xFFFD },
	{ "\xC3(", 0, 0xFFFD },
	{ "\xE2(\xA1", 0, 0xFFFD },
	{ "\xF0\x9F(\x8C", 0, 0xFFFD },
};

static void utf8_is_well_formed_or_it_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
		size_t chars = 99;
		bool good = str_utf8(sequences[i].bytes, strlen(sequences[i].bytes), &chars);

		assert_int_equal(good, sequences[i].chars > 0);
		assert_int_equal(chars, good ? sequences[i].chars : 99);
	}
}

static void utf8_is_judged_by_length_not_by_a_nul(void **state)
{
	size_t chars;

	(void)state;
	assert_true(str_utf8("a\0\xC3\xA4", 4, &chars));
	assert_int_equal(chars, 3);
	assert_true(str_utf8("\xC3\xA4", 0, &chars));
	assert_int_equal(chars, 0);
	assert_false(str_utf8("\xC3\xA4", 1, NULL));
	assert_true(str_utf8("\xC3\xA4", 2, NULL));
}

static void code_points_come_one_by_one_and_bad_bytes_end_no_walk(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
		const char *at = sequences[i].bytes, *end = at + strlen(at);
		int steps = 0;

		assert_int_equal(str_utf8_next(&at), sequences[i].first);
		while (str_utf8_next(&at))
			assert_true(++steps < 8);
		assert_ptr_equal(at, end);
		assert_int_equal(str_utf8_next(&at), 0);
		assert_ptr_equal(at, end);
	}
}

static void control_characters_are_found_but_for_those_allowed(void **state)
{
	static const char *const bad[] = {
		"\x01", "a\x1F", "\x7F", "\xC2\x80", "\xC2\x9F", "a\rb", "\x1B[31m"
	};
	static const char *const good[] = { "", "plain", "\xC2\xA0", "\xC3\xA4\xE2\x82\xAC", "~ ", "\n\t" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(str_has_control(bad[i], "\n\t"));
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_false(str_has_control(good[i], "\n\t"));
	assert_true(str_has_control("\n", ""));
	assert_true(str_has_control("\t", "\n"));
}

static void base64url_follows_the_rfc_s_vectors_without_padding(void **state)
{
	static const char *const vectors[][2] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xFB\xFF\xBF", "-_-_" },
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		str_base64url(text, vectors[i][0], strlen(vectors[i][0]));
		assert_string_equal(text, vectors[i][1]);
		assert_true(str_is_base64url(text, strlen(text)));
	}
}

static void base64url_is_its_alphabet_at_its_length_and_nothing_else(void **state)
{
	(void)state;
	assert_true(str_is_base64url("AZaz09-_", 8));
	assert_false(str_is_base64url("AZaz09-_", 7));
	assert_false(str_is_base64url("AZaz09-_", 9));
	assert_false(str_is_base64url("abc+", 4));
	assert_false(str_is_base64url("abc/", 4));
	assert_false(str_is_base64url("abc=", 4));
	assert_false(str_is_base64url("ab\xC3\xA4", 4));
	assert_true(str_is_base64url("", 0));
}

static void hex_is_lower_case_and_whole(void **state)
{
	char text[9];

	(void)state;
	str_hex(text, "\x00\x0F\xA0\xFF", 4);
	assert_string_equal(text, "000fa0ff");
	str_hex(text, "", 0);
	assert_string_equal(text, "");
}

static void a_prefix_is_no_more_than_the_beginning(void **state)
{
	(void)state;
	assert_true(str_starts("abc", "ab"));
	assert_true(str_starts("abc", "abc"));
	assert_true(str_starts("abc", ""));
	assert_true(str_starts("", ""));
	assert_false(str_starts("ab", "abc"));
	assert_false(str_starts("xab", "ab"));
}

static void language_tags_have_the_shape_of_bcp_47(void **state)
{
	static const char *const good[] = { "en",
					    "de-AT",
					    "zh-Hant-TW",
					    "es-419",
					    "sl-rozaj-biske",
					    "de-CH-1996",
					    "EN-us",
					    "haw",
					    "ar-x-private",
					    "de-DE-u-co-phonebk",
					    "abcdefgh-12345678",
					    "abcdefgh-abcdefgh-abcdefgh-abcdefgh" };
	static const char *const bad[] = { "",
					   "e",
					   "1n",
					   "en-",
					   "-en",
					   "en--us",
					   "en_US",
					   "en us",
					   "en-us ",
					   " en",
					   "d3",
					   "123",
					   "abcdefghi",
					   "en-abcdefghi",
					   "en-\xC3\xA4",
					   "en;q=1",
					   "en\n",
					   "x-private",
					   "\xC3\xA4\xC3\xB6",
					   "abcdefgh-abcdefgh-abcdefgh-abcdefgh-a" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(str_is_language(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(str_is_language(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_within_their_bounds_are_read),
		cmocka_unit_test(what_is_not_all_number_is_refused_and_writes_nothing),
		cmocka_unit_test(bounds_include_their_ends),
		cmocka_unit_test(durations_are_counted_in_their_unit),
		cmocka_unit_test(utf8_is_well_formed_or_it_is_not),
		cmocka_unit_test(utf8_is_judged_by_length_not_by_a_nul),
		cmocka_unit_test(code_points_come_one_by_one_and_bad_bytes_end_no_walk),
		cmocka_unit_test(control_characters_are_found_but_for_those_allowed),
		cmocka_unit_test(base64url_follows_the_rfc_s_vectors_without_padding),
		cmocka_unit_test(base64url_is_its_alphabet_at_its_length_and_nothing_else),
		cmocka_unit_test(hex_is_lower_case_and_whole),
		cmocka_unit_test(a_prefix_is_no_more_than_the_beginning),
		cmocka_unit_test(language_tags_have_the_shape_of_bcp_47),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}

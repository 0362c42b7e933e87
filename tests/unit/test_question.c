/* The question as value: its names, and texts that are set whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/question.h"
#include "common/unicode.h"

static void difficulties_have_names_that_parse_back(void **state)
{
	enum difficulty d;

	(void)state;
	for (int i = 0; i < DIFFICULTY__COUNT; i++) {
		assert_true(difficulty_parse(difficulty_name((enum difficulty)i), &d));
		assert_int_equal(d, i);
	}
	assert_true(difficulty_parse("HARD", &d));
	assert_int_equal(d, DIFFICULTY_HARD);
	assert_false(difficulty_parse("", &d));
	assert_false(difficulty_parse("harder", &d));
	assert_int_equal(d, DIFFICULTY_HARD);
	assert_string_equal(difficulty_name((enum difficulty)99), "medium");
}

static void categories_are_the_known_ones_or_general(void **state)
{
	static const char *const pairs[][2] = {
		{ "Behavioral", "Behavioral" },
		{ "behavioural", "Behavioral" },
		{ "SITUATIONAL", "Situational" },
		{ "Technical", "Technical" },
		{ "General", "General" },
		{ "Fun", "General" },
		{ "", "General" },
	};
	struct question q = { .index = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		question_set_category(&q, pairs[i][0]);
		assert_string_equal(q.category, pairs[i][1]);
	}
}

static void a_text_is_trimmed_and_normalised(void **state)
{
	struct question q = { .index = 0 };

	(void)state;
	assert_int_equal(question_set_text(&q, "\xC2\xA0 a\xCC\x88 b\t\n", 9), OK);
	assert_string_equal(q.text, "\xC3\xA4 b");
	assert_int_equal(question_set_text(&q, "  ", 2), OK);
	assert_string_equal(q.text, "");
}

static void a_text_that_cannot_stand_whole_is_empty(void **state)
{
	struct question q = { .text = "before" };
	char longest[sizeof(q.text)];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(question_set_text(&q, longest, sizeof(longest)), ERR_LIMIT);
	assert_string_equal(q.text, "");
	assert_int_equal(question_set_text(&q, longest, sizeof(longest) - 1), OK);
	assert_int_equal(strlen(q.text), sizeof(q.text) - 1);
	assert_int_equal(question_set_text(&q, "a\0b", 3), ERR_INPUT);
	assert_int_equal(question_set_text(&q, "a\xFF", 2), ERR_INPUT);
	assert_string_equal(q.text, "");
}

static void a_competency_too_long_is_left_out(void **state)
{
	struct question q = { .index = 0 };
	char name[QUESTION_LABEL_MAX + 2];

	(void)state;
	question_set_competency(&q, " Team work ");
	assert_string_equal(q.competency, "Team work");
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	question_set_competency(&q, name);
	assert_string_equal(q.competency, "");
}

static void folding_makes_texts_comparable(void **state)
{
	static const char *const pairs[][2] = {
		{ "Gr\xC3\xB6\xC3\x9F"
		  "e",
		  "grosse" },                                                      /* case, accent, sharp s */
		{ "\xEF\xBC\xA1\xEF\xBC\xA2", "ab" },                              /* full width */
		{ "don\xE2\x80\x99t \xE2\x80\x9Cgo\xE2\x80\x9D", "don't \"go\"" }, /* quotes */
		{ "a\xE2\x80\x8B\xC2\xAD"
		  "b \xE2\x80\x93 c",
		  "ab - c" }, /* zero width, soft hyphen, dash */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char *folded = unicode_fold(pairs[i][0]);

		assert_non_null(folded);
		assert_string_equal(folded, pairs[i][1]);
		free(folded);
	}
	assert_null(unicode_fold("\xFF"));
}

static void hidden_characters_are_told_from_letters(void **state)
{
	static const uint32_t hidden[] = { 0x00,   0x1B,   0x7F,   0x85,   0xAD,   0x200B,
					   0x200D, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xE000,
					   0xFFFD, 0x3164, 0x2800, 0xFE0F, 0xE0041 };
	static const uint32_t plain[] = { 'a', ' ', 0xE4, 0xA0, 0x20AC, 0x416, 0x4E2D, 0x2019 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
		assert_true(unicode_is_hidden(hidden[i]));
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		assert_false(unicode_is_hidden(plain[i]));
	assert_true(unicode_is_latin('a') && unicode_is_latin(0xDF) && !unicode_is_latin(0x430));
	assert_true(unicode_is_letter(0x430) && !unicode_is_letter('1'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(difficulties_have_names_that_parse_back),
		cmocka_unit_test(categories_are_the_known_ones_or_general),
		cmocka_unit_test(a_text_is_trimmed_and_normalised),
		cmocka_unit_test(a_text_that_cannot_stand_whole_is_empty),
		cmocka_unit_test(a_competency_too_long_is_left_out),
		cmocka_unit_test(folding_makes_texts_comparable),
		cmocka_unit_test(hidden_characters_are_told_from_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

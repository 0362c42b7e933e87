/* What a recruiter hands in: accepted forms, and refusals that say what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/intake.h"

/* Refusal or acceptance of one text by one of the functions that take NUL-terminated input. */
typedef enum err text_fn(const char *text, char **ret, char ret_message[INTAKE_MESSAGE_SIZE]);
typedef enum err file_fn(const char *src, size_t n, char **ret, char ret_message[INTAKE_MESSAGE_SIZE]);

static void expect_text(text_fn *fn, const char *text, const char *kept)
{
	char message[INTAKE_MESSAGE_SIZE] = "";
	char *got = NULL;

	assert_int_equal(fn(text, &got, message), OK);
	assert_string_equal(got, kept);
	free(got);
}

static void expect_text_refused(text_fn *fn, const char *text, enum err e, const char *says)
{
	char message[INTAKE_MESSAGE_SIZE] = "";
	char *got = NULL;

	assert_int_equal(fn(text, &got, message), e);
	assert_null(got);
	if (!strstr(message, says))
		fail_msg("'%s' is not in '%s'", says, message);
}

static void expect_file(file_fn *fn, const char *src, size_t n, const char *kept)
{
	char message[INTAKE_MESSAGE_SIZE] = "";
	char *got = NULL;

	if (fn(src, n, &got, message))
		fail_msg("refused: %s", message);
	assert_string_equal(got, kept);
	free(got);
}

static void expect_file_refused(file_fn *fn, const char *src, size_t n, enum err e, const char *says)
{
	char message[INTAKE_MESSAGE_SIZE] = "";
	char *got = NULL;

	assert_int_equal(fn(src, n, &got, message), e);
	assert_null(got);
	if (!strstr(message, says))
		fail_msg("'%s' is not in '%s'", says, message);
}

/* count copies of piece; freed by the caller. */
static char *repeated(const char *piece, size_t count)
{
	size_t n = strlen(piece);
	char *text = malloc(n * count + 1);

	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * n, piece, n);
	text[n * count] = '\0';
	return text;
}

static void role_is_trimmed_and_composed(void **state)
{
	(void)state;
	expect_text(intake_role, "Nurse", "Nurse");
	expect_text(intake_role, " \xC2\xA0 Backend engineer  ", "Backend engineer");
	expect_text(intake_role,
		    "Ba\xCC\x88"
		    "cker",
		    "B\xC3\xA4"
		    "cker");
	expect_text(intake_role, "Pflegefachmann/-frau (m/w/d)", "Pflegefachmann/-frau (m/w/d)");
}

static void role_length_counts_characters_not_bytes(void **state)
{
	char *fits = repeated("\xF0\x9F\x94\xA7", ROLE_MAX_CHARS);
	char *over = repeated("x", ROLE_MAX_CHARS + 1);

	(void)state;
	expect_text(intake_role, fits, fits);
	expect_text_refused(intake_role, over, ERR_LIMIT, "has 121 characters; at most 120");
	free(fits);
	free(over);
}

static void role_refuses_what_is_not_one_visible_line(void **state)
{
	static const struct {
		const char *role, *says;
	} cases[] = {
		{ "", "is empty" },
		{ "   ", "is empty" },
		{ "\xE2\x80\x8B", "is empty" }, /* zero width space */
		{ "two\nlines", "U+000A" },
		{ "tab\there", "U+0009" },
		{ "bell\a", "U+0007" },
		{ "del\x7F", "U+007F" },
		{ "c1\xC2\x9B", "U+009B" },
		{ "line\xE2\x80\xA8separator", "U+2028" },
		{ "turned\xE2\x80\xAE around", "U+202E" },
		{ "half\xC3", "not UTF-8" },
		{ "latin1 \xE9", "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect_text_refused(intake_role, cases[i].role, ERR_INPUT, cases[i].says);
}

static void language_has_the_form_of_a_tag(void **state)
{
	(void)state;
	expect_text(intake_language, "en", "en");
	expect_text(intake_language, "zh-Hant-TW", "zh-Hant-TW");
	expect_text_refused(intake_language, "", ERR_INPUT, "BCP 47");
	expect_text_refused(intake_language, "English please", ERR_INPUT, "BCP 47");
	expect_text_refused(intake_language, "en_US", ERR_INPUT, "BCP 47");
}

static void description_gets_plain_line_ends_and_no_mark(void **state)
{
	static const char windows[] = "\xEF\xBB\xBFOne\r\nTwo\rThree\n\tFour";

	(void)state;
	expect_file(intake_job_description, windows, sizeof(windows) - 1, "One\nTwo\nThree\n\tFour");
}

static void description_limit_is_in_characters_after_normalising(void **state)
{
	char *fits = repeated("\xC3\xA9", JOB_DESCRIPTION_MAX_CHARS);
	char *lines = repeated("a\r\n", JOB_DESCRIPTION_MAX_CHARS / 2);
	char *lines_kept = repeated("a\n", JOB_DESCRIPTION_MAX_CHARS / 2);
	char *over = repeated("\xC3\xA9", JOB_DESCRIPTION_MAX_CHARS + 1);

	(void)state;
	expect_file(intake_job_description, fits, strlen(fits), fits);
	expect_file(intake_job_description, lines, strlen(lines), lines_kept);
	expect_file_refused(intake_job_description, over, strlen(over), ERR_LIMIT,
			    "has 20001 characters; a job description has at most 20000");
	free(fits);
	free(lines);
	free(lines_kept);
	free(over);
}

static void description_refuses_what_is_not_text_and_says_where(void **state)
{
	static const struct {
		const char *src;
		size_t n;
		const char *says;
	} cases[] = {
		{ "", 0, "is empty" },
		{ " \n\t\n", 4, "is empty" },
		{ "\xEF\xBB\xBF", 3, "is empty" },
		{ "a\nb\0c", 5, "line 2: holds a NUL" },
		{ "a\nb\nc\xFF", 6, "line 3: is not UTF-8 (byte 0xFF)" },
		{ "a\xE2\x82", 3, "line 1: is not UTF-8 (byte 0xE2)" },
		{ "\xED\xA0\x80", 3, "not UTF-8" }, /* a surrogate */
		{ "\xFF\xFEh\0i\0", 6, "UTF-16" },
		{ "a\n\n\x0C", 4, "line 3: holds the control character U+000C" },
		{ "\x1B[2J", 4, "U+001B" },
		{ "\xC2\x85", 2, "U+0085" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect_file_refused(intake_job_description, cases[i].src, cases[i].n, ERR_INPUT,
				    cases[i].says);
}

static void expect_answers(const char *json, const char *kept)
{
	expect_file(intake_answers, json, strlen(json), kept);
}

static void answers_are_kept_compact_in_a_fixed_order(void **state)
{
	(void)state;
	expect_answers("{ \"goal\" : \"Talk about\\nfailure\", \"stage\": \"first round\" }",
		       "{\"stage\":\"first round\",\"goal\":\"Talk about\\nfailure\"}");
	expect_answers("{\"mustPractice\":[\"STAR\",\"pay\"],\"confidence\":5,\"challengeLevel\":\"high\","
		       "\"struggle\":\"nerves\"}",
		       "{\"confidence\":5,\"challengeLevel\":\"high\",\"struggle\":\"nerves\","
		       "\"mustPractice\":[\"STAR\",\"pay\"]}");
	expect_answers("{\"stage\":\"x\",\"goal\":null}", "{\"stage\":\"x\"}");
}

static void answers_refuse_wrong_shapes_by_name(void **state)
{
	static const struct {
		const char *json, *says;
	} cases[] = {
		{ "", "not a JSON object" },
		{ "[]", "not a JSON object" },
		{ "{\"stage\":\"x\",}", "not a JSON object" },
		{ "{\"stage\":\"x\"} more", "not a JSON object" },
		{ "{\"stage\":\"x\",\"stage\":\"y\"}", "no key twice" },
		{ "{\"stage\":\"\xFF\"}", "not a JSON object" },
		{ "{}", "says nothing" },
		{ "{\"goal\":null}", "says nothing" },
		{ "{\"salary\":1}", "\"salary\" is unknown" },
		{ "{\"Stage\":\"x\"}", "\"Stage\" is unknown" },
		{ "{\"stage\":1}", "stage has to be a text" },
		{ "{\"stage\":\"\"}", "stage is empty" },
		{ "{\"goal\":\"a\\u0000b\"}", "goal holds a control character" },
		{ "{\"goal\":\"a\\u0007b\"}", "goal holds a control character" },
		{ "{\"confidence\":0}", "confidence has to be a whole number from 1 to 5" },
		{ "{\"confidence\":6}", "from 1 to 5" },
		{ "{\"confidence\":\"3\"}", "from 1 to 5" },
		{ "{\"confidence\":2.5}", "from 1 to 5" },
		{ "{\"confidence\":true}", "from 1 to 5" },
		{ "{\"mustPractice\":\"x\"}", "mustPractice has to be a list" },
		{ "{\"mustPractice\":[]}", "mustPractice has to be a list" },
		{ "{\"mustPractice\":[\"a\",2]}", "mustPractice[1] has to be a text" },
		{ "{\"mustPractice\":[\"a\",null]}", "mustPractice[1] has to be a text" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect_file_refused(intake_answers, cases[i].json, strlen(cases[i].json), ERR_INPUT,
				    cases[i].says);
}

static void answers_have_limits_that_are_named(void **state)
{
	static const char six[] = "{\"mustPractice\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]}";
	char *long_goal = repeated("x", INTAKE_GOAL_MAX_CHARS + 1), *huge = repeated(" ", 65537);
	char json[INTAKE_GOAL_MAX_CHARS + 40];

	(void)state;
	snprintf(json, sizeof(json), "{\"goal\":\"%s\"}", long_goal);
	expect_file_refused(intake_answers, json, strlen(json), ERR_LIMIT,
			    "goal has 501 characters; at most 500");
	expect_file_refused(intake_answers, six, strlen(six), ERR_LIMIT, "6 entries; at most 5");
	expect_file_refused(intake_answers, huge, strlen(huge), ERR_LIMIT, "has 65537 bytes; at most 65536");
	free(long_goal);
	free(huge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(role_is_trimmed_and_composed),
		cmocka_unit_test(role_length_counts_characters_not_bytes),
		cmocka_unit_test(role_refuses_what_is_not_one_visible_line),
		cmocka_unit_test(language_has_the_form_of_a_tag),
		cmocka_unit_test(description_gets_plain_line_ends_and_no_mark),
		cmocka_unit_test(description_limit_is_in_characters_after_normalising),
		cmocka_unit_test(description_refuses_what_is_not_text_and_says_where),
		cmocka_unit_test(answers_are_kept_compact_in_a_fixed_order),
		cmocka_unit_test(answers_refuse_wrong_shapes_by_name),
		cmocka_unit_test(answers_have_limits_that_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

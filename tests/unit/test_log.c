/* Log lines as they arrive on stderr: one line an event, whatever is put into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/str.h"

static char caught[8192];
static int saved_stderr, pipe_out;

static void catch_begin(void)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	pipe_out = ends[0];
}

/* What was written since catch_begin(). */
static const char *catch_end(void)
{
	ssize_t n;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	n = read(pipe_out, caught, sizeof(caught) - 1);
	close(pipe_out);
	caught[n > 0 ? n : 0] = '\0';
	return caught;
}

static int lines(const char *text)
{
	int n = 0;

	while ((text = strchr(text, '\n'))) {
		n++;
		text++;
	}
	return n;
}

static int reset(void **state)
{
	(void)state;
	log_start("test", LOG_LEVEL_INFO);
	log_context(NULL);
	return 0;
}

static void a_line_has_priority_name_and_text(void **state)
{
	(void)state;
	catch_begin();
	log_error("a %d", 1);
	log_warn("b");
	log_info("c=%s", "x y");
	assert_string_equal(catch_end(), "<3>test: a 1\n<4>test: b\n<6>test: c=x y\n");
}

static void what_is_less_urgent_than_the_level_is_not_printed(void **state)
{
	(void)state;
	catch_begin();
	log_debug("hidden");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("shown");
	log_set_level(LOG_LEVEL_ERROR);
	log_warn("hidden");
	log_error("shown too");
	assert_string_equal(catch_end(), "<7>test: shown\n<3>test: shown too\n");
}

static void the_context_stands_on_every_line_until_it_is_cleared(void **state)
{
	char id[] = "abc";

	(void)state;
	catch_begin();
	log_context(id);
	id[0] = 'X'; /* it was copied */
	log_info("one");
	log_info("two");
	log_context(NULL);
	log_info("three");
	assert_string_equal(catch_end(), "<6>test: one id=abc\n<6>test: two id=abc\n<6>test: three\n");
}

static void *log_from_another_thread(void *unused)
{
	(void)unused;
	log_info("there");
	return NULL;
}

static void the_context_belongs_to_its_thread(void **state)
{
	pthread_t thread;

	(void)state;
	catch_begin();
	log_context("mine");
	assert_int_equal(pthread_create(&thread, NULL, log_from_another_thread, NULL), 0);
	pthread_join(thread, NULL);
	log_info("here");
	assert_string_equal(catch_end(), "<6>test: there\n<6>test: here id=mine\n");
}

static void control_bytes_are_escaped_so_no_line_can_be_forged(void **state)
{
	(void)state;
	catch_begin();
	log_context("id\n<3>forged");
	log_info("role=%s", "Nurse\n<0>kernel: panic\r\x1B[2J\x7F\t.");
	assert_string_equal(catch_end(), "<6>test: role=Nurse\\x0a<0>kernel: panic\\x0d\\x1b[2J\\x7f\\x09. "
					 "id=id\\x0a<3>forged\n");
}

static void what_is_not_ascii_stays_as_it_is(void **state)
{
	(void)state;
	catch_begin();
	log_info("%s", "Pfleger:in \xC3\xA4\xE2\x82\xAC");
	assert_string_equal(catch_end(), "<6>test: Pfleger:in \xC3\xA4\xE2\x82\xAC\n");
}

static void what_would_hide_the_line_from_the_journal_is_escaped(void **state)
{
	char text[1100];

	(void)state;
	catch_begin();
	log_info("%s", "\xFF.\xC3.\xED\xA0\x80.\xC2\x85.");
	assert_string_equal(catch_end(), "<6>test: \\xff.\\xc3.\\xed\\xa0\\x80.\\xc2\\x85.\n");
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "\xE2\x82\xAC", 4);
	for (int shift = 0; shift < 3; shift++) { /* cut in the middle of a character, at each of its bytes */
		catch_begin();
		log_info("%.*s%s", shift, "ab", text);
		assert_true(str_utf8(catch_end(), strlen(caught), NULL));
	}
}

/* However long text and context are, and however much they grow by escaping: one line, with its end. */
static void a_line_stays_one_line_of_bounded_length(void **state)
{
	static const char fillers[] = { 'a', '\n', '\x01' };
	char text[5000];

	(void)state;
	for (size_t i = 0; i < sizeof(fillers); i++) {
		memset(text, fillers[i], sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		catch_begin();
		log_context(text);
		log_info("%s", text);
		catch_end();
		assert_int_equal(lines(caught), 1);
		assert_true(strlen(caught) > 1000 && strlen(caught) <= 1400);
		assert_int_equal(caught[strlen(caught) - 1], '\n');
		assert_non_null(strstr(caught, " id="));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_line_has_priority_name_and_text, reset),
		cmocka_unit_test_setup(what_is_less_urgent_than_the_level_is_not_printed, reset),
		cmocka_unit_test_setup(the_context_stands_on_every_line_until_it_is_cleared, reset),
		cmocka_unit_test_setup(the_context_belongs_to_its_thread, reset),
		cmocka_unit_test_setup(control_bytes_are_escaped_so_no_line_can_be_forged, reset),
		cmocka_unit_test_setup(what_is_not_ascii_stays_as_it_is, reset),
		cmocka_unit_test_setup(what_would_hide_the_line_from_the_journal_is_escaped, reset),
		cmocka_unit_test_setup(a_line_stays_one_line_of_bounded_length, reset),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}

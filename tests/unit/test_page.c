/* The candidate's page: which files it needs, what is said when one is damaged, and what is rendered from
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgi/page.h"

/* Templates first, then the static files, then the texts. */
enum { TEMPLATES_END = 3, STATICS_END = 8 };
static const char *const files[][2] = {
	{ "index.html", "{{lang}}|{{dir}}|{{screen}}|{{t.hello}}|{{role}}|{{number}}/"
			"{{count}}|{{reference}}|{{assetVersion}}|"
			"<script>{{{projection}}}</script>" },
	{ "dead.html", "{{lang}}|{{screen}}|{{t.hello}}|{{sessionId}}{{role}}" },
	{ "away.html", "{{lang}}|{{screen}}|{{t.hello}}" },
	{ "page.css", "css" },
	{ "page.js", "js" },
	{ "sync.js", "js" },
	{ "listen.js", "js" },
	{ "mark.svg", "svg" },
	{ "text/en.json", "{\"hello\":\"Hello\"}" },
	{ "text/de.json", "{\"hello\":\"Hallo\"}" },
	{ "text/ar.json", "{\"hello\":\"Marhaba\"}" },
	{ "text/README", "no texts" },
};

static char share[] = "/tmp/greenroom-test-page-XXXXXX";
static char message[CONFIG_MESSAGE_SIZE];

static void write_file(const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/page/%s", share, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void remove_file(const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/page/%s", share, name);
	remove(path);
}

static void make_folder(const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", share, name);
	mkdir(path, 0700);
}

static int make_share(void **state)
{
	(void)state;
	return mkdtemp(share) ? 0 : -1;
}

/* Every test begins with a whole folder. */
static int fill(void **state)
{
	(void)state;
	make_folder("page");
	make_folder("page/text");
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		write_file(files[i][0], files[i][1]);
	return 0;
}

static int empty(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		remove_file(files[i][0]);
	remove_file("text");
	remove_file("");
	return 0;
}

static int remove_share(void **state)
{
	(void)state;
	return rmdir(share);
}

static struct page *loaded(void)
{
	struct page *page = NULL;

	assert_int_equal(page_load(share, &page, message), OK);
	return page;
}

static void refused(enum err wanted, const char *says)
{
	struct page *page = NULL;

	assert_int_equal(page_load(share, &page, message), wanted);
	assert_null(page);
	if (!strstr(message, says))
		fail_msg("'%s' doesn't say '%s'", message, says);
}

static void a_missing_file_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEMPLATES_END; i++) {
		remove_file(files[i][0]);
		refused(ERR_NOTFOUND, files[i][0]);
		write_file(files[i][0], files[i][1]);
	}
	remove_file("text/en.json");
	refused(ERR_NOTFOUND, "holds no en.json");
	for (size_t i = TEMPLATES_END; i < STATICS_END; i++)
		remove_file(files[i][0]);
	refused(ERR_NOTFOUND, "css, js and svg files can't be read");
}

static void a_folder_without_texts_is_named(void **state)
{
	(void)state;
	for (size_t i = STATICS_END; i < ARRAY_LEN(files); i++)
		remove_file(files[i][0]);
	remove_file("text");
	refused(ERR_NOTFOUND, "/page/text: can't be read");
}

static void a_folder_in_the_place_of_a_file_is_no_file(void **state)
{
	(void)state;
	remove_file("index.html");
	make_folder("page/index.html");
	refused(ERR_INPUT, "index.html");
}

static void damaged_texts_are_named(void **state)
{
	static const char *const damaged[] = { "",
					       "{",
					       "[]",
					       "\"x\"",
					       "{\"hello\":1}",
					       "{\"hello\":null}",
					       "{\"hello\":{}}",
					       "{\"a\":\"\xFF\"}",
					       "{\"a\":\"1\",\"a\":\"2\"}",
					       "null",
					       "{} x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		write_file("text/de.json", damaged[i]);
		refused(ERR_INPUT, "de.json: not a JSON object of texts");
	}
}

static const char *render(struct page *page, const char *language, const char *accept, struct buf *out)
{
	AUTO(config) struct config *config = NULL;
	struct facts facts = { .session = { .session_id = "01234567-89ab-7cde-8f01-23456789abcd",
					    .target_role = "</script><b>&",
					    .questions_planned = 5,
					    .current_question_index = -1 } };
	struct page_input in = { NULL, &facts, accept };
	const char *rendered_in = NULL;

	snprintf(facts.session.language, sizeof(facts.session.language), "%s", language);
	assert_int_equal(config_load(NULL, &config, message), OK);
	in.config = config;
	assert_int_equal(page_render(page, &in, out, &rendered_in), OK);
	return rendered_in;
}

static void the_language_is_the_session_s_else_the_browser_s_else_english(void **state)
{
	static const struct {
		const char *session, *browser, *rendered;
	} rows[] = {
		{ "en", "de", "en" },
		{ "de", "en", "de" },
		{ "de-AT", "", "de" },
		{ "DE", "en", "de" },
		{ "fr", "de-CH, en;q=0.5", "de" },
		{ "fr", "fr, it;q=0.9,\tde;q=0.8", "de" },
		{ "fr", "*", "en" },
		{ "fr", "", "en" },
		{ "fr", ",;,-", "en" },
		{ "den", "german, d", "en" },
		{ "ar-EG", "", "ar" },
		{ "", "de", "de" },
	};
	AUTO(page) struct page *page = loaded();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) struct buf out = BUF_INIT(10000);

		assert_string_equal(render(page, rows[i].session, rows[i].browser, &out), rows[i].rendered);
		assert_memory_equal(buf_text(&out), rows[i].rendered, 2);
	}
}

static void the_page_carries_its_session_escaped_for_each_place(void **state)
{
	static const char head[] = "en|ltr|LANDING|Hello|&lt;/script&gt;&lt;b&gt;&amp;|0/5|6789abcd|";
	AUTO(page) struct page *page = loaded();
	AUTO(buf) struct buf out = BUF_INIT(10000);

	(void)state;
	render(page, "en", "", &out);
	assert_memory_equal(buf_text(&out), head, sizeof(head) - 1);
	assert_non_null(strstr(buf_text(&out), "\\u003c/script\\u003e\\u003cb\\u003e\\u0026"));
	assert_ptr_equal(strstr(buf_text(&out), "</script>"), buf_text(&out) + out.len - 9);
}

static void a_language_from_right_to_left_says_so(void **state)
{
	AUTO(page) struct page *page = loaded();
	AUTO(buf) struct buf out = BUF_INIT(10000);

	(void)state;
	render(page, "ar", "", &out);
	assert_memory_equal(buf_text(&out), "ar|rtl|LANDING|Marhaba|", 23);
}

static void the_dead_link_s_page_knows_no_session(void **state)
{
	AUTO(page) struct page *page = loaded();
	AUTO(config) struct config *config = NULL;
	struct page_input in = { NULL, NULL, "de" };
	AUTO(buf) struct buf out = BUF_INIT(10000);
	const char *language;

	(void)state;
	assert_int_equal(config_load(NULL, &config, message), OK);
	in.config = config;
	assert_int_equal(page_render_aside(page, PAGE_DEAD, &in, &out, &language), OK);
	assert_string_equal(language, "de");
	assert_string_equal(buf_text(&out), "de|DEAD|Hallo|");
}

static void a_template_that_names_what_is_not_there_is_our_fault(void **state)
{
	AUTO(page) struct page *page = NULL;
	AUTO(config) struct config *config = NULL;
	AUTO(buf) struct buf out = BUF_INIT(10000);
	struct page_input in = { NULL, NULL, "" };
	const char *language = NULL;

	(void)state;
	write_file("dead.html", "{{t.nothing}}");
	assert_int_equal(page_load(share, &page, message), OK);
	assert_int_equal(config_load(NULL, &config, message), OK);
	in.config = config;
	assert_int_equal(page_render_aside(page, PAGE_DEAD, &in, &out, &language), ERR_BUG);
	assert_null(language);
}

static void version(char ret[20])
{
	AUTO(page) struct page *page = loaded();
	AUTO(buf) struct buf out = BUF_INIT(10000);
	const char *at;

	render(page, "en", "", &out);
	at = strstr(buf_text(&out), "6789abcd|") + 9;
	snprintf(ret, 20, "%.*s", (int)strcspn(at, "|"), at);
}

/* Browsers keep static files for ever, so each that a template links to has to change the version. */
static void every_static_file_changes_the_version(void **state)
{
	char before[20], after[20];

	(void)state;
	version(before);
	assert_int_equal(strlen(before), 12);
	for (size_t i = TEMPLATES_END; i < STATICS_END; i++) {
		write_file(files[i][0], "changed");
		version(after);
		assert_string_not_equal(before, after);
		write_file(files[i][0], files[i][1]);
	}
	version(after);
	assert_string_equal(before, after);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fill, empty)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_missing_file_is_named),
		TEST(a_folder_without_texts_is_named),
		TEST(a_folder_in_the_place_of_a_file_is_no_file),
		TEST(damaged_texts_are_named),
		TEST(the_language_is_the_session_s_else_the_browser_s_else_english),
		TEST(the_page_carries_its_session_escaped_for_each_place),
		TEST(a_language_from_right_to_left_says_so),
		TEST(the_dead_link_s_page_knows_no_session),
		TEST(a_template_that_names_what_is_not_there_is_our_fault),
		TEST(every_static_file_changes_the_version),
	};

	return cmocka_run_group_tests_name("page", tests, make_share, remove_share);
}

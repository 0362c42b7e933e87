/* The answer reader: what it accepts, what it makes of the rest, and that chunk borders never matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "daemon/parse.h"

#define Q(text) "{\"text\":\"" text "\"}"

/* Everything that came out, as one text to compare: a line for each element. */
static void note_question(void *ctx, const struct question *q)
{
	buf_printf(ctx, "%d|%s|%s|%s|%s\n", q->index, q->text, q->category, q->competency,
		   difficulty_name(q->difficulty));
}

struct outcome {
	struct buf lines;
	enum err err;
	bool complete;
	int count;
};

static void outcome_freep(struct outcome *o)
{
	buf_done(&o->lines);
}

/* Feed text[0..n), cut at `cut`, or byte by byte when cut is 0. */
static void run(const char *text, size_t n, size_t cut, struct outcome *ret)
{
	AUTO(parse) struct parse *p = parse_new(note_question, &ret->lines);

	assert_non_null(p);
	if (cut) {
		ret->err = parse_feed(p, text, cut);
		ret->err = parse_feed(p, text + cut, n - cut);
	} else {
		for (size_t i = 0; i < n; i++)
			ret->err = parse_feed(p, text + i, 1);
	}
	ret->complete = parse_complete(p);
	ret->count = parse_count(p);
}

struct sample {
	const char *name, *text, *lines;
	enum err err;
	bool complete;
};

/* clang-format off */
static const struct sample samples[] = {
	{ "the contract's form",
	  "{\"questions\":[{\"text\":\"What drew you here?\",\"category\":\"Behavioral\",\"competency\":\"Motivation\",\"difficulty\":\"easy\"},"
	  "{\"text\":\"Zw\xC3\xB6lf?\",\"category\":\"technical\",\"difficulty\":\"hard\"}]}",
	  "0|What drew you here?|Behavioral|Motivation|easy\n1|Zw\xC3\xB6lf?|Technical||hard\n", OK, true },
	{ "a fence and sentences around it",
	  "Sure! Here they are:\n```json\n{\"questions\": [" Q("A") ", " Q("B") "]}\n```\nGood luck {you}.",
	  "0|A|General||medium\n1|B|General||medium\n", OK, true },
	{ "other keys before, behind and inside",
	  "{\"role\":\"x]\",\"n\":[1,{\"a\":null}],\"questions\":[{\"why\":{\"deep\":[1]},\"text\":\"A\",\"id\":7}],\"more\":[" Q("no") "]}",
	  "0|A|General||medium\n", OK, true },
	{ "a bare array", " [ " Q("A") "\n, " Q("B") " ] ", "0|A|General||medium\n1|B|General||medium\n", OK, true },
	{ "bare objects one after the other", Q("A") "\n" Q("B"), "0|A|General||medium\n1|B|General||medium\n", OK, false },
	{ "the wrapper inside an array", "[{\"questions\":[" Q("A") "]}]", "0|A|General||medium\n", OK, true },
	{ "brackets in the prose", "I filled [your] {role} and {\"questions\": [...]} in: [5] {\"questions\":[" Q("A") "]}",
	  "0|A|General||medium\n", OK, true },
	{ "an open bracket directly before", "{[{{\"questions\":[" Q("A") "]}", "0|A|General||medium\n", OK, true },
	{ "an object that is no question first", "{\"thought\":\"hm\"} {\"questions\":[" Q("A") "]}",
	  "0|A|General||medium\n", OK, true },
	{ "thinking aloud with a draft in it",
	  " \n<think>\nFirst {\"questions\":[" Q("draft") "]}, </thin no </think>\n\n{\"questions\":[" Q("A") "]}",
	  "0|A|General||medium\n", OK, true },
	{ "thinking by its longer name", "<thinking>[" Q("x") "]</thinking>[" Q("A") "]", "0|A|General||medium\n", OK, true },
	{ "thinking without an end", "<think>[" Q("x") "] <</thin", "", OK, false },
	{ "another tag is only prose", "<thin>[" Q("A") "]</thin>", "0|A|General||medium\n", OK, true },
	{ "an answer in tags", "<json>{\"questions\":[" Q("A") "]}</json>", "0|A|General||medium\n", OK, true },
	{ "a tag behind the start is only prose", "Well <think>{\"questions\":[" Q("A") "]}</think>", "0|A|General||medium\n", OK, true },
	{ "escapes", "[" Q("\\u00e4 \\\"b\\\" \\\\ c\\/d \\ud83d\\ude00") "]",
	  "0|\xC3\xA4 \"b\" \\ c/d \xF0\x9F\x98\x80|General||medium\n", OK, true },
	{ "normal form and white space", "[" Q(" \\n\\u00a0a\\u0308 \\t") "]", "0|\xC3\xA4|General||medium\n", OK, true },
	{ "unknown or mistyped extras are filled in",
	  "[{\"text\":\"A\",\"category\":\"Fun\",\"competency\":3,\"difficulty\":\"brutal\"},"
	  "{\"text\":\"B\",\"category\":null,\"competency\":\" Team \",\"difficulty\":[]}]",
	  "0|A|General||medium\n1|B|General|Team|medium\n", OK, true },
	{ "elements that are no questions keep their place",
	  "{\"questions\":[" Q("A") ",{\"txt\":\"x\"},\"B\",7,null,[],{\"text\":5},{\"text\":{}}," Q("C") "]}",
	  "0|A|General||medium\n1||General||medium\n2||General||medium\n3||General||medium\n4||General||medium\n"
	  "5||General||medium\n6||General||medium\n7||General||medium\n8|C|General||medium\n", OK, true },
	{ "a broken element doesn't take the next one along",
	  "{\"questions\":[{\"text\":\"a \"b\" c\"},{text:\"x\"},{\"text\":\"a\" // no\n}," Q("C") "]}",
	  "0||General||medium\n1||General||medium\n2||General||medium\n3|C|General||medium\n", OK, true },
	{ "duplicate keys", "[{\"text\":\"A\",\"text\":\"B\"}]", "0||General||medium\n", OK, true },
	{ "an escaped NUL hides nothing", "[" Q("A\\u0000B") "]", "0||General||medium\n", OK, true },
	{ "half a surrogate pair", "[" Q("A") "," Q("B \\ud83d x") "]", "0|A|General||medium\n1|B \xEF\xBF\xBD x|General||medium\n", OK, true },
	{ "bytes that are not UTF-8", "[" Q("A\xFF\xC3") "," Q("\xC3\xA4") "]", "0||General||medium\n1|\xC3\xA4|General||medium\n", OK, true },
	{ "a trailing comma", "[" Q("A") ",]", "0|A|General||medium\n", OK, true },
	{ "an empty set", "{\"questions\":[]}", "", OK, true },
	{ "no JSON at all", "I can't help with that.", "", OK, false },
	{ "a cut answer", "{\"questions\":[" Q("A") ",{\"text\":\"B", "0|A|General||medium\n", OK, false },
	{ "mismatched brackets in the array", "{\"questions\":[" Q("A") ",{\"text\":\"B\"]", "0|A|General||medium\n", ERR_INPUT, false },
	{ "an array closed as an object", "{\"questions\":[" Q("A") "}", "0|A|General||medium\n", ERR_INPUT, false },
	{ "a scalar closed as an object", "{\"questions\":[5}", "0||General||medium\n", ERR_INPUT, false },
	{ "prose between elements", "{\"questions\":[" Q("A") " and then " Q("B") "]}", "0|A|General||medium\n", ERR_INPUT, false },
	{ "too deep inside an element", "[" Q("A") ",[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]", "0|A|General||medium\n", ERR_INPUT, false },
};
/* clang-format on */

static void check_sample(const struct sample *s, size_t cut)
{
	AUTO(outcome) struct outcome o = { .lines = BUF_INIT(1 << 20) };

	run(s->text, strlen(s->text), cut, &o);
	if (strcmp(buf_text(&o.lines), s->lines) != 0 || o.err != s->err || o.complete != s->complete)
		fail_msg("%s, cut at %zu: err %d complete %d\n%s", s->name, cut, o.err, o.complete,
			 buf_text(&o.lines));
}

static void every_cut_gives_the_same_questions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		for (size_t cut = 0; cut < strlen(samples[i].text); cut++)
			check_sample(&samples[i], cut);
}

static void question_0_is_out_at_its_closing_brace(void **state)
{
	static const char text[] = "{\"questions\":[" Q("A");
	struct buf lines = BUF_INIT(1000);
	AUTO(parse) struct parse *p = parse_new(note_question, &lines);

	(void)state;
	assert_int_equal(parse_feed(p, text, strlen(text) - 1), OK);
	assert_int_equal(parse_count(p), 0);
	assert_int_equal(parse_feed(p, "}", 1), OK);
	assert_int_equal(parse_count(p), 1);
	assert_false(parse_complete(p));
	assert_string_equal(buf_text(&lines), "0|A|General||medium\n");
	buf_done(&lines);
}

/* An element whose text is `count` times `unit`; ret->lines gets what came out. */
static void run_text_of(const char *unit, size_t count, struct outcome *ret)
{
	struct buf text = BUF_INIT(1 << 20);

	buf_puts(&text, "[{\"text\":\"");
	for (size_t i = 0; i < count; i++)
		buf_puts(&text, unit);
	buf_puts(&text, "\"}]");
	run(buf_text(&text), text.len, 3, ret);
	buf_done(&text);
}

static void a_long_text_is_never_cut(void **state)
{
	AUTO(outcome) struct outcome whole = { .lines = BUF_INIT(1 << 20) };
	AUTO(outcome) struct outcome over = { .lines = BUF_INIT(1 << 20) };

	(void)state;
	run_text_of("a", QUESTION_TEXT_MAX_CHARS * 4, &whole);
	assert_int_equal(whole.lines.len, QUESTION_TEXT_MAX_CHARS * 4 + strlen("0||General||medium\n"));
	run_text_of("\xF0\x9F\x98\x80", QUESTION_TEXT_MAX_CHARS + 1, &over);
	assert_string_equal(buf_text(&over.lines), "0||General||medium\n");
}

static void the_limit_sticks_and_what_came_before_stands(void **state)
{
	static const char first[] = "[" Q("A") ",\"";
	static char line[10 * 1024 * 1024];
	AUTO(outcome) struct outcome o = { .lines = BUF_INIT(1000) };

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, first, strlen(first));
	run(line, sizeof(line), 1000, &o);
	assert_int_equal(o.err, ERR_LIMIT);
	assert_string_equal(buf_text(&o.lines), "0|A|General||medium\n");
}

static void errors_stick(void **state)
{
	static const char bad[] = "[" Q("A") " oops", good[] = "," Q("B") "]";
	struct buf lines = BUF_INIT(1000);
	AUTO(parse) struct parse *p = parse_new(note_question, &lines);

	(void)state;
	assert_int_equal(parse_feed(p, bad, strlen(bad)), ERR_INPUT);
	assert_int_equal(parse_feed(p, good, strlen(good)), ERR_INPUT);
	assert_int_equal(parse_count(p), 1);
	buf_done(&lines);
}

static void a_depth_bomb_is_only_prose(void **state)
{
	static char bomb[200000];
	static const char real[] = "{\"questions\":[" Q("A") "]}";
	AUTO(outcome) struct outcome o = { .lines = BUF_INIT(1000) };

	(void)state;
	for (size_t i = 0; i < sizeof(bomb); i++)
		bomb[i] = i % 5 == 4 ? '[' : "{\"a\":"[i % 5];
	memcpy(bomb + sizeof(bomb) - strlen(real), real, strlen(real));
	run(bomb, sizeof(bomb), 77, &o);
	assert_int_equal(o.err, OK);
	assert_string_equal(buf_text(&o.lines), "0|A|General||medium\n");
}

static void nul_bytes_are_survived(void **state)
{
	static const char text[] =
		"\0{\0{\"questions\":\0{\"questions\":[{\"text\":\"A\0B\"},{\"text\":\"C\"}]}\0";
	AUTO(outcome) struct outcome o = { .lines = BUF_INIT(1000) };

	(void)state;
	run(text, sizeof(text), 0, &o);
	assert_int_equal(o.err, OK);
	assert_true(o.complete);
	assert_int_equal(o.count, 2);
	assert_non_null(strstr(buf_text(&o.lines), "1|C|"));
}

/* Random bytes made of what matters to the reader: whatever happens, cut or not cut gives the same. */
static void noise_gives_the_same_for_every_cut(void **state)
{
	static const char *const bits[] = {
		"{",    "}", "[",   "]",    "\"",   ",",         ":",
		"\\",   "5", "t\0", "\xC3", "\xA4", "\"text\":", "\"questions\":[",
		Q("A"), " "
	};
	unsigned seed = 20261123;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		AUTO(outcome) struct outcome bytes = { .lines = BUF_INIT(1 << 16) };
		AUTO(outcome) struct outcome cut = { .lines = BUF_INIT(1 << 16) };
		struct buf text = BUF_INIT(1 << 16);

		for (int i = 0; i < 40; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_puts(&text, bits[(seed >> 16) % ARRAY_LEN(bits)]);
		}
		run(buf_text(&text), text.len, 0, &bytes);
		run(buf_text(&text), text.len, 1 + (seed >> 16) % (text.len - 1), &cut);
		assert_int_equal(bytes.err, cut.err);
		assert_string_equal(buf_text(&bytes.lines), buf_text(&cut.lines));
		buf_done(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut_gives_the_same_questions),
		cmocka_unit_test(question_0_is_out_at_its_closing_brace),
		cmocka_unit_test(a_long_text_is_never_cut),
		cmocka_unit_test(the_limit_sticks_and_what_came_before_stands),
		cmocka_unit_test(errors_stick),
		cmocka_unit_test(a_depth_bomb_is_only_prose),
		cmocka_unit_test(nul_bytes_are_survived),
		cmocka_unit_test(noise_gives_the_same_for_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

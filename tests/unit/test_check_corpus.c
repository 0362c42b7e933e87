/*
 * The checks over two corpora (tests/unit/data): what must pass and what must be refused, by which check.
 * Prints precision and recall of the refusals; a single miss fails. CORPUS_DIR names another folder with the
 * same files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/check.h"

#define LINE_MAX_BYTES 2000

struct tally {
	int sentences, refused, missed;
};

static bool is_refused_by(uint64_t refused, const char *name)
{
	for (unsigned i = 0; check_name(i); i++)
		if ((refused >> i & 1) && strcmp(check_name(i), name) == 0)
			return true;
	return false;
}

static void print_refusal(const char *what, const char *text, uint64_t refused)
{
	print_message("%s: %s [", what, text);
	for (unsigned i = 0; check_name(i); i++)
		if (refused >> i & 1)
			print_message(" %s", check_name(i));
	print_message(" ]\n");
}

/* One line: "text" that must pass, or "check | text" that must be refused by that check. */
static void judge(char *line, const char *language, bool reject, struct tally *tally)
{
	const struct check_context context = { .language = language };
	struct question q = { .index = 0 };
	char *bar = reject ? strstr(line, " | ") : NULL;
	const char *text = bar ? bar + 3 : line;
	uint64_t refused;

	assert_true(!reject || bar);
	if (bar)
		*bar = '\0';
	if (question_set_text(&q, text, strlen(text)) != OK)
		assert_string_equal(q.text, ""); /* which is refused as well */
	refused = check_question(&q, &context);
	tally->sentences++;
	tally->refused += refused != 0;
	if (reject ? is_refused_by(refused, line) : refused == 0)
		return;
	tally->missed++;
	print_refusal(reject ? line : "must pass", text, refused);
}

static struct tally run(const char *name, bool reject)
{
	const char *folder = getenv("CORPUS_DIR");
	char path[1000], line[LINE_MAX_BYTES], language[40] = "en";
	struct tally tally = { 0, 0, 0 };
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder ? folder : "tests/unit/data", name);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "language: %35s", language) == 1 || !*line || *line == '#')
			continue;
		judge(line, language, reject, &tally);
	}
	fclose(file);
	return tally;
}

static void every_sentence_is_judged_as_written(void **state)
{
	struct tally pass = run("must_pass.txt", false), reject = run("must_reject.txt", true);
	int hits = reject.refused;

	(void)state;
	assert_true(pass.sentences >= 150 && reject.sentences >= 150);
	print_message(
		"%d sentences to refuse, %d to pass: precision %.3f, recall %.3f, by the right check %.3f\n",
		reject.sentences, pass.sentences, (double)hits / (hits + pass.refused),
		(double)hits / reject.sentences,
		(double)(reject.sentences - reject.missed) / reject.sentences);
	assert_int_equal(pass.missed, 0);
	assert_int_equal(reject.missed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_sentence_is_judged_as_written) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

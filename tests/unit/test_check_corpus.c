/*
 * The checks over sentences that people have judged. Those in tests/unit/data/must_*.txt and in corpus/ are
 * known: each has to be judged as it is written there, a single miss fails. Those in
 * tests/unit/data/unseen_*.txt are never learned from and no phrase was ever written for them, so they tell
 * what the check of protected topics is worth on sentences to come; how many of them it gets right may only
 * rise. Prints precision and recall of both. DATA_DIR names another folder with the same files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/check.h"

#define LINE_MAX_BYTES 2000
#define FIELDS_MAX     3
#define TOPIC          "protected_topic"

/* What unseen sentences have to come to: of those that pry, and of the others. */
#define LEAST_RECALL 0.93
#define MOST_REFUSED 0.025

/* One line of a file, cut at " | ". */
struct line {
	char *field[FIELDS_MAX];
	int count;
	const char *language;
};

typedef void line_fn(void *ctx, const struct line *line);

static void each_line(const char *folder, const char *name, line_fn *fn, void *ctx)
{
	char path[1000], text[LINE_MAX_BYTES], language[40] = "en";
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(text, sizeof(text), file)) {
		struct line line = { .language = language };

		text[strcspn(text, "\n")] = '\0';
		if (sscanf(text, "language: %35s", language) == 1 || !*text || *text == '#')
			continue;
		for (char *at = text, *bar; at && line.count < FIELDS_MAX; at = bar ? bar + 3 : NULL) {
			bar = strstr(at, " | ");
			if (bar)
				*bar = '\0';
			line.field[line.count++] = at;
		}
		fn(ctx, &line);
	}
	fclose(file);
}

static const char *data_dir(void)
{
	const char *folder = getenv("DATA_DIR");

	return folder ? folder : "tests/unit/data";
}

static uint64_t judged(const char *language, const char *text)
{
	const struct check_context context = { .language = language };
	struct question q = { .index = 0 };

	if (question_set_text(&q, text, strlen(text)) != OK)
		assert_string_equal(q.text, ""); /* which is refused as well */
	return check_question(&q, &context);
}

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

struct tally {
	int sentences, refused, missed;
};

static void count(struct tally *tally, bool refused, bool missed)
{
	tally->sentences++;
	tally->refused += refused;
	tally->missed += missed;
}

/* "text" that no check may refuse. */
static void must_pass(void *ctx, const struct line *line)
{
	uint64_t refused = judged(line->language, line->field[0]);

	assert_int_equal(line->count, 1);
	count(ctx, refused, refused);
	if (refused)
		print_refusal("must pass", line->field[0], refused);
}

/* "check | text" that this check has to refuse. */
static void must_reject(void *ctx, const struct line *line)
{
	uint64_t refused = judged(line->language, line->field[1]);
	bool hit = is_refused_by(refused, line->field[0]);

	assert_int_equal(line->count, 2);
	count(ctx, refused, !hit);
	if (!hit)
		print_refusal(line->field[0], line->field[1], refused);
}

static double share(int some, int all)
{
	return all ? (double)some / all : 1;
}

static void every_sentence_is_judged_as_written(void **state)
{
	struct tally pass = { 0, 0, 0 }, reject = { 0, 0, 0 };

	(void)state;
	each_line(data_dir(), "must_pass.txt", must_pass, &pass);
	each_line(data_dir(), "must_reject.txt", must_reject, &reject);
	assert_true(pass.sentences >= 150 && reject.sentences >= 150);
	print_message(
		"must_*.txt: %d sentences to refuse, %d to pass: precision %.3f, recall %.3f, by the right "
		"check %.3f\n",
		reject.sentences, pass.sentences, share(reject.refused, reject.refused + pass.refused),
		share(reject.refused, reject.sentences),
		share(reject.sentences - reject.missed, reject.sentences));
	assert_int_equal(pass.missed, 0);
	assert_int_equal(reject.missed, 0);
}

/* What the table of protected topics was taught. Other checks may think of a sentence what they like. */
struct lesson {
	struct tally prying, work;
};

static void judge_topic(struct tally *tally, const struct line *line, const char *text, bool pries)
{
	uint64_t refused = judged(line->language, text);
	bool hit = is_refused_by(refused, TOPIC);

	count(tally, hit, hit != pries);
	if (hit != pries)
		print_refusal(pries ? "pries" : "is about work", text, refused);
}

static void was_taught(void *ctx, const struct line *line)
{
	struct lesson *lesson = ctx;

	if (line->count == 1) {
		judge_topic(&lesson->work, line, line->field[0], false);
		return;
	}
	judge_topic(&lesson->prying, line, line->field[1], true);
	if (line->count == 3)
		judge_topic(&lesson->work, line, line->field[2], false);
}

static int is_text_file(const struct dirent *entry)
{
	return strstr(entry->d_name, ".txt") != NULL;
}

static void what_was_taught_is_known(void **state)
{
	struct lesson lesson = { { 0, 0, 0 }, { 0, 0, 0 } };
	struct dirent **files;
	int n = scandir("corpus", &files, is_text_file, alphasort);

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		each_line("corpus", files[i]->d_name, was_taught, &lesson);
		free(files[i]);
	}
	free(files);
	print_message("corpus/: %d sentences that pry, %d about work, %d of them judged otherwise\n",
		      lesson.prying.sentences, lesson.work.sentences,
		      lesson.prying.missed + lesson.work.missed);
	assert_int_equal(lesson.prying.missed + lesson.work.missed, 0);
}

/* By level ("plain", "indirect", "oblique") or kind ("ordinary", "topicwork"), and language. */
struct level {
	char name[24];
	struct tally tally;
};
struct levels {
	struct level level[16];
	struct tally all;
};

static void judge_unseen(void *ctx, const struct line *line)
{
	struct levels *levels = ctx;
	struct level *level = levels->level;
	bool hit = is_refused_by(judged(line->language, line->field[1]), TOPIC);
	char name[24];

	assert_int_equal(line->count, 2);
	snprintf(name, sizeof(name), "%s %s", line->language, line->field[0]);
	while (*level->name && strcmp(level->name, name) != 0)
		assert_true(++level < levels->level + 16);
	strcpy(level->name, name);
	count(&level->tally, hit, false);
	count(&levels->all, hit, false);
}

static void print_levels(const char *what, const struct levels *levels)
{
	print_message("%s: %d of %d refused;", what, levels->all.refused, levels->all.sentences);
	for (const struct level *level = levels->level; *level->name; level++)
		print_message(" %s %d of %d", level->name, level->tally.refused, level->tally.sentences);
	print_message("\n");
}

static void unseen_sentences_are_told_apart_mostly(void **state)
{
	struct levels reject = { .all = { 0, 0, 0 } }, pass = { .all = { 0, 0, 0 } };

	(void)state;
	each_line(data_dir(), "unseen_reject.txt", judge_unseen, &reject);
	each_line(data_dir(), "unseen_pass.txt", judge_unseen, &pass);
	print_levels("unseen, to refuse", &reject);
	print_levels("unseen, to pass", &pass);
	print_message("unseen: precision %.3f, recall %.3f\n",
		      share(reject.all.refused, reject.all.refused + pass.all.refused),
		      share(reject.all.refused, reject.all.sentences));
	assert_true(reject.all.sentences >= 150 && pass.all.sentences >= 150);
	assert_true(share(reject.all.refused, reject.all.sentences) >= LEAST_RECALL);
	assert_true(share(pass.all.refused, pass.all.sentences) <= MOST_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sentence_is_judged_as_written),
		cmocka_unit_test(what_was_taught_is_known),
		cmocka_unit_test(unseen_sentences_are_told_apart_mostly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The checks over judged sentences. Those in tests/unit/data/must_*.txt and in corpus/ are known: each has to
 * be judged as it is written there, a single miss fails. Those in tests/unit/data/unseen_*.txt are never
 * learned from and no phrase was ever written for them, so they tell what the check of protected topics is
 * worth on sentences to come; each level of them has a floor. Prints precision and recall of both. DATA_DIR
 * names another folder with must_* and unseen_* files.
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
#include <strings.h>

#include "common/check.h"

#define LINE_MAX_BYTES 2000
#define FIELDS_MAX     3
#define TOPIC          "protected_topic"

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
	uint64_t refused;

	assert_int_equal(line->count, 1);
	refused = judged(line->language, line->field[0]);
	count(ctx, refused, refused);
	if (refused)
		print_refusal("must pass", line->field[0], refused);
}

/* "check | text" that this check has to refuse. */
static void must_reject(void *ctx, const struct line *line)
{
	uint64_t refused;
	bool hit;

	assert_int_equal(line->count, 2);
	refused = judged(line->language, line->field[1]);
	hit = is_refused_by(refused, line->field[0]);
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

	assert_in_range(line->count, 1, 3);
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
	const char *end = strrchr(entry->d_name, '.');

	return end && strcmp(end, ".txt") == 0;
}

static void each_corpus_line(line_fn *fn, void *ctx)
{
	struct dirent **files;
	int n = scandir("corpus", &files, is_text_file, alphasort);

	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		each_line("corpus", files[i]->d_name, fn, ctx);
		free(files[i]);
	}
	free(files);
}

static void what_was_taught_is_known(void **state)
{
	struct lesson lesson = { { 0, 0, 0 }, { 0, 0, 0 } };

	(void)state;
	each_corpus_line(was_taught, &lesson);
	print_message("corpus/: %d sentences that pry, %d about work, %d of them judged otherwise\n",
		      lesson.prying.sentences, lesson.work.sentences,
		      lesson.prying.missed + lesson.work.missed);
	assert_int_equal(lesson.prying.missed + lesson.work.missed, 0);
}

/* Everything that was taught, to look sentences up in. */
struct taught {
	char *text[60000];
	size_t count;
};

static void note_taught(void *ctx, const struct line *line)
{
	struct taught *taught = ctx;

	for (int i = 0; i < line->count; i++) {
		assert_true(taught->count < sizeof(taught->text) / sizeof(taught->text[0]));
		taught->text[taught->count] = strdup(line->field[i]);
		assert_non_null(taught->text[taught->count++]);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static void is_not_taught(void *ctx, const struct line *line)
{
	struct taught *taught = ctx;

	assert_int_equal(line->count, 2);
	if (bsearch(&line->field[1], taught->text, taught->count, sizeof(taught->text[0]), by_text))
		fail_msg("seen before: %s", line->field[1]);
}

static void unseen_sentences_were_not_taught(void **state)
{
	static struct taught taught;

	(void)state;
	each_corpus_line(note_taught, &taught);
	each_line(data_dir(), "must_pass.txt", note_taught, &taught);
	each_line(data_dir(), "must_reject.txt", note_taught, &taught);
	qsort(taught.text, taught.count, sizeof(taught.text[0]), by_text);
	each_line(data_dir(), "unseen_reject.txt", is_not_taught, &taught);
	each_line(data_dir(), "unseen_pass.txt", is_not_taught, &taught);
	while (taught.count > 0)
		free(taught.text[--taught.count]);
}

/* A level, and how many in a hundred of it have to be refused, or at most may be. */
struct level {
	const char *name;
	int floor, ceiling;
	struct tally tally;
};

static void judge_unseen(void *ctx, const struct line *line)
{
	struct level *level = ctx;
	char name[40];

	assert_int_equal(line->count, 2);
	snprintf(name, sizeof(name), "%s %s", line->language, line->field[0]);
	while (level->name && strcmp(level->name, name) != 0)
		level++;
	if (!level->name)
		fail_msg("no such level: %s", name);
	count(&level->tally, is_refused_by(judged(line->language, line->field[1]), TOPIC), false);
}

static struct tally judge_levels(struct level *levels)
{
	struct tally all = { 0, 0, 0 };

	for (struct level *level = levels; level->name; level++) {
		const struct tally *tally = &level->tally;

		print_message("unseen: %-12s %3d of %3d refused\n", level->name, tally->refused,
			      tally->sentences);
		all.sentences += tally->sentences;
		all.refused += tally->refused;
	}
	return all;
}

static void check_levels(const struct level *levels)
{
	for (const struct level *level = levels; level->name; level++) {
		assert_true(level->tally.sentences >= 30);
		if (level->tally.refused * 100 < level->floor * level->tally.sentences ||
		    level->tally.refused * 100 > level->ceiling * level->tally.sentences)
			fail_msg("%s is out of its bounds", level->name);
	}
}

static void unseen_sentences_are_told_apart_mostly(void **state)
{
	struct level reject[] = {
		{ .name = "en plain", .floor = 97, .ceiling = 100 },
		{ .name = "de plain", .floor = 93, .ceiling = 100 },
		{ .name = "en indirect", .floor = 92, .ceiling = 100 },
		{ .name = "de indirect", .floor = 90, .ceiling = 100 },
		{ .name = "en oblique", .floor = 88, .ceiling = 100 },
		{ .name = "de oblique", .floor = 75, .ceiling = 100 },
		{ .name = "en mixed", .floor = 81, .ceiling = 100 },
		{ .name = "de mixed", .floor = 84, .ceiling = 100 },
		{ .name = NULL },
	};
	struct level pass[] = {
		{ .name = "en ordinary", .ceiling = 3 },
		{ .name = "de ordinary", .ceiling = 3 },
		{ .name = "en topicwork", .ceiling = 6 },
		{ .name = "de topicwork", .ceiling = 6 },
		{ .name = "en mixed", .ceiling = 5 },
		{ .name = "de mixed", .ceiling = 5 },
		{ .name = NULL },
	};
	struct tally hits, wrong;

	(void)state;
	each_line(data_dir(), "unseen_reject.txt", judge_unseen, reject);
	each_line(data_dir(), "unseen_pass.txt", judge_unseen, pass);
	hits = judge_levels(reject);
	wrong = judge_levels(pass);
	print_message("unseen: %d to refuse, %d to pass: precision %.3f, recall %.3f\n", hits.sentences,
		      wrong.sentences, share(hits.refused, hits.refused + wrong.refused),
		      share(hits.refused, hits.sentences));
	check_levels(reject);
	check_levels(pass);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sentence_is_judged_as_written),
		cmocka_unit_test(what_was_taught_is_known),
		cmocka_unit_test(unseen_sentences_were_not_taught),
		cmocka_unit_test(unseen_sentences_are_told_apart_mostly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

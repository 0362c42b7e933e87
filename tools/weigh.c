/*
 * Learns the table by which protected topics are known (common/check_weights.h) from judged sentences, and
 * prints it as a C file. The build runs it; nothing of it is installed.
 *
 *     weigh --pairs FILE... --pass FILE... --reject FILE... --bank FILE...
 *
 * pairs: "topic | question that pries | its twin about work", or without the twin. pass: a question a line.
 * reject: "check | question", of which those of protected_topic count. bank: "competency | category |
 * difficulty | question". "#" begins a comment, "language: de" says what follows is in.
 *
 * The weights are those of a logistic regression (liblinear's L2R_LR), language by language. Of a question
 * that pries the whole is learned from, of one about work at first the whole and then every part
 * (check_features.h) that was mistaken. What is still mistaken counts double in the next round, until every
 * sentence ends on its side. A feature that occurs once proves nothing and is left out.
 */
#include <linear.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/check_features.h"
#include "common/check_weights.h"

#define LINE_BYTES  4000
#define MOST_ROUNDS 12
#define LEAST_COUNT 2
#define COST        1.0 /* of an error, beside that of large weights: liblinear's C */
#define ORDINARY    3 /* times that a question counts which has no twin, as most of those that models write */
#define MARGIN      0.2 /* how far on its side a sentence has to be, so that rounding doesn't move it over */

enum { WORK = -1, PRIES = 1 };

struct place {
	const char *file;
	int line;
};

/* A feature by its number, from 1, and where it is in the sentence. */
struct known {
	int number;
	struct span span;
	enum feature_edge edge;
};

/* A part of a sentence that is learned from. Its nodes' numbers rise and end with -1, as liblinear wants it.
 */
struct example {
	struct span part;
	struct feature_node *nodes;
	int times; /* that it counts */
};

struct sentence {
	char *text;
	struct place at;
	int side, times;
	struct known *features;
	struct span *parts; /* the whole first */
	struct example *examples;
	size_t feature_count, part_count, example_count;
};

/* All that is known of a language. */
struct lesson {
	char language[9];
	struct sentence *sentences;
	size_t count, room;
	uint32_t *hashes; /* of the features, rising; a feature's number is its place and 1 */
	size_t hash_count, hash_room;
};

static struct lesson lessons[8];

static void fail(const char *what, struct place at, const char *text)
{
	fprintf(stderr, "weigh: %s:%d: %s: %s\n", at.file, at.line, what, text);
	exit(1);
}

static void *need(void *memory)
{
	if (!memory) {
		fprintf(stderr, "weigh: out of memory\n");
		exit(1);
	}
	return memory;
}

static struct lesson *lesson_of(const char *language)
{
	for (size_t i = 0; i < ARRAY_LEN(lessons) - 1; i++) {
		if (!lessons[i].language[0])
			snprintf(lessons[i].language, sizeof(lessons[i].language), "%s", language);
		if (strcmp(lessons[i].language, language) == 0)
			return &lessons[i];
	}
	fprintf(stderr, "weigh: more than %zu languages\n", ARRAY_LEN(lessons) - 1);
	exit(1);
}

static void add_sentence(const char *language, const char *text, int side, int times, struct place at)
{
	struct lesson *lesson = lesson_of(language);

	if (lesson->count == lesson->room) {
		lesson->room = lesson->room ? lesson->room * 2 : 1024;
		lesson->sentences = need(
			realloc(lesson->sentences, lesson->room * sizeof(*lesson->sentences)));
	}
	lesson->sentences[lesson->count++] = (struct sentence){
		.text = need(strdup(text)), .at = at, .side = side, .times = times
	};
}

/* Cut a line at " | " into at most `most` fields; how many there are. */
static int split(char *line, char **field, int most)
{
	int count = 0;

	for (char *bar; count < most && line; line = bar ? bar + 3 : NULL) {
		bar = strstr(line, " | ");
		if (bar)
			*bar = '\0';
		field[count++] = line;
	}
	return count;
}

/* Takes what a line of a file of that kind has to teach. */
static void take_line(const char *kind, const char *language, char *line, struct place at)
{
	char *field[5];
	int count = split(line, field, (int)ARRAY_LEN(field));

	if (strcmp(kind, "--pairs") == 0 && (count == 2 || count == 3)) {
		add_sentence(language, field[1], PRIES, 1, at);
		if (count == 3)
			add_sentence(language, field[2], WORK, 1, at);
	} else if (strcmp(kind, "--pass") == 0 && count == 1) {
		add_sentence(language, field[0], WORK, ORDINARY, at);
	} else if (strcmp(kind, "--reject") == 0 && count == 2) {
		if (strcmp(field[0], "protected_topic") == 0)
			add_sentence(language, field[1], PRIES, 1, at);
	} else if (strcmp(kind, "--bank") == 0) {
		if (count == 4)
			add_sentence(language, field[3], WORK, ORDINARY, at);
	} else {
		fail("not a line of this kind of file", at, kind);
	}
}

static void read_file(const char *kind, const char *path)
{
	char line[LINE_BYTES], language[9] = "en";
	FILE *file = fopen(path, "re");
	struct place at = { path, 0 };

	while (file && fgets(line, sizeof(line), file)) {
		at.line++;
		if (!strchr(line, '\n'))
			fail("too long, or the file doesn't end with a line", at, kind);
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "language: ", 10) == 0) {
			if (sscanf(line, "language: %8[a-z]", language) != 1)
				fail("not a language", at, line);
		} else if (*line && *line != '#') {
			take_line(kind, language, line, at);
		}
	}
	if (!file || ferror(file)) {
		perror(path);
		exit(1);
	}
	fclose(file);
}

static void read_words(const struct sentence *sentence, struct words *words)
{
	if (!words_read(words, sentence->text) || words->count == 0)
		fail("no words in UTF-8", sentence->at, sentence->text);
}

static void keep_hash(void *ctx, const struct feature *feature)
{
	struct lesson *lesson = ctx;

	if (lesson->hash_count == lesson->hash_room) {
		lesson->hash_room = lesson->hash_room ? lesson->hash_room * 2 : 1 << 20;
		lesson->hashes = need(realloc(lesson->hashes, lesson->hash_room * sizeof(*lesson->hashes)));
	}
	lesson->hashes[lesson->hash_count++] = feature_hash(feature->text);
}

static int by_hash(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The features that occur LEAST_COUNT times in the lesson. */
static void learn_features(struct lesson *lesson)
{
	static struct words words;
	size_t count = 0;

	for (size_t i = 0; i < lesson->count; i++) {
		read_words(&lesson->sentences[i], &words);
		features_of(&words, keep_hash, lesson);
	}
	qsort(lesson->hashes, lesson->hash_count, sizeof(*lesson->hashes), by_hash);
	for (size_t i = 0, end; i < lesson->hash_count; i = end) {
		for (end = i + 1; end < lesson->hash_count && lesson->hashes[end] == lesson->hashes[i]; end++)
			;
		if (end - i >= LEAST_COUNT)
			lesson->hashes[count++] = lesson->hashes[i];
	}
	lesson->hash_count = count;
}

/* A sentence of a lesson being taken apart; room is what its features have. */
struct taking {
	const struct lesson *lesson;
	struct sentence *sentence;
	size_t room;
};

static void keep_feature(void *ctx, const struct feature *feature)
{
	struct taking *taking = ctx;
	const struct lesson *lesson = taking->lesson;
	struct sentence *sentence = taking->sentence;
	uint32_t hash = feature_hash(feature->text);
	const uint32_t *at = bsearch(&hash, lesson->hashes, lesson->hash_count, sizeof(hash), by_hash);

	if (!at)
		return;
	if (sentence->feature_count == taking->room) {
		taking->room = taking->room ? taking->room * 2 : 128;
		sentence->features = need(
			realloc(sentence->features, taking->room * sizeof(*sentence->features)));
	}
	sentence->features[sentence->feature_count++] = (struct known){ (int)(at - lesson->hashes) + 1,
									feature->span, feature->edge };
}

static int by_number(const void *a, const void *b)
{
	const struct feature_node *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* The nodes of a part; the last but the end is the bias, whose number is behind all others. */
static struct feature_node *nodes_of(const struct lesson *lesson, const struct sentence *sentence,
				     struct span part)
{
	struct feature_node *nodes = need(calloc(sentence->feature_count + 2, sizeof(*nodes)));
	size_t count = 0, merged = 0;

	for (size_t i = 0; i < sentence->feature_count; i++) {
		const struct known *known = &sentence->features[i];

		if (feature_is_of(known->span, known->edge, part))
			nodes[count++] = (struct feature_node){ known->number, 1 };
	}
	qsort(nodes, count, sizeof(*nodes), by_number);
	for (size_t i = 0; i < count; i++) {
		if (merged && nodes[merged - 1].index == nodes[i].index)
			nodes[merged - 1].value++;
		else
			nodes[merged++] = nodes[i];
	}
	nodes[merged++] = (struct feature_node){ (int)lesson->hash_count + 1, 1 };
	nodes[merged] = (struct feature_node){ -1, 0 };
	return nodes;
}

/* The part counts, or counts double. */
static void count_part(const struct lesson *lesson, struct sentence *sentence, struct span part, int times)
{
	struct example *example = sentence->examples;
	const struct example *end = example + sentence->example_count;

	for (; example < end; example++) {
		if (example->part.from != part.from || example->part.end != part.end)
			continue;
		example->times *= 2;
		return;
	}
	sentence->examples = need(
		realloc(sentence->examples, (sentence->example_count + 1) * sizeof(*example)));
	sentence->examples[sentence->example_count++] = (struct example){ part,
									  nodes_of(lesson, sentence, part),
									  times };
}

static void take_apart(const struct lesson *lesson, struct sentence *sentence)
{
	static struct words words;
	static struct span parts[PARTS_MAX];
	struct taking taking = { lesson, sentence, 0 };

	read_words(sentence, &words);
	features_of(&words, keep_feature, &taking);
	sentence->part_count = parts_of(&words, parts);
	if (sentence->side == PRIES)
		sentence->part_count = 1;
	sentence->parts = need(calloc(sentence->part_count, sizeof(*parts)));
	memcpy(sentence->parts, parts, sentence->part_count * sizeof(*parts));
	count_part(lesson, sentence, parts[0], sentence->times);
}

static void quiet(const char *text)
{
	(void)text;
}

/* Give each example as often as it counts; only counts them if x is NULL. */
static int give_examples(const struct lesson *lesson, struct feature_node **x, double *y)
{
	int count = 0;

	for (size_t i = 0; i < lesson->count; i++) {
		const struct sentence *sentence = &lesson->sentences[i];

		for (size_t k = 0; k < sentence->example_count; k++)
			for (int n = 0; n < sentence->examples[k].times; n++, count++)
				if (x) {
					x[count] = sentence->examples[k].nodes;
					y[count] = sentence->side;
				}
	}
	return count;
}

static struct model *learn_once(const struct lesson *lesson)
{
	/* the bias is a feature of ours, so liblinear is told of none */
	struct problem what = { .n = (int)lesson->hash_count + 1, .bias = -1 };
	struct parameter how = { .solver_type = L2R_LR, .eps = 0.01, .C = COST };
	struct model *model;

#if LIBLINEAR_VERSION >= 240
	how.regularize_bias = 1;
#endif
	what.l = give_examples(lesson, NULL, NULL);
	what.x = need(calloc((size_t)what.l, sizeof(*what.x)));
	what.y = need(calloc((size_t)what.l, sizeof(*what.y)));
	give_examples(lesson, what.x, what.y);
	model = need(train(&what, &how));
	free(what.x);
	free(what.y);
	return model;
}

/* Of the feature of that number. Positive: it pries. */
static double weight_of(const struct model *model, size_t number)
{
	return model->label[0] == PRIES ? model->w[number - 1] : -model->w[number - 1];
}

static int rounded(double weight)
{
	return (int)lround(weight * WEIGHT_UNIT);
}

static double sum_of(const struct lesson *lesson, const struct model *model, const struct sentence *sentence,
		     struct span part)
{
	double sum = weight_of(model, lesson->hash_count + 1);

	for (size_t i = 0; i < sentence->feature_count; i++) {
		const struct known *known = &sentence->features[i];

		if (feature_is_of(known->span, known->edge, part))
			sum += weight_of(model, (size_t)known->number);
	}
	return sum;
}

/* How many parts are on the wrong side; they count more from now on. */
static int correct(const struct lesson *lesson, const struct model *model, struct sentence *sentence)
{
	int wrong = 0;

	for (size_t i = 0; i < sentence->part_count; i++)
		if (sum_of(lesson, model, sentence, sentence->parts[i]) * sentence->side <= MARGIN) {
			count_part(lesson, sentence, sentence->parts[i], 1);
			wrong++;
		}
	return wrong;
}

/* Learn until every sentence is on its side. */
static struct model *learn(struct lesson *lesson)
{
	for (int round = 1;; round++) {
		struct model *model = learn_once(lesson);
		int wrong = 0;

		for (size_t i = 0; i < lesson->count; i++) {
			const struct sentence *sentence = &lesson->sentences[i];
			int missed = correct(lesson, model, &lesson->sentences[i]);

			if (missed && round == MOST_ROUNDS)
				fprintf(stderr,
					"weigh: %s:%d: can't be told from sentences of the other side: %s\n",
					sentence->at.file, sentence->at.line, sentence->text);
			wrong += missed;
		}
		if (wrong == 0)
			return model;
		if (round == MOST_ROUNDS)
			exit(1);
		free_and_destroy_model(&model);
	}
}

static void print_table(const struct lesson *lesson, const struct model *model)
{
	printf("\n/* %zu sentences */\nstatic const struct weight weights_%s[] = {\n", lesson->count,
	       lesson->language);
	for (size_t i = 0; i < lesson->hash_count; i++)
		if (rounded(weight_of(model, i + 1)))
			printf("\t{ %uu, %d },\n", (unsigned)lesson->hashes[i],
			       rounded(weight_of(model, i + 1)));
	printf("};\n");
}

/* Learns, and prints the table; its bias. */
static int teach(struct lesson *lesson)
{
	struct model *model;
	int bias;

	learn_features(lesson);
	if (lesson->hash_count == 0)
		fail("too few sentences to learn a language from", lesson->sentences[0].at, lesson->language);
	for (size_t i = 0; i < lesson->count; i++)
		take_apart(lesson, &lesson->sentences[i]);
	model = learn(lesson);
	print_table(lesson, model);
	bias = rounded(weight_of(model, lesson->hash_count + 1));
	free_and_destroy_model(&model);
	return bias;
}

static void print_all(void)
{
	int bias[ARRAY_LEN(lessons)];

	printf("/* Made by tools/weigh.c from judged sentences; changes are lost. */\n"
	       "#include \"common/check_weights.h\"\n");
	for (size_t i = 0; lessons[i].language[0]; i++)
		bias[i] = teach(&lessons[i]);
	printf("\nconst struct weights topic_weights[] = {\n");
	for (size_t i = 0; lessons[i].language[0]; i++)
		printf("\t{ \"%s\", weights_%s, sizeof(weights_%s) / sizeof(weights_%s[0]), %d },\n",
		       lessons[i].language, lessons[i].language, lessons[i].language, lessons[i].language,
		       bias[i]);
	printf("\t{ NULL, NULL, 0, 0 },\n};\n");
}

int main(int argc, char **argv)
{
	const char *kind = NULL;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0)
			kind = argv[i];
		else if (kind)
			read_file(kind, argv[i]);
	}
	if (!kind || !lessons[0].language[0]) {
		fprintf(stderr,
			"usage: weigh --pairs FILE... --pass FILE... --reject FILE... --bank FILE...\n");
		return 2;
	}
	set_print_string_function(quiet);
	print_all();
	if (fflush(stdout) || ferror(stdout)) {
		perror("weigh");
		return 1;
	}
	return 0;
}
